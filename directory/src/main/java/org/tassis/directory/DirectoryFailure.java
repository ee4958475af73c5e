package org.tassis.directory;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;

/// Every way in which the directory says no. {@link #text} tells a person what is wrong, why, and what to do.
public sealed interface DirectoryFailure {
    /// One or two plain sentences in English, without anything secret.
    String text();

    /// Something that was typed is not what it should be.
    ///
    /// @param what the thing, as the subject of the sentence: `the quota`
    /// @param why  the rest of the sentence: `is a number of octets...`
    /// @param rule which rule it breaks, for those that tell it in other languages
    record BadValue(String what, String why, Rule rule) implements DirectoryFailure {
        /// What people meet when they type something.
        public enum Rule {
            EMPTY,
            TOO_LONG,
            CHARACTERS,
            ADDRESS,
            DOMAIN,
            NO_TARGET,
            PERIOD,
            ADMINISTERS,
            LAST_OPERATOR,
            SPACE,
            OTHER_CUSTOMER,

            /// These are about a table of mailboxes.
            NO_TABLE,
            COLUMN,
            ROW,
            EARLIER_LINE,
            LOGIN,
            NOT_ADDRESS,
            SIZE,
            YES_OR_NO,
            LANGUAGE,
            POP_DELETE,

            /// Told in English alone.
            OTHER
        }

        public BadValue(String what, String why) {
            this(what, why, Rule.OTHER);
        }

        @Override
        public String text() {
            return what + " " + why + ".";
        }
    }

    record NoSuchDomain(DomainName name) implements DirectoryFailure {
        @Override
        public String text() {
            return name.unicode() + " is not a domain of this server. Add it first: domain add " + name.unicode() + ".";
        }
    }

    record DomainExists(DomainName name) implements DirectoryFailure {
        @Override
        public String text() {
            return name.unicode() + " is already a domain of this server.";
        }
    }

    /// A domain that was removed is remembered under its name.
    record DomainRemoved(DomainName name) implements DirectoryFailure {
        @Override
        public String text() {
            return name.unicode() + " was removed a while ago and is remembered. Restore it: domain restore "
                    + name.unicode() + ".";
        }
    }

    /// @param some  a few of the addresses in it
    /// @param count how many there are
    record DomainInUse(DomainName name, List<EmailAddress> some, long count) implements DirectoryFailure {
        public DomainInUse {
            some = List.copyOf(some);
        }

        @Override
        public String text() {
            return name.unicode() + " still has " + count + (count == 1 ? " address" : " addresses") + " ("
                    + some.stream().map(EmailAddress::toString).collect(Collectors.joining(", "))
                    + (count > some.size() ? ", ..." : "")
                    + "). Remove them or their mailboxes first, or switch the domain off.";
        }
    }

    /// @param name as it was asked for: a login or an address
    record NoSuchMailbox(String name) implements DirectoryFailure {
        @Override
        public String text() {
            return "There is no mailbox " + name + ".";
        }
    }

    /// @param holder who has the login that was asked for
    static DirectoryFailure loginTaken(AccountRecord holder) {
        Login login = holder.account().login();
        Optional<Instant> removed = holder.removed();
        return removed.isPresent() && !holder.isMailbox()
                ? new OperatorRemoved(login, removed.get())
                : new LoginTaken(login, removed);
    }

    /// The login belongs to an operator who was removed.
    ///
    /// @param removed when
    record OperatorRemoved(Login login, Instant removed) implements DirectoryFailure {
        @Override
        public String text() {
            return "The login " + login + " belongs to an operator removed on " + day(removed)
                    + ". Restore that one (operator restore " + login + ") or choose another login.";
        }
    }

    /// @param removed when the holder is a removed mailbox, the instant of its removal
    record LoginTaken(Login login, Optional<Instant> removed) implements DirectoryFailure {
        @Override
        public String text() {
            return removed.map(when -> "The login " + login + " belongs to a mailbox removed on " + day(when)
                            + ". Restore it (mailbox restore " + login + ") or choose another login.")
                    .orElse("The login " + login + " is taken. Choose another.");
        }
    }

    /// @param removed when the holder is a removed mailbox, the instant of its removal
    record AddressTaken(EmailAddress address, Optional<Instant> removed) implements DirectoryFailure {
        @Override
        public String text() {
            return removed.map(when -> "The address " + address + " belongs to a mailbox removed on " + day(when)
                            + " and stays reserved for it. Restore that mailbox and take the address from it first.")
                    .orElse("The address " + address + " already leads to another mailbox. Remove it there first.");
        }
    }

    /// The address is an alias, so no mailbox can have it, nor another alias.
    record AddressIsAlias(EmailAddress address) implements DirectoryFailure {
        @Override
        public String text() {
            return "The address " + address + " is an alias. Remove that first: alias remove " + address + ".";
        }
    }

    /// @param removed whether a removed one was looked for
    record NoSuchAlias(EmailAddress address, boolean removed) implements DirectoryFailure {
        @Override
        public String text() {
            return "There is no " + (removed ? "removed " : "") + "alias " + address + ".";
        }
    }

    /// Mail would come back to where it was.
    ///
    /// @param way the addresses and mailboxes it would pass, the first one again at the end
    record Circle(List<String> way) implements DirectoryFailure {
        public Circle {
            way = List.copyOf(way);
        }

        @Override
        public String text() {
            return "That leads mail in a circle: " + String.join(" -> ", way) + ".";
        }
    }

    /// A domain cannot be an alias of one that is an alias itself.
    record AliasOfAlias(DomainName name) implements DirectoryFailure {
        @Override
        public String text() {
            return name.unicode() + " is an alias of another domain itself. Choose that other domain.";
        }
    }

    /// @param by domains that are aliases of it
    record DomainAliased(DomainName name, List<DomainName> by) implements DirectoryFailure {
        public DomainAliased {
            by = List.copyOf(by);
        }

        @Override
        public String text() {
            return "Other domains are aliases of " + name.unicode() + ": "
                    + by.stream().map(DomainName::unicode).collect(Collectors.joining(", "))
                    + ". End that first: domain alias DOMAIN --none.";
        }
    }

    record NoSuchAddress(EmailAddress address) implements DirectoryFailure {
        @Override
        public String text() {
            return "The address " + address + " does not exist on this server.";
        }
    }

    /// @param hints what would make it better, by language (`en`, `fr`, `nl`); nothing where the reason
    ///     says all
    record WeakPassword(Reason reason, Map<String, String> hints) implements DirectoryFailure {
        /// Why a password is not good enough.
        public enum Reason {
            TOO_LONG("The password is longer than " + PasswordText.MAX_LENGTH + " characters. Choose a shorter one."),
            CHARACTERS("The password has characters that cannot be typed everywhere. Use letters, digits and signs."),
            TOO_SHORT("The password has fewer than " + PasswordRules.MIN_LENGTH + " characters. Choose a longer one."),
            OWNER("The password is the login name, address, domain or real name, or nearly. Choose one that has nothing"
                    + " to do with you."),
            ONE_WORD("The password is a single word, perhaps with a number behind it, and dictionaries hold all words."
                    + " Use several words, or mix letters and digits."),
            GUESSABLE("The password is too easy to guess.");

            private final String sentence;

            Reason(String sentence) {
                this.sentence = sentence;
            }
        }

        public WeakPassword {
            hints = Map.copyOf(hints);
        }

        @Override
        public String text() {
            return (reason.sentence + " " + hint(Locale.ENGLISH)).strip();
        }

        /// In a language, or nothing.
        public String hint(Locale language) {
            return hints.getOrDefault(language.getLanguage(), "");
        }
    }

    record TooMany(String what, int limit) implements DirectoryFailure {
        @Override
        public String text() {
            return "There may be at most " + limit + " " + what + ".";
        }
    }

    /// @param name as it was asked for
    record NoSuchCustomer(String name) implements DirectoryFailure {
        @Override
        public String text() {
            return "There is no customer " + name + ".";
        }
    }

    /// @param removed when the holder of the name is a removed customer, the instant of its removal
    record CustomerExists(Login name, Optional<Instant> removed) implements DirectoryFailure {
        @Override
        public String text() {
            return removed.map(when -> "A customer " + name + " was removed on " + day(when)
                            + ". Restore it (customer restore " + name + ") or choose another name.")
                    .orElse("There is a customer " + name + " already. Choose another name.");
        }
    }

    /// What is to be restored belongs to a customer that is removed.
    record CustomerRemoved(Login name) implements DirectoryFailure {
        @Override
        public String text() {
            return "It belongs to the customer " + name + ", who was removed. Restore that first: customer restore "
                    + name + ".";
        }
    }

    record NoSuchPlan(String name) implements DirectoryFailure {
        @Override
        public String text() {
            return "There is no plan " + name.strip() + ".";
        }
    }

    record PlanExists(String name) implements DirectoryFailure {
        @Override
        public String text() {
            return "There is a plan " + name + " already.";
        }
    }

    /// @param customers how many have it, removed ones too
    record PlanInUse(String name, long customers) implements DirectoryFailure {
        @Override
        public String text() {
            return "The plan " + name + " is the plan of " + customers + (customers == 1 ? " customer" : " customers")
                    + ". Give them another one first.";
        }
    }

    /// A customer would have more than its plan allows.
    ///
    /// @param most what the plan allows
    /// @param left of that, before the change that was refused
    record LimitReached(Login customer, String plan, Plan.Limit limit, long most, long left)
            implements DirectoryFailure {
        @Override
        public String text() {
            return "The plan " + plan + " of " + customer + " allows " + limit.text(most) + " of " + limit.noun()
                    + " in all, of which "
                    + (left == 0 ? "nothing is" : limit.text(left) + (left == 1 ? " is" : " are"))
                    + " left. Make room, or choose a larger plan.";
        }
    }

    /// A customer has more than a plan would allow.
    ///
    /// @param has what the customer has now
    record PlanTooSmall(Login customer, String plan, Plan.Limit limit, long most, long has)
            implements DirectoryFailure {
        @Override
        public String text() {
            return "The plan " + plan + " allows " + limit.text(most) + " of " + limit.noun() + " in all, and "
                    + customer + " has " + limit.text(has) + ". Reduce that first, or choose a larger plan.";
        }
    }

    /// A mailbox would have an address in a domain of another customer.
    record ForeignDomain(DomainName name) implements DirectoryFailure {
        @Override
        public String text() {
            return name.unicode() + " belongs to another customer than the mailbox.";
        }
    }

    /// A domain would be an alias of one of another customer.
    record ForeignAlias(DomainName name) implements DirectoryFailure {
        @Override
        public String text() {
            return name.unicode() + " belongs to another customer. Choose a domain of the same one.";
        }
    }

    /// A mailbox has addresses in domains that would belong to different customers.
    record MailboxBetween(Login mailbox, DomainName domain) implements DirectoryFailure {
        @Override
        public String text() {
            return "The mailbox " + mailbox + " has an address in " + domain.unicode()
                    + ", too, which belongs to another customer. Move that domain along, or take the address away.";
        }
    }

    record NoSuchOperator(Login login) implements DirectoryFailure {
        @Override
        public String text() {
            return "There is no operator " + login + ".";
        }
    }

    record NoSuchToken(long id) implements DirectoryFailure {
        @Override
        public String text() {
            return "There is no token " + id + ".";
        }
    }

    /// @param why a sentence
    record NotAllowed(String why) implements DirectoryFailure {
        @Override
        public String text() {
            return why;
        }
    }

    /// The database cannot be used now; the cause is in the exception, for the log.
    record Unavailable() implements DirectoryFailure {
        @Override
        public String text() {
            return "The directory cannot be read or written now. Try again in a moment.";
        }
    }

    private static LocalDate day(Instant when) {
        return LocalDate.ofInstant(when, ZoneOffset.UTC);
    }
}
