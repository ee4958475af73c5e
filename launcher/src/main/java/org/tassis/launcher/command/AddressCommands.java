package org.tassis.launcher.command;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.MailboxChange;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `address add|list|remove`.
@Command(
        name = "address",
        mixinStandardHelpOptions = true,
        description = "The addresses that lead to mailboxes. Addresses with a plus (info+shop@) need no entry.")
final class AddressCommands implements Runnable {
    private final Talk talk;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    record Row(String address, String login, boolean primary) {}

    AddressCommands(Talk talk) {
        this.talk = talk;
    }

    @Override
    public void run() {
        Values.missing(spec);
    }

    @Command(mixinStandardHelpOptions = true, description = "Let addresses lead to a mailbox.")
    int add(
            @Parameters(index = "0", paramLabel = "MAILBOX", description = "Its login or one of its addresses.")
                    String mailbox,
            @Parameters(index = "1..*", arity = "1..*", paramLabel = "ADDRESS") List<EmailAddress> addresses) {
        Account account = talk.directory().mailbox(mailbox).account();
        return talk.each(addresses, address -> {
            talk.mailboxes().change(account.login().value(), List.of(new MailboxChange.AddAddresses(List.of(address))));
            talk.out().println("Address " + address + " leads to " + account.login() + ".");
        });
    }

    @Command(mixinStandardHelpOptions = true, description = "List the addresses and where they lead.")
    int list(
            @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only those in it.") @Nullable
                    DomainName domain,
            @Option(names = "--json", description = "For programs.") boolean json) {
        Pages pages = new Pages(talk.directory(), Optional.ofNullable(domain), false);
        if (json) {
            Iterator<Row> rows =
                    pages.rows().flatMap(record -> rows(record, domain)).iterator();
            Json.printAll(talk.out(), rows);
            return 0;
        }
        Table table = new Table(talk.out(), "ADDRESS", "MAILBOX");
        while (pages.hasNext()) {
            table.print(pages.next().stream()
                    .flatMap(record -> rows(record, domain))
                    .map(row -> List.of(row.address(), row.login() + (row.primary() ? " (primary)" : "")))
                    .toList());
        }
        return 0;
    }

    private static Stream<Row> rows(AccountRecord record, @Nullable DomainName domain) {
        Account account = record.account();
        return account.addresses().stream()
                .filter(address -> domain == null || address.domain().equals(domain))
                .map(address -> new Row(
                        address.toString(),
                        account.login().value(),
                        account.primary().filter(address::equals).isPresent()));
    }

    @Command(mixinStandardHelpOptions = true, description = "Let addresses lead nowhere; mail to them is refused.")
    int remove(@Parameters(arity = "1..*", paramLabel = "ADDRESS") List<EmailAddress> addresses) {
        return talk.each(addresses, address -> {
            Account account;
            try {
                account = talk.directory().mailbox(address.toString()).account();
            } catch (DirectoryException e) {
                throw e.failure() instanceof DirectoryFailure.NoSuchMailbox
                        ? new DirectoryException(new DirectoryFailure.NoSuchAddress(address))
                        : e;
            }
            talk.mailboxes()
                    .change(account.login().value(), List.of(new MailboxChange.RemoveAddresses(List.of(address))));
            talk.out().println("Address " + address + " removed from " + account.login() + ".");
        });
    }
}
