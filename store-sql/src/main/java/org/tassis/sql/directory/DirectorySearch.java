package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Alias;
import org.tassis.directory.AliasQuery;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.MailDomain;
import org.tassis.directory.MailboxQuery;
import org.tassis.sql.directory.TextIndex.Line;

/// Finds mailboxes, domains, customers and aliases by any part of what they are called (ADR 26): their
/// texts are read once, when something is first looked for, kept in memory, and brought up to date by
/// {@link Changes}. What is found is read from its rows, so that nothing is told that is not so any more.
/// Any thread.
///
/// Where this process alone uses the database, its writers bring the texts up to date when they have
/// committed, and who searches waits for no writer. Where others may, who searches asks first whether
/// something changed.
final class DirectorySearch {
    private static final int AT_ONCE = 100;

    private final AccountRows accounts;
    private final DomainRows domains;
    private final CustomerRows customers;
    private final AliasRows aliases;
    private final boolean shared;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Texts known; // guarded by lock

    /// @param revision up to which changes are in the texts; guarded by lock
    private static final class Texts {
        private final TextIndex mailboxes;
        private final TextIndex domains;
        private final TextIndex customers;
        private final AliasTexts aliases;
        private long revision;

        Texts(TextIndex mailboxes, TextIndex domains, TextIndex customers, AliasTexts aliases, long revision) {
            this.mailboxes = mailboxes;
            this.domains = domains;
            this.customers = customers;
            this.aliases = aliases;
            this.revision = revision;
        }
    }

    @FunctionalInterface
    private interface Rows<T> {
        List<T> of(List<Line> lines) throws SQLException;
    }

    /// @param shared whether other processes may use the same database
    DirectorySearch(
            AccountRows accounts, DomainRows domains, CustomerRows customers, AliasRows aliases, boolean shared) {
        this.accounts = accounts;
        this.domains = domains;
        this.customers = customers;
        this.aliases = aliases;
        this.shared = shared;
    }

    // ---- questions, none of them inside a transaction that changes something ----

    List<AccountRecord> mailboxes(Connection connection, MailboxQuery query, Optional<Login> after, int limit)
            throws SQLException {
        List<String> words = List.of(query.words().split("\\s+", -1));
        String domain = query.domain().map(name -> "@" + name.ascii() + "\n").orElse("");
        long owner = query.customer().map(CustomerId::value).orElse(0L);
        Predicate<Line> wanted = line -> line.removed() == query.removed()
                && (owner == 0 || line.customer() == owner)
                && line.text().contains(domain)
                && hasAll(line.text(), words);
        return collect(
                texts(connection).mailboxes,
                after.map(Login::value).orElse(""),
                limit,
                wanted,
                lines -> accounts
                        .existing(connection, lines.stream().map(Line::id).toList())
                        .stream()
                        .filter(record -> record.removed().isPresent() == query.removed())
                        .toList());
    }

    private static boolean hasAll(String text, List<String> words) {
        for (String word : words) {
            if (!text.contains(word)) {
                return false;
            }
        }
        return true;
    }

    List<MailDomain> domains(Connection connection, DomainQuery query, Optional<DomainName> after, int limit)
            throws SQLException {
        String part = DomainName.parse(query.words()).map(DomainName::ascii).orElse(query.words());
        long owner = query.customer().map(CustomerId::value).orElse(0L);
        return collect(
                texts(connection).domains,
                after.map(DomainName::ascii).orElse(""),
                limit,
                line -> line.removed() == query.removed()
                        && (owner == 0 || line.customer() == owner)
                        && line.text().contains(part),
                lines -> {
                    List<MailDomain> found = new ArrayList<>();
                    for (Line line : lines) {
                        domains.find(connection, new DomainName(line.text()))
                                .filter(domain -> domain.removed().isPresent() == query.removed())
                                .ifPresent(found::add);
                    }
                    return found;
                });
    }

    List<Customer> customers(Connection connection, String words, boolean removed, Optional<Login> after, int limit)
            throws SQLException {
        String part = words.toLowerCase(Locale.ROOT);
        return collect(
                texts(connection).customers,
                after.map(Login::value).orElse(""),
                limit,
                line -> line.removed() == removed && line.text().contains(part),
                lines -> {
                    List<Customer> found = new ArrayList<>();
                    for (Line line : lines) {
                        customers
                                .find(connection, new CustomerId(line.id()))
                                .filter(customer -> customer.removed().isPresent() == removed)
                                .ifPresent(found::add);
                    }
                    return found;
                });
    }

    List<Alias> aliases(Connection connection, AliasQuery query, Optional<EmailAddress> after, int limit)
            throws SQLException {
        Optional<Set<String>> own = Optional.empty();
        if (query.customer().isPresent()) {
            own = Optional.of(domains.of(connection, query.customer().get()).stream()
                    .map(domain -> domain.name().ascii())
                    .collect(Collectors.toSet()));
        }
        return collect(
                texts(connection).aliases.of(query),
                after.map(address -> AliasTexts.ofAddress(address.key())).orElse(""),
                limit,
                AliasTexts.wanted(query, own),
                lines -> {
                    List<Alias> found = new ArrayList<>();
                    for (Line line : lines) {
                        aliases.find(connection, AliasTexts.address(line.key()), !query.removed())
                                .ifPresent(found::add);
                    }
                    return found;
                });
    }

    /// A page that is not full is the last one: what went since then is made up for by what follows.
    private static <T> List<T> collect(TextIndex index, String after, int limit, Predicate<Line> wanted, Rows<T> rows)
            throws SQLException {
        List<T> found = new ArrayList<>();
        int most = Math.max(1, limit);
        String from = after;
        while (found.size() < most) {
            int missing = most - found.size();
            List<Line> lines = index.find(from, missing, wanted);
            found.addAll(rows.of(lines));
            if (lines.size() < missing) {
                break;
            }
            from = lines.getLast().key();
        }
        return found;
    }

    // ---- keeping up ----

    private Texts texts(Connection connection) throws SQLException {
        lock.lock();
        try {
            Texts texts = known;
            if (texts == null || shared && !catchUp(connection, texts)) {
                texts = load(connection);
                known = texts;
            }
            return texts;
        } finally {
            lock.unlock();
        }
    }

    /// After every transaction of this process that may have changed something. Nothing that goes wrong
    /// here undoes what was committed: the texts are read anew.
    void written(Transactions transactions) {
        lock.lock();
        try {
            Texts texts = known;
            if (texts != null && !transactions.read(connection -> catchUp(connection, texts))) {
                known = null;
            }
        } catch (DirectoryException _) {
            known = null;
        } finally {
            lock.unlock();
        }
    }

    /// @return whether the changes are all known still
    private boolean catchUp(Connection connection, Texts texts) throws SQLException {
        if (Changes.revision(connection) == texts.revision) {
            return true;
        }
        List<Changes.Change> changes = Changes.after(connection, texts.revision);
        if (changes.isEmpty()
                || changes.size() == Changes.KEPT
                || changes.getFirst().revision() != texts.revision + 1) {
            return false;
        }
        Set<Long> mailboxes = new LinkedHashSet<>();
        Set<String> names = new TreeSet<>();
        Set<String> addresses = new TreeSet<>();
        for (Changes.Change change : changes) {
            switch (change.kind()) {
                case MAILBOX -> mailboxes.add(Long.valueOf(change.subject()));
                case DOMAIN -> names.add(change.subject());
                case CUSTOMER -> refreshCustomer(connection, texts, Long.parseLong(change.subject()));
                case ALIAS -> {
                    if (change.subject().isEmpty()) {
                        return false;
                    }
                    addresses.add(change.subject());
                }
                case ALL_OF_CUSTOMER -> {
                    mailboxes.addAll(numbers(
                            connection,
                            "SELECT id FROM directory_account WHERE role = 0 AND customer = ?",
                            change.subject()));
                    for (MailDomain domain : domains.of(connection, new CustomerId(Long.parseLong(change.subject())))) {
                        names.add(domain.name().ascii());
                        texts.aliases.refreshAll(connection, domain.name().ascii());
                    }
                    refreshCustomer(connection, texts, Long.parseLong(change.subject()));
                }
            }
        }
        List<Long> ids = List.copyOf(mailboxes);
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            refresh(connection, texts, ids.subList(from, Math.min(ids.size(), from + AT_ONCE)));
        }
        for (String name : names) {
            domains.find(connection, new DomainName(name))
                    .ifPresentOrElse(domain -> texts.domains.put(line(domain)), () -> texts.domains.remove(name));
        }
        for (String address : addresses) {
            texts.aliases.refresh(connection, address);
        }
        texts.revision = changes.getLast().revision();
        return true;
    }

    private void refresh(Connection connection, Texts texts, List<Long> ids) throws SQLException {
        Set<Long> gone = new LinkedHashSet<>(ids);
        for (AccountRecord record : accounts.existing(connection, ids)) {
            gone.remove(record.account().id().value());
            StringBuilder text = new StringBuilder(head(
                    Columns.searched(record.account().login(), record.account().realName())));
            record.account().addresses().forEach(address -> text.append(address.key())
                    .append('\n'));
            texts.mailboxes.put(new Line(
                    text.toString(),
                    record.account().id().value(),
                    record.customer().value(),
                    record.removed().isPresent()));
        }
        gone.forEach(texts.mailboxes::remove);
    }

    private void refreshCustomer(Connection connection, Texts texts, long id) throws SQLException {
        customers
                .find(connection, new CustomerId(id))
                .ifPresentOrElse(customer -> texts.customers.put(line(customer)), () -> texts.customers.remove(id));
    }

    private static List<Long> numbers(Connection connection, String sql, String number) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, Long.parseLong(number));
            try (ResultSet rows = select.executeQuery()) {
                List<Long> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(rows.getLong(1));
                }
                return found;
            }
        }
    }

    // ---- reading everything ----

    /// The revision comes first: what changes meanwhile is brought up to date afterwards, perhaps once more
    /// than needed.
    private Texts load(Connection connection) throws SQLException {
        long revision = Changes.revision(connection);
        List<Line> domainLines =
                domains.all(connection).stream().map(DirectorySearch::line).toList();
        List<Line> customerLines =
                customers.all(connection).stream().map(DirectorySearch::line).toList();
        return new Texts(
                new TextIndex(mailboxLines(connection)),
                new TextIndex(domainLines),
                new TextIndex(customerLines),
                AliasTexts.load(connection),
                revision);
    }

    private static List<Line> mailboxLines(Connection connection) throws SQLException {
        Map<Long, Line> lines = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT id, searched, customer, removed FROM directory_account WHERE role = 0");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                long id = rows.getLong(1);
                String text = head(rows.getString(2));
                long customer = rows.getLong(3);
                lines.put(
                        id, new Line(text, id, customer, Columns.number(rows, 4).isPresent()));
            }
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT account, address FROM directory_address");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                String address = rows.getString(2);
                lines.computeIfPresent(
                        rows.getLong(1),
                        (id, line) -> new Line(line.text() + address + "\n", id, line.customer(), line.removed()));
            }
        }
        return List.copyOf(lines.values());
    }

    /// Login and real name; what words are looked for have no space, so it need not end a line.
    private static String head(String searched) {
        return searched + "\n";
    }

    private static Line line(MailDomain domain) {
        return new Line(
                domain.name().ascii(),
                0,
                domain.customer().value(),
                domain.removed().isPresent());
    }

    private static Line line(Customer customer) {
        return new Line(
                Columns.searched(customer.name(), customer.title()),
                customer.id().value(),
                customer.id().value(),
                customer.removed().isPresent());
    }
}
