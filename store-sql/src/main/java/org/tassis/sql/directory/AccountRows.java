package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.CustomerId;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.MailDomain;
import org.tassis.directory.MailboxQuery;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NumberedLogin;

/// Rows of `directory_account` and `directory_address`.
record AccountRows(DomainRows domains, AliasRows aliases, String forUpdate) {
    private static final String COLUMNS = "SELECT o.id, o.login, o.real_name, o.quota_bytes, o.quota_messages,"
            + " o.enabled, o.primary_address, o.pop_delete, o.hidden_capabilities, o.language, o.created, o.removed,"
            + " o.customer, o.role"
            + " FROM directory_account o ";
    private static final int AT_ONCE = 100;

    @FunctionalInterface
    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    Optional<AccountRecord> find(Connection connection, AccountId id) throws SQLException {
        return first(connection, "WHERE o.id = ?", statement -> statement.setLong(1, id.value()));
    }

    Optional<AccountRecord> find(Connection connection, Login login) throws SQLException {
        return first(connection, "WHERE o.login = ?", statement -> statement.setString(1, login.value()));
    }

    Optional<AccountRecord> find(Connection connection, EmailAddress address) throws SQLException {
        return first(
                connection,
                "JOIN directory_address a ON a.account = o.id WHERE a.address = ?",
                statement -> statement.setString(1, address.key()));
    }

    private static Optional<AccountRecord> first(Connection connection, String where, Parameters parameters)
            throws SQLException {
        List<AccountRecord> found = select(connection, where, parameters);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    List<AccountRecord> page(Connection connection, MailboxQuery query, Optional<Login> after, int limit)
            throws SQLException {
        StringBuilder where =
                new StringBuilder("WHERE o.role = 0 AND o.removed IS ").append(query.removed() ? "NOT NULL" : "NULL");
        List<Object> values = new ArrayList<>();
        Optional<CustomerId> owner = query.customer();
        if (query.domain().isPresent()) {
            // All mailboxes with an address in it are of the customer that has it.
            owner = domains.find(connection, query.domain().get())
                    .map(MailDomain::customer)
                    .filter(has -> query.customer()
                            .filter(wanted -> !wanted.equals(has))
                            .isEmpty());
            if (owner.isEmpty()) {
                return List.of();
            }
        }
        owner.ifPresent(customer -> {
            where.insert(0, "--DERBY-PROPERTIES index=DIRECTORY_ACCOUNT_BY_CUSTOMER\n ");
            where.append(" AND o.customer = ?");
            values.add(customer.value());
        });
        // Said on the first page too: Derby, which takes "removed IS NULL" for a rare thing, would else sort all rows.
        where.append(" AND o.login > ?");
        values.add(after.map(Login::value).orElse(""));
        query.domain().ifPresent(name -> {
            where.append(" AND EXISTS (SELECT 1 FROM directory_address a WHERE a.account = o.id AND a.domain = ?)");
            values.add(name.ascii());
        });
        for (String word : query.words().split("\\s+", -1)) {
            if (!word.isEmpty()) {
                where.append(" AND (o.searched LIKE ? ESCAPE '!'"
                        + " OR o.id IN (SELECT w.account FROM directory_address w WHERE w.address LIKE ? ESCAPE '!'))");
                values.addAll(Collections.nCopies(2, Columns.contains(word)));
            }
        }
        where.append(owner.isPresent() ? " ORDER BY o.customer, o.login" : " ORDER BY o.login")
                .append(" FETCH FIRST ")
                .append(Math.max(1, limit))
                .append(" ROWS ONLY");
        return select(connection, where.toString(), statement -> {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
        });
    }

    /// Mailboxes of these numbers, removed or not, in order of their logins.
    List<AccountRecord> existing(Connection connection, List<Long> ids) throws SQLException {
        List<AccountRecord> found = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            List<Long> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
            found.addAll(select(
                    connection,
                    "--DERBY-PROPERTIES constraint=DIRECTORY_ACCOUNT_PK\n WHERE o.role = 0 AND o.id IN (?"
                            + ", ?".repeat(some.size() - 1) + ")",
                    statement -> {
                        for (int i = 0; i < some.size(); i++) {
                            statement.setLong(i + 1, some.get(i));
                        }
                    }));
        }
        found.sort(Comparator.comparing(record -> record.account().login().value()));
        return found;
    }

    List<AccountRecord> operators(Connection connection) throws SQLException {
        return select(connection, "WHERE o.role = 1 AND o.removed IS NULL ORDER BY o.login", _ -> {});
    }

    List<AccountRecord> removedOperators(Connection connection) throws SQLException {
        return select(connection, "WHERE o.role = 1 AND o.removed IS NOT NULL ORDER BY o.login", _ -> {});
    }

    /// Gives all mailboxes with an address in one of the domains to a customer.
    void move(Connection connection, Set<DomainName> names, CustomerId customer) throws SQLException {
        List<AccountId> moving = new ArrayList<>();
        for (DomainName name : names) {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT DISTINCT account FROM directory_address WHERE domain = ?")) {
                select.setString(1, name.ascii());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        moving.add(new AccountId(rows.getLong(1)));
                    }
                }
            }
        }
        for (AccountId id : moving) {
            lock(connection, id);
            Account account =
                    find(connection, id).orElseThrow(() -> noSuchMailbox(id)).account();
            for (EmailAddress address : account.addresses()) {
                if (!names.contains(address.domain())
                        && domains.find(connection, address.domain())
                                .filter(domain -> !domain.customer().equals(customer))
                                .isPresent()) {
                    throw new DirectoryException(
                            new DirectoryFailure.MailboxBetween(account.login(), address.domain()));
                }
            }
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE directory_account SET customer = ? WHERE id = ?")) {
                update.setLong(1, customer.value());
                update.setLong(2, id.value());
                update.executeUpdate();
            }
            Changes.note(connection, id);
        }
    }

    List<AccountId> removedBefore(Connection connection, Instant instant, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id FROM directory_account WHERE removed < ? AND role = 0 ORDER BY removed, id FETCH FIRST "
                        + Math.max(1, limit) + " ROWS ONLY")) {
            select.setLong(1, instant.toEpochMilli());
            try (ResultSet rows = select.executeQuery()) {
                List<AccountId> ids = new ArrayList<>();
                while (rows.next()) {
                    ids.add(new AccountId(rows.getLong(1)));
                }
                return ids;
            }
        }
    }

    OptionalInt highestNumber(Connection connection, String word) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT MAX(login_number) FROM directory_account WHERE login_word = ?")) {
            select.setString(1, word);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return OptionalInt.empty();
                }
                int highest = rows.getInt(1);
                return rows.wasNull() ? OptionalInt.empty() : OptionalInt.of(highest);
            }
        }
    }

    AccountRecord add(Connection connection, NewAccount account, AccountRecord.Role role, Instant when)
            throws SQLException {
        CustomerId customer = account.customer().orElse(CustomerId.HOUSE);
        Optional<AccountRecord> holder = find(connection, account.login());
        if (holder.isPresent()) {
            throw new DirectoryException(DirectoryFailure.loginTaken(holder.get()));
        }
        for (EmailAddress address : account.addresses()) {
            mayTake(connection, address, customer);
        }
        AccountId id;
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO directory_account (login, login_word, login_number, created, removed, real_name,"
                        + " quota_bytes, quota_messages, enabled, primary_address, pop_delete, hidden_capabilities,"
                        + " language, searched, customer, role) VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                        + " ?)",
                Statement.RETURN_GENERATED_KEYS)) {
            Optional<NumberedLogin> numbered = NumberedLogin.of(account.login().value());
            insert.setString(1, account.login().value());
            Columns.setText(insert, 2, numbered.map(NumberedLogin::word));
            if (numbered.isPresent()) {
                insert.setInt(3, numbered.get().number());
            } else {
                insert.setNull(3, Types.INTEGER);
            }
            insert.setLong(4, when.toEpochMilli());
            int place = setColumns(insert, 5, account.withId(new AccountId(1)));
            insert.setLong(place++, customer.value());
            insert.setInt(place, role == AccountRecord.Role.MAILBOX ? 0 : 1);
            insert.executeUpdate();
            id = new AccountId(Generated.key(insert));
        }
        AccountRecord made = new AccountRecord(
                account.withId(id), customer, role, Instant.ofEpochMilli(when.toEpochMilli()), Optional.empty());
        writeAddresses(connection, made.account());
        Changes.note(connection, id);
        return made;
    }

    AccountRecord change(Connection connection, AccountId id, UnaryOperator<AccountRecord> change) throws SQLException {
        lock(connection, id);
        AccountRecord before = find(connection, id).orElseThrow(() -> noSuchMailbox(id));
        AccountRecord after = change.apply(before);
        List<EmailAddress> known = before.account().addresses();
        List<EmailAddress> wanted = after.account().addresses();
        for (EmailAddress address : wanted) {
            if (!known.contains(address)) {
                mayTake(connection, address, before.customer());
            }
        }
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE directory_account SET real_name = ?, quota_bytes = ?, quota_messages = ?, enabled = ?,"
                        + " primary_address = ?, pop_delete = ?, hidden_capabilities = ?, language = ?, searched = ?,"
                        + " removed = ? WHERE id = ?")) {
            int place = setColumns(update, 1, after.account());
            Columns.setInstant(update, place++, after.removed());
            update.setLong(place, id.value());
            update.executeUpdate();
        }
        if (!known.equals(wanted)) {
            deleteAddresses(connection, id);
            writeAddresses(connection, after.account());
        }
        if (!known.equals(wanted)
                || !before.account().realName().equals(after.account().realName())
                || !before.removed().equals(after.removed())) {
            Changes.note(connection, id);
        }
        return after;
    }

    /// The account stays as it is until this transaction ends.
    void lock(Connection connection, AccountId id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id FROM directory_account WHERE id = ?" + forUpdate)) {
            select.setLong(1, id.value());
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    throw noSuchMailbox(id);
                }
            }
        }
    }

    void delete(Connection connection, AccountId id) throws SQLException {
        deleteAddresses(connection, id);
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM directory_account WHERE id = ?")) {
            delete.setLong(1, id.value());
            delete.executeUpdate();
        }
        Changes.note(connection, id);
    }

    private void mayTake(Connection connection, EmailAddress address, CustomerId customer) throws SQLException {
        if (!mayTake(connection, address).customer().equals(customer)) {
            throw new DirectoryException(new DirectoryFailure.ForeignDomain(address.domain()));
        }
    }

    /// The domain, which must exist, is locked: so is every address in it.
    ///
    /// @return that domain
    MailDomain mayTake(Connection connection, EmailAddress address) throws SQLException {
        MailDomain domain = domains.existing(connection, address.domain());
        Optional<AccountRecord> holder = find(connection, address);
        if (holder.isPresent()) {
            throw new DirectoryException(
                    new DirectoryFailure.AddressTaken(address, holder.get().removed()));
        }
        if (aliases.find(connection, address).isPresent()) {
            throw new DirectoryException(new DirectoryFailure.AddressIsAlias(address));
        }
        return domain;
    }

    /// One that exists, which nobody else changes until this transaction ends.
    void lockExisting(Connection connection, AccountId id) throws SQLException {
        lock(connection, id);
        if (find(connection, id)
                .filter(record -> record.exists() && record.isMailbox())
                .isEmpty()) {
            throw noSuchMailbox(id);
        }
    }

    private static void deleteAddresses(Connection connection, AccountId id) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM directory_address WHERE account = ?")) {
            delete.setLong(1, id.value());
            delete.executeUpdate();
        }
    }

    private static void writeAddresses(Connection connection, Account account) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO directory_address (address, account, domain, written, place) VALUES (?, ?, ?, ?, ?)")) {
            int place = 0;
            for (EmailAddress address : account.addresses()) {
                insert.setString(1, address.key());
                insert.setLong(2, account.id().value());
                insert.setString(3, address.domain().ascii());
                insert.setString(4, address.toString());
                insert.setInt(5, place++);
                insert.addBatch();
            }
            if (place > 0) {
                insert.executeBatch();
            }
        }
    }

    /// @return the place after the last column set
    private static int setColumns(PreparedStatement statement, int first, Account account) throws SQLException {
        int place = first;
        statement.setString(place++, account.realName());
        statement.setLong(place++, account.quota().bytes());
        statement.setLong(place++, account.quota().messages());
        statement.setInt(place++, account.enabled() ? 1 : 0);
        Columns.setText(statement, place++, account.primary().map(EmailAddress::key));
        statement.setString(place++, account.popDelete().name());
        statement.setString(place++, Columns.words(account.hiddenCapabilities()));
        statement.setString(place++, account.language().toLanguageTag());
        statement.setString(place++, Columns.searched(account.login(), account.realName()));
        return place;
    }

    private static List<AccountRecord> select(Connection connection, String where, Parameters parameters)
            throws SQLException {
        record Row(AccountRecord bare, Optional<String> primary) {}
        List<Row> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(COLUMNS + where)) {
            parameters.set(select);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(bare(row), Optional.ofNullable(row.getString(7))));
                }
            }
        }
        List<Long> ids =
                rows.stream().map(row -> row.bare().account().id().value()).toList();
        Map<Long, List<EmailAddress>> addresses = addresses(connection, ids);
        return rows.stream()
                .map(row -> {
                    Account account = row.bare().account();
                    List<EmailAddress> own = addresses.getOrDefault(account.id().value(), List.of());
                    Optional<EmailAddress> primary = row.primary().flatMap(key -> own.stream()
                            .filter(address -> address.key().equals(key))
                            .findFirst());
                    return row.bare().with(account.withAddresses(primary, own));
                })
                .toList();
    }

    private static Map<Long, List<EmailAddress>> addresses(Connection connection, List<Long> accounts)
            throws SQLException {
        Map<Long, List<EmailAddress>> found = new HashMap<>();
        for (int from = 0; from < accounts.size(); from += AT_ONCE) {
            List<Long> some = accounts.subList(from, Math.min(accounts.size(), from + AT_ONCE));
            String marks = "?" + ", ?".repeat(some.size() - 1);
            try (PreparedStatement select = connection.prepareStatement("SELECT account, written"
                    // Derby reads the whole table where it does not know yet how long that is
                    + " FROM directory_address --DERBY-PROPERTIES index=DIRECTORY_ADDRESS_BY_ACCOUNT\n"
                    + " WHERE account IN (" + marks + ") ORDER BY account, place")) {
                for (int i = 0; i < some.size(); i++) {
                    select.setLong(i + 1, some.get(i));
                }
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        found.computeIfAbsent(rows.getLong(1), _ -> new ArrayList<>())
                                .add(EmailAddress.valueOf(rows.getString(2)));
                    }
                }
            }
        }
        return found;
    }

    private static AccountRecord bare(ResultSet row) throws SQLException {
        Account account = new Account(
                new AccountId(row.getLong(1)),
                new Login(row.getString(2)),
                row.getString(3),
                new Quota(row.getLong(4), row.getLong(5)),
                row.getInt(6) != 0,
                Optional.empty(),
                List.of(),
                Account.PopDelete.valueOf(row.getString(8)),
                Columns.words(row.getString(9)),
                Locale.forLanguageTag(row.getString(10)));
        return new AccountRecord(
                account,
                new CustomerId(row.getLong(13)),
                row.getInt(14) == 0 ? AccountRecord.Role.MAILBOX : AccountRecord.Role.OPERATOR,
                Instant.ofEpochMilli(row.getLong(11)),
                Columns.instant(row, 12));
    }

    static DirectoryException noSuchMailbox(AccountId id) {
        return new DirectoryException(new DirectoryFailure.NoSuchMailbox("number " + id.value()));
    }
}
