package org.tassis.directory.desk;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.AutoReply;
import org.tassis.directory.Credential;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.Factors;
import org.tassis.directory.Forward;
import org.tassis.directory.MailDomain;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.MailboxQuery;
import org.tassis.directory.NewAccount;
import org.tassis.directory.PreparedPassword;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.access.CredentialUse;
import org.tassis.directory.access.LoginRecord;
import org.tassis.directory.access.PageSession;

/// What one visit does to mailboxes. A mailbox is named by its login or one of its addresses. What is not the
/// visitor's is as if it were not there. All methods throw {@link DirectoryException} with the failures of
/// {@link Directory}, and NotAllowed.
public final class MailboxDesk {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxDesk.class);

    private final Acts acts;
    private final Directory directory;
    private final Letters letters;
    private final Post post;
    private final AccessRecords access;

    MailboxDesk(Acts acts, Letters letters, Post post, AccessRecords access) {
        this.access = access;
        this.acts = acts;
        this.letters = letters;
        this.post = post;
        this.directory = acts.directory();
    }

    // ---- to see ----

    /// One that exists.
    public AccountRecord find(String name) {
        return mine(directory.mailbox(name), Action.MailboxAct.SEE, name);
    }

    /// In order of logins, to be read page by page.
    ///
    /// @param after the last login of the page before
    public List<AccountRecord> page(MailboxQuery query, Optional<Login> after, int limit) {
        if (acts.by().actor() instanceof Actor.MailboxUser user) {
            return after.isPresent() || query.removed()
                    ? List.of()
                    : List.of(directory.mailbox(user.account().id()));
        }
        return directory.mailboxes(acts.horizon().map(query::of).orElse(query), after, limit);
    }

    /// A free login for a new mailbox in a domain.
    public Login suggestLogin(DomainName domain) {
        MailDomain known = directory.mailDomain(domain);
        acts.may(
                new Action.OnCustomer(Action.CustomerAct.ADD_MAILBOX, known.customer()),
                () -> new DirectoryFailure.NoSuchDomain(domain));
        return directory.suggestLogin(domain);
    }

    // ---- to make, change, remove ----

    /// @param password empty makes a mailbox that nobody can log in to until a password is set
    public Account add(NewAccount wanted, Optional<Secret> password) {
        return add(wanted, password, List.of(), false);
    }

    /// Like the other, with a forward from the beginning: both or neither.
    ///
    /// @param forwardTo empty: mail is not passed on
    public Account add(NewAccount wanted, Optional<Secret> password, List<EmailAddress> forwardTo, boolean keepCopy) {
        NewAccount account = owned(wanted);
        mayAdd(account);
        Optional<PreparedPassword> prepared =
                password.map(secret -> directory.credentials().prepare(secret, account));
        return directory.together(() -> {
            Account made = addPrepared(account, prepared);
            if (!forwardTo.isEmpty()) {
                setForward(made.login().value(), forwardTo, keepCopy);
            }
            return made;
        });
    }

    /// With a hash that another server made: {@link org.tassis.directory.Credentials#adopt}.
    public Account addWith(NewAccount wanted, PreparedPassword password) {
        return addPrepared(wanted, Optional.of(password));
    }

    Account addPrepared(NewAccount wanted, Optional<PreparedPassword> password) {
        NewAccount account = owned(wanted);
        return acts.act(() -> {
            mayAdd(account);
            AccountRecord made = directory.addPrepared(account, password);
            return done(made.account(), "mailbox add", made, Facts.NONE, Facts.of(made));
        });
    }

    /// Many at once, from a file.
    public MailboxImport importing() {
        return new MailboxImport(this, directory);
    }

    /// Writes to the owner of a mailbox how to log in and with which servers.
    ///
    /// @param to empty: into the mailbox itself
    public void welcome(String name, Optional<EmailAddress> to) {
        AccountRecord record = mine(directory.mailbox(name), Action.MailboxAct.CHANGE, name);
        post.send(
                letters.welcome(record.account()),
                to.<Post.To>map(Post.To.Address::new)
                        .orElseGet(() -> new Post.To.Mailbox(record.account().id())));
    }

    /// Checks everything {@link #add} would, without making anything: for previews.
    ///
    /// @return with whose it would be
    public NewAccount check(NewAccount wanted, Optional<Secret> password) {
        NewAccount account = owned(wanted);
        mayAdd(account);
        directory.checkNewMailbox(account, password);
        return account;
    }

    /// In somebody else's domain: as if that were not there.
    private void mayAdd(NewAccount account) {
        acts.may(
                new Action.OnCustomer(
                        Action.CustomerAct.ADD_MAILBOX, account.customer().orElse(CustomerId.HOUSE)),
                () -> account.addresses().stream()
                        .findFirst()
                        .<DirectoryFailure>map(address -> new DirectoryFailure.NoSuchDomain(address.domain()))
                        .orElseGet(() -> new DirectoryFailure.NotAllowed("That is not yours.")));
    }

    /// Whose it is to be: said, or whose its first domain is, or the visitor's.
    private NewAccount owned(NewAccount account) {
        if (account.customer().isPresent()) {
            return account;
        }
        Optional<CustomerId> ofDomain = account.addresses().stream()
                .findFirst()
                .map(address -> directory.mailDomain(address.domain()).customer());
        return account.of(ofDomain.or(acts::horizon).orElse(CustomerId.HOUSE));
    }

    /// Makes all changes together, or none.
    public Account change(String name, List<MailboxChange> changes) {
        return acts.act(() -> {
            AccountRecord before = mine(directory.mailbox(name), Action.MailboxAct.SEE, name);
            for (MailboxChange change : changes) {
                mine(before, actOf(change, before), name);
            }
            Account after = directory.changeMailbox(before.account().id(), changes);
            return done(after, "mailbox change", before, Facts.of(before), Facts.of(after));
        });
    }

    private static Action.MailboxAct actOf(MailboxChange change, AccountRecord before) {
        return switch (change) {
            case MailboxChange.RealName _,
                    MailboxChange.Language _,
                    MailboxChange.PopDelete _,
                    MailboxChange.HiddenCapabilities _ -> Action.MailboxAct.PREFERENCES;
            // which of one's addresses is written from is a preference, another address is not
            case MailboxChange.Primary(var address)
            when before.account().addresses().contains(address) -> Action.MailboxAct.PREFERENCES;
            case MailboxChange.Primary _,
                    MailboxChange.Limit _,
                    MailboxChange.Enabled _,
                    MailboxChange.NoPrimary _,
                    MailboxChange.AddAddresses _,
                    MailboxChange.RemoveAddresses _ -> Action.MailboxAct.CHANGE;
        };
    }

    /// Takes space from one mailbox and gives it to another of the same customer, both or neither.
    ///
    /// @param bytes more than 0
    public void moveSpace(String from, String to, long bytes) {
        acts.act(() -> {
            AccountRecord giver = mine(directory.mailbox(from), Action.MailboxAct.CHANGE, from);
            AccountRecord taker = mine(directory.mailbox(to), Action.MailboxAct.CHANGE, to);
            Quota given = giver.account().quota();
            Quota taken = taker.account().quota();
            if (giver.equals(taker) || !giver.customer().equals(taker.customer())) {
                throw bad(
                        DirectoryFailure.BadValue.Rule.OTHER_CUSTOMER, "The mailboxes", "are two of the same customer");
            }
            if (!given.limitsBytes() || !taken.limitsBytes() || bytes <= 0 || bytes > given.bytes()) {
                throw bad(
                        DirectoryFailure.BadValue.Rule.SPACE,
                        "The mailbox " + from,
                        "does not have that much space to give");
            }
            directory.changeMailbox(
                    giver.account().id(),
                    List.of(new MailboxChange.Limit(new Quota(given.bytes() - bytes, given.messages()))));
            Account after = directory.changeMailbox(
                    taker.account().id(),
                    List.of(new MailboxChange.Limit(new Quota(taken.bytes() + bytes, taken.messages()))));
            SortedMap<String, String> facts = Facts.of(after);
            facts.put("taken from", giver.account().login().value());
            return done(after, "mailbox take space", taker, Facts.of(taker), facts);
        });
    }

    /// Closed at once; it can be restored for a while.
    public Account remove(String name) {
        return acts.act(() -> {
            AccountRecord before = mine(directory.mailbox(name), Action.MailboxAct.REMOVE, name);
            directory.removeMailbox(before.account().id());
            access.endAll(before.account().id(), Optional.empty());
            return done(before.account(), "mailbox remove", before, Facts.of(before), Facts.NONE);
        });
    }

    public Account restore(String name) {
        return acts.act(() -> {
            AccountRecord before = mine(
                    directory.anyMailbox(name).orElseThrow(() -> new DirectoryException(missing(name))),
                    Action.MailboxAct.RESTORE,
                    name);
            Account after = directory.restoreMailbox(name);
            return done(after, "mailbox restore", before, Facts.NONE, Facts.of(after));
        });
    }

    // ---- what lets in ----

    public Account setPassword(String name, Secret password) {
        return setPassword(name, password, Optional.empty());
    }

    /// @param but the key of the session of the pages that stays: that of whoever sets it
    public Account setPassword(String name, Secret password, Optional<String> but) {
        AccountRecord record = mine(directory.mailbox(name), Action.MailboxAct.PASSWORD, name);
        PreparedPassword prepared =
                directory.credentials().prepare(password, record.account().id());
        return acts.act(() -> {
            mine(directory.mailbox(record.account().id()), Action.MailboxAct.PASSWORD, name);
            directory.credentials().setPassword(record.account().id(), prepared);
            access.endAll(record.account().id(), but); // whoever knew the old one is out
            return done(record.account(), "mailbox password", record, Facts.NONE, Facts.of("password", "changed"));
        });
    }

    /// Passwords of programs, without the passwords.
    public List<Credential> appPasswords(String name) {
        AccountRecord record = mine(directory.mailbox(name), Action.MailboxAct.CREDENTIALS, name);
        return directory.credentials().of(record.account().id()).stream()
                .filter(credential -> credential.kind() == Credential.Kind.APP)
                .toList();
    }

    /// @param protocols where it may be used; empty means everywhere
    /// @return the password, shown this once
    public Secret addAppPassword(String name, String label, Set<String> protocols) {
        AccountRecord record = mine(directory.mailbox(name), Action.MailboxAct.ADD_CREDENTIAL, name);
        return acts.act(() -> {
            Secret made =
                    directory.credentials().addAppPassword(record.account().id(), label, protocols);
            SortedMap<String, String> facts = Facts.of("app password", label);
            facts.put("protocols", String.join(" ", protocols));
            return done(made, "mailbox app-password add", record, Facts.NONE, facts);
        });
    }

    /// @return whether there was one
    public boolean removeAppPassword(String name, long credential) {
        return acts.act(() -> {
            AccountRecord record = mine(directory.mailbox(name), Action.MailboxAct.CREDENTIALS, name);
            String label = directory.credentials().of(record.account().id()).stream()
                    .filter(known -> known.id() == credential)
                    .map(Credential::label)
                    .findFirst()
                    .orElse("");
            boolean removed =
                    directory.credentials().removeAppPassword(record.account().id(), credential);
            return done(removed, "mailbox app-password remove", record, Facts.of("app password", label), Facts.NONE);
        });
    }

    /// When and where each password was used last.
    public List<CredentialUse> uses(String name) {
        return access.uses(mine(directory.mailbox(name), Action.MailboxAct.CREDENTIALS, name)
                .account()
                .id());
    }

    /// Who logged in, from where and how often, the last one first.
    public List<LoginRecord> logins(String name, int limit) {
        return access.logins(
                mine(directory.mailbox(name), Action.MailboxAct.SESSIONS, name)
                        .account()
                        .id(),
                limit);
    }

    /// Who is logged in to the pages, the one seen last first.
    public List<PageSession> sessions(String name) {
        return access.sessions(mine(directory.mailbox(name), Action.MailboxAct.SESSIONS, name)
                .account()
                .id());
    }

    /// Ends sessions of the pages.
    ///
    /// @param key of one; empty: all
    /// @return how many
    public int endSessions(String name, Optional<String> key) {
        return acts.act(() -> {
            AccountRecord record = mine(directory.mailbox(name), Action.MailboxAct.SESSIONS, name);
            int ended = key.map(one -> access.end(record.account().id(), one) ? 1 : 0)
                    .orElseGet(() -> access.endAll(record.account().id(), Optional.empty()));
            return done(ended, "mailbox end sessions", record, Facts.NONE, Facts.of("ended", ended));
        });
    }

    /// What it asks for beside the password.
    public Factors.Present factors(String name) {
        return directory
                .factors()
                .of(mine(directory.mailbox(name), Action.MailboxAct.CREDENTIALS, name)
                        .account()
                        .id());
    }

    /// Asks for the password alone: for an owner who is locked out, and who finds a letter about it.
    public void endFactors(String name) {
        Account owner = acts.act(() -> {
            AccountRecord record = mine(directory.mailbox(name), Action.MailboxAct.END_FACTORS, name);
            SortedMap<String, String> before =
                    Facts.of(directory.factors().of(record.account().id()));
            directory.factors().end(record.account().id());
            return done(record.account(), "mailbox end second factor", record, before, Facts.NONE);
        });
        try {
            post.send(letters.factorsEnded(owner, acts.by().actor()), new Post.To.Mailbox(owner.id()));
        } catch (DirectoryException e) { // what was done stays done
            LOG.warn("{} could not be told that the second factor was ended: {}", owner.login(), e.getMessage());
        }
    }

    // ---- forwards and auto-replies ----

    public Optional<Forward> forward(String name) {
        AccountRecord record = mine(directory.mailbox(name), Action.MailboxAct.FORWARD, name);
        return directory.redirections().forward(record.account().id());
    }

    public Forward setForward(String name, List<EmailAddress> targets, boolean keepCopy) {
        return forward(name, "forward set", record -> directory
                .redirections()
                .setForward(record.account().id(), targets, keepCopy));
    }

    public Forward enableForward(String name, boolean enabled) {
        return forward(name, "forward change", record -> directory
                .redirections()
                .enableForward(record.account().id(), enabled));
    }

    public void removeForward(String name) {
        acts.act(() -> {
            AccountRecord record = mine(directory.mailbox(name), Action.MailboxAct.FORWARD, name);
            SortedMap<String, String> before = forwardFacts(record);
            directory.redirections().removeForward(record.account().id());
            return done(record, "forward remove", record, before, Facts.NONE);
        });
    }

    public Forward restoreForward(String name) {
        return forward(name, "forward restore", record -> directory
                .redirections()
                .restoreForward(record.account().id()));
    }

    private Forward forward(String name, String what, Function<AccountRecord, Forward> change) {
        return acts.act(() -> {
            AccountRecord record = mine(directory.mailbox(name), Action.MailboxAct.FORWARD, name);
            SortedMap<String, String> before = forwardFacts(record);
            Forward after = change.apply(record);
            return done(after, what, record, before, Facts.of(after));
        });
    }

    private SortedMap<String, String> forwardFacts(AccountRecord record) {
        return directory
                .redirections()
                .forward(record.account().id())
                .map(Facts::of)
                .orElse(Facts.NONE);
    }

    public Optional<AutoReply> autoReply(String name) {
        AccountRecord record = mine(directory.mailbox(name), Action.MailboxAct.AUTO_REPLY, name);
        return directory.autoReplies().of(record.account().id());
    }

    /// @param interval empty: what is usual for who sets it
    public AutoReply setAutoReply(
            String name,
            String subject,
            String text,
            Optional<Instant> from,
            Optional<Instant> until,
            Optional<Duration> interval) {
        Duration usual = acts.by().actor() instanceof Actor.MailboxUser
                ? AutoReply.INTERVAL_BY_USER
                : AutoReply.INTERVAL_BY_ADMINISTRATOR;
        return autoReply(name, "autoreply set", record -> directory
                .autoReplies()
                .set(record.account().id(), subject, text, from, until, interval.orElse(usual)));
    }

    public AutoReply enableAutoReply(String name, boolean enabled) {
        return autoReply(name, "autoreply change", record -> directory
                .autoReplies()
                .enable(record.account().id(), enabled));
    }

    public void removeAutoReply(String name) {
        acts.act(() -> {
            AccountRecord record = mine(directory.mailbox(name), Action.MailboxAct.AUTO_REPLY, name);
            SortedMap<String, String> before = replyFacts(record);
            directory.autoReplies().remove(record.account().id());
            return done(record, "autoreply remove", record, before, Facts.NONE);
        });
    }

    public AutoReply restoreAutoReply(String name) {
        return autoReply(name, "autoreply restore", record -> directory
                .autoReplies()
                .restore(record.account().id()));
    }

    private AutoReply autoReply(String name, String what, Function<AccountRecord, AutoReply> change) {
        return acts.act(() -> {
            AccountRecord record = mine(directory.mailbox(name), Action.MailboxAct.AUTO_REPLY, name);
            SortedMap<String, String> before = replyFacts(record);
            AutoReply after = change.apply(record);
            return done(after, what, record, before, Facts.of(after));
        });
    }

    private SortedMap<String, String> replyFacts(AccountRecord record) {
        return directory.autoReplies().of(record.account().id()).map(Facts::of).orElse(Facts.NONE);
    }

    // ---- what all of these share ----

    private AccountRecord mine(AccountRecord record, Action.MailboxAct act, String name) {
        Supplier<DirectoryFailure> missing = () -> missing(name);
        acts.may(new Action.OnMailbox(act, record.customer(), record.account().id()), missing);
        return record;
    }

    private static DirectoryFailure missing(String name) {
        return new DirectoryFailure.NoSuchMailbox(name.strip());
    }

    private static DirectoryException bad(DirectoryFailure.BadValue.Rule rule, String what, String why) {
        return new DirectoryException(new DirectoryFailure.BadValue(what, why, rule));
    }

    private static <T> Acts.Done<T> done(
            T result,
            String what,
            AccountRecord record,
            SortedMap<String, String> before,
            SortedMap<String, String> after) {
        return new Acts.Done<>(
                result, what, record.account().login().value(), Optional.of(record.customer()), before, after);
    }
}
