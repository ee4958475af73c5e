package org.tassis.admin.api;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Directory;

/// Mailboxes as the API writes and reads them.
final class MailboxJson {
    private MailboxJson() {}

    @About("A mailbox: whoever logs in with it, and the addresses that lead there.")
    record Mailbox(
            Login login,
            String realName,

            @About("Whose it is; null when that customer is removed.")
            Optional<Login> customer,

            @About("Whether it gets mail and lets its owner in.")
            boolean enabled,

            @About("The address it sends from; null when it is switched off.")
            Optional<EmailAddress> primary,

            @About("All addresses that lead here, the primary one among them.")
            List<EmailAddress> addresses,

            @About("Octets that it may hold; null when it is unlimited.")
            Optional<Long> quota,

            @About("What DELE of POP3 does.") Account.PopDelete popDelete,

            @About("IMAP capabilities that its mail programs are not shown.")
            List<String> hiddenCapabilities,

            Locale language,
            Instant created,

            @About("When it was removed; null when it was not.")
            Optional<Instant> removed) {}

    @About("A mailbox to be made. Either `login` or `domain` is needed.")
    record NewMailbox(
            @About("Free, on the whole server.") Optional<Login> login,

            @About("A domain whose next free login is taken: monsite0001 for monsite.be.")
            Optional<String> domain,

            @About("Else that of the first address's domain.")
            Optional<Login> customer,

            Optional<String> realName,

            @About("Without one a password is made and is in the answer.")
            Optional<String> password,

            Optional<EmailAddress> primary,
            @About("Further addresses.") Optional<List<EmailAddress>> addresses,
            @About("Octets; null: unlimited; else 3 GB.") Patch<Long> quota,
            Optional<Boolean> enabled,
            Optional<Account.PopDelete> popDelete,
            Optional<List<String>> hiddenCapabilities,
            Optional<Locale> language,
            @About("Writes to the owner how to log in.") Optional<Welcome> welcome) {}

    @About("Where a welcome message goes.")
    record Welcome(@About("Else into the mailbox itself.") Optional<EmailAddress> sendTo) {}

    @About("A mailbox that was just made.")
    record MadeMailbox(
            Mailbox mailbox,
            @About("When none was given: shown this once.") Optional<String> password) {}

    @About("Changes of a mailbox: all of them are made, or none. What is not there stays as it is.")
    record MailboxChanges(
            Optional<String> realName,
            Optional<Boolean> enabled,

            @About("Becomes one of the addresses; null switches the primary address off, which then is free.")
            Patch<EmailAddress> primary,

            @About("All of them: those that are not in it become free.")
            Optional<List<EmailAddress>> addresses,

            @About("Octets; null: unlimited.") Patch<Long> quota,
            Optional<Account.PopDelete> popDelete,
            Optional<List<String>> hiddenCapabilities,
            Optional<Locale> language) {}

    @About("What a mailbox holds.")
    record Usage(
            @About("Octets, of removed mail that can be brought back too.")
            long bytes,

            long messages,

            @About("Octets that it may hold; null when it is unlimited.")
            Optional<Long> quota) {}

    @About("Space that one mailbox takes from another of the same customer.")
    record TakenSpace(
            @About("Login or address of the mailbox that gives.")
            String from,

            long bytes) {}

    @About("A password that is to be set.")
    record NewPassword(
            @About("Without one a password is made and is in the answer.")
            Optional<String> password) {}

    @About("A password that was set.")
    record SetPassword(
            @About("When none was given: shown this once.") Optional<String> password) {}

    static Optional<Long> octets(Quota quota) {
        return quota.limitsBytes() ? Optional.of(quota.bytes()) : Optional.empty();
    }

    static Quota quota(Optional<Long> octets) {
        if (octets.filter(number -> number < 0 || number == Long.MAX_VALUE).isPresent()) {
            throw Refusal.invalid("quota", "A quota is a number of octets, from 0 on; null is unlimited.");
        }
        return octets.map(Quota::ofBytes).orElse(Quota.UNLIMITED);
    }

    /// Writes mailboxes, and remembers the names of their customers meanwhile.
    static final class Writer {
        private final Directory directory;
        private final Map<CustomerId, Optional<Login>> names = new HashMap<>();

        Writer(Directory directory) {
            this.directory = directory;
        }

        Mailbox write(AccountRecord record) {
            Account account = record.account();
            return new Mailbox(
                    account.login(),
                    account.realName(),
                    names.computeIfAbsent(
                            record.customer(),
                            id -> directory.customers().find(id).map(Customer::name)),
                    account.enabled(),
                    account.primary(),
                    account.addresses(),
                    octets(account.quota()),
                    account.popDelete(),
                    List.copyOf(new TreeSet<>(account.hiddenCapabilities())),
                    account.language(),
                    record.created(),
                    record.removed());
        }
    }
}
