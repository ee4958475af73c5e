package org.tassis.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.Login;
import org.tassis.core.MailboxName;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Directory;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NewCustomer;
import org.tassis.message.Spool;
import org.tassis.store.Destination;
import org.tassis.store.MailStore;
import tools.jackson.databind.json.JsonMapper;

/// The sample customer of a demo: a domain, three mailboxes, an operator, a message in each. Passwords are
/// generated at the first start and kept in the demo's own file, since the directory can show them to
/// nobody.
final class DemoData {
    private static final String DOMAIN = "monsite.test";
    private static final String CUSTOMER = "monsite";

    private DemoData() {}

    /// Who can log in.
    record Sample(Description.Login operator, List<Description.Login> accounts) {}

    /// Makes what is missing, so that a demo that was stopped half-way is completed by the next.
    static Sample sow(Server server, Path file) throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        if (Files.exists(file)) {
            return json.readValue(file.toFile(), Sample.class);
        }
        Directory directory = server.directory();
        DomainName domain = DomainName.parse(DOMAIN).orElseThrow();
        CustomerId customer = directory.customers().page(CUSTOMER, false, Optional.empty(), 1).stream()
                .findFirst()
                .map(Customer::id)
                .orElseGet(() -> directory
                        .customers()
                        .add(NewCustomer.named(new Login(CUSTOMER)).withPlan("Recommended"))
                        .id());
        if (directory.domain(domain).isEmpty()) {
            directory.addDomain(domain, customer);
        }
        List<Description.Login> logins = new ArrayList<>();
        logins.add(account(server, "monsite", "Mon Site", "monsite", "postmaster", "abuse", "hostmaster", "webmaster"));
        directory
                .customers()
                .changeAdministrator(customer, directory.identify("monsite").map(Account::id));
        logins.add(account(server, "monsite0001", "Marie Dupont", "info", "contact", "marie.dupont"));
        logins.add(account(server, "monsite0002", "Jan Peeters", "jan.peeters", "jan"));
        Sample sample = new Sample(operator(directory), logins);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, json.writerWithDefaultPrettyPrinter().writeValueAsString(sample) + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return sample;
    }

    private static Description.Login operator(Directory directory) {
        Login login = new Login("operator");
        Secret password = directory.credentials().generatePassword();
        Optional<AccountId> known = directory.operators().list().stream()
                .filter(record -> record.account().login().equals(login))
                .map(record -> record.account().id())
                .findFirst();
        if (known.isPresent()) {
            directory.credentials().setPassword(known.get(), password);
        } else {
            directory.operators().add(login, "Operator", directory.operators().prepare(login, "Operator", password));
        }
        return new Description.Login(login.value(), password.reveal(), List.of());
    }

    private static Description.Login account(Server server, String login, String name, String... locals)
            throws IOException {
        Directory directory = server.directory();
        List<EmailAddress> addresses = new ArrayList<>();
        for (String local : locals) {
            addresses.add(EmailAddress.valueOf(local + "@" + DOMAIN));
        }
        Optional<Account> known = directory.identify(login);
        Secret password = directory.credentials().generatePassword();
        AccountId id;
        if (known.isPresent()) {
            id = known.get().id();
            directory.credentials().setPassword(id, password);
        } else {
            NewAccount account = NewAccount.named(new Login(login)).withRealName(name);
            if (!addresses.isEmpty()) {
                account = account.withPrimary(addresses.getFirst()).withAddresses(addresses);
            }
            id = directory.addMailbox(account, Optional.of(password)).id();
        }
        if (!addresses.isEmpty()) {
            welcome(server, id, name, addresses.getFirst());
        }
        return new Description.Login(
                login,
                password.reveal(),
                addresses.stream().map(EmailAddress::toString).toList());
    }

    private static void welcome(Server server, AccountId id, String name, EmailAddress address) throws IOException {
        MailStore store = server.store();
        var inbox = store.mailbox(id, MailboxName.INBOX).orElseThrow();
        if (store.snapshot(inbox.id()).count() > 0) {
            return;
        }
        Instant now = Instant.now();
        String text = """
            From: Tassis <postmaster@%s>
            To: %s <%s>
            Subject: Your mailbox is ready
            Date: %s
            Message-ID: <welcome.%d@%s>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8

            Hello %s,

            this message was waiting for you: your mailbox works.

            Send one to %s on port %d of %s and it will be here, in IMAP and POP3, at once.

            Tassis
            """.formatted(
                        DOMAIN,
                        name,
                        address,
                        DateTimeFormatter.RFC_1123_DATE_TIME
                                .withLocale(Locale.ROOT)
                                .format(now.atZone(ZoneId.of("UTC")))
                                .replace("GMT", "+0000"),
                        now.toEpochMilli(),
                        DOMAIN,
                        name,
                        address,
                        server.ports().get("smtp"),
                        server.hostname())
                .replace("\n", "\r\n");
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        try (Spool spool = server.spool()) {
            spool.write(octets, 0, octets.length);
            spool.finish();
            store.deliver(spool, now, List.of(new Destination(inbox.id(), Flags.NONE)));
        }
    }
}
