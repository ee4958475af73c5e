package org.tassis.sql.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.AliasQuery;
import org.tassis.directory.CustomerId;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.MailboxQuery;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;

/// What pages and searches cost with 100,000 mailboxes and as many aliases in the embedded database. To be
/// run by hand; the one argument is how many.
public final class SearchCost {
    private static final int PER_CUSTOMER = 100;
    private static final int PAGE = 50;

    private SearchCost() {}

    public static void main(String[] words) throws IOException, SQLException {
        int mailboxes = words.length == 0 ? 100_000 : Integer.parseInt(words[0]);
        Path directory = Files.createTempDirectory("search-cost");
        try (Database database = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")))) {
            fill(database, mailboxes);
            SqlDirectoryRecords records = new SqlDirectoryRecords(database);
            long start = System.nanoTime();
            records.accounts(MailboxQuery.ALL.with("nothing"), Optional.empty(), PAGE);
            System.out.printf(
                    Locale.ROOT,
                    "%-34s        %7.2f ms%n",
                    "the first search, which reads all",
                    (System.nanoTime() - start) / 1e6);
            measure("mailboxes, first page", 200, _ -> records.accounts(MailboxQuery.ALL, Optional.empty(), PAGE));
            measure(
                    "mailboxes, a page in the middle",
                    200,
                    i -> records.accounts(MailboxQuery.ALL, Optional.of(login(i * 311 % mailboxes)), PAGE));
            measure(
                    "mailboxes of a customer",
                    200,
                    i -> records.accounts(
                            MailboxQuery.ALL.of(new CustomerId(2 + i % (mailboxes / PER_CUSTOMER))),
                            Optional.empty(),
                            PAGE));
            measure(
                    "mailboxes of a domain",
                    200,
                    i -> records.accounts(
                            MailboxQuery.ALL.in(domain(i % (mailboxes / PER_CUSTOMER))), Optional.empty(), PAGE));
            measure(
                    "search, many hits",
                    50,
                    _ -> records.accounts(MailboxQuery.ALL.with("info"), Optional.empty(), PAGE));
            measure(
                    "search, one hit by address",
                    50,
                    i -> records.accounts(
                            MailboxQuery.ALL.with("contact" + i * 911 % mailboxes + "@"), Optional.empty(), PAGE));
            measure(
                    "search, one hit by name",
                    50,
                    i -> records.accounts(
                            MailboxQuery.ALL.with("person " + i * 911 % mailboxes + " end"), Optional.empty(), PAGE));
            measure(
                    "search, no hit",
                    50,
                    _ -> records.accounts(MailboxQuery.ALL.with("nothing like this"), Optional.empty(), PAGE));
            measure(
                    "domains, a page in the middle",
                    200,
                    i -> records.domains(DomainQuery.ALL, Optional.of(domain(i % (mailboxes / PER_CUSTOMER))), PAGE));
            measure(
                    "customers, search without hit",
                    200,
                    _ -> records.customers("nothing", false, Optional.empty(), PAGE));
            measure(
                    "aliases, a page in the middle",
                    200,
                    i -> records.aliases(AliasQuery.ALL, Optional.of(alias(i * 311 % mailboxes)), PAGE));
            measure(
                    "aliases of a customer",
                    200,
                    i -> records.aliases(
                            AliasQuery.ALL.of(new CustomerId(2 + i % (mailboxes / PER_CUSTOMER))),
                            Optional.empty(),
                            PAGE));
            measure(
                    "aliases, one hit by target",
                    50,
                    i -> records.aliases(
                            AliasQuery.ALL.with("target" + i * 911 % mailboxes + "@"), Optional.empty(), PAGE));
            measure(
                    "aliases, no hit",
                    50,
                    _ -> records.aliases(AliasQuery.ALL.with("nothing like this"), Optional.empty(), PAGE));
            measure("what a customer has", 200, i -> records.use(new CustomerId(2 + i % (mailboxes / PER_CUSTOMER))));
        } finally {
            try (var files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static Login login(int number) {
        return new Login(String.format(Locale.ROOT, "box%06d", number));
    }

    private static EmailAddress alias(int number) {
        return EmailAddress.valueOf("alias" + number + "@" + domain(number / PER_CUSTOMER));
    }

    private static DomainName domain(int number) {
        return new DomainName("domain" + number + ".example");
    }

    private static void fill(Database database, int mailboxes) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement customer = connection.prepareStatement("INSERT INTO directory_customer (id, name,"
                            + " title, searched, language, created) VALUES (?, ?, '', ?, 'en', 0)");
                    PreparedStatement domain = connection.prepareStatement("INSERT INTO directory_domain (name,"
                            + " enabled, created, customer) VALUES (?, 1, 0, ?)");
                    PreparedStatement account = connection.prepareStatement("INSERT INTO directory_account (id, login,"
                            + " real_name, quota_bytes, quota_messages, enabled, pop_delete, hidden_capabilities,"
                            + " language, created, customer, searched)"
                            + " VALUES (?, ?, ?, 3221225472, 9223372036854775807, 1, 'HIDE', '', 'en', 0, ?, ?)");
                    PreparedStatement address = connection.prepareStatement("INSERT INTO directory_address (address,"
                            + " account, domain, written, place) VALUES (?, ?, ?, ?, ?)");
                    PreparedStatement alias = connection.prepareStatement("INSERT INTO directory_alias (address, live,"
                            + " domain, written, targets, enabled, created) VALUES (?, 1, ?, ?, ?, 1, 0)")) {
                for (int i = 0; i < mailboxes; i++) {
                    int owner = i / PER_CUSTOMER;
                    String name = domain(owner).ascii();
                    if (i % PER_CUSTOMER == 0) {
                        customer.setLong(1, 2 + owner);
                        customer.setString(2, "customer" + owner);
                        customer.setString(3, "customer" + owner);
                        customer.executeUpdate();
                        domain.setString(1, name);
                        domain.setLong(2, 2 + owner);
                        domain.executeUpdate();
                    }
                    account.setLong(1, 1 + i);
                    account.setString(2, login(i).value());
                    account.setString(3, "Person " + i + " End");
                    account.setLong(4, 2 + owner);
                    account.setString(5, login(i) + " person " + i + " end");
                    account.executeUpdate();
                    int place = 0;
                    for (String local : new String[] {"info" + i, "contact" + i}) {
                        address.setString(1, local + "@" + name);
                        address.setLong(2, 1 + i);
                        address.setString(3, name);
                        address.setString(4, local + "@" + name);
                        address.setInt(5, place++);
                        address.executeUpdate();
                    }
                    alias.setString(1, alias(i).key());
                    alias.setString(2, name);
                    alias.setString(3, alias(i).key());
                    alias.setString(4, "target" + i + "@elsewhere.example");
                    alias.executeUpdate();
                    if (i % 5000 == 4999) {
                        connection.commit();
                    }
                }
            }
            connection.commit();
        }
    }

    private static void measure(String what, int times, IntConsumer question) {
        for (int i = 0; i < Math.min(20, times); i++) {
            question.accept(i);
        }
        long[] took = new long[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            question.accept(i);
            took[i] = System.nanoTime() - start;
        }
        Arrays.sort(took);
        System.out.printf(
                Locale.ROOT,
                "%-34s median %7.2f ms, 95 %% within %7.2f ms%n",
                what,
                took[times / 2] / 1e6,
                took[(int) (times * 0.95)] / 1e6);
    }
}
