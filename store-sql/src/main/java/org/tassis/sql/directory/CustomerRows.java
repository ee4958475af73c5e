package org.tassis.sql.directory;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.CustomerUse;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.Plan;
import org.tassis.directory.RemovedPlan;

/// Rows of `directory_plan` and `directory_customer`, and what is counted for customers.
record CustomerRows(AccountRows accounts, String forUpdate) {
    private static final String SELECT =
            "SELECT id, name, title, plan_key, administrator, language, created, removed FROM directory_customer ";
    private static final String SELECT_PLAN =
            "SELECT name, storage, mailboxes, domains, domain_aliases FROM directory_plan ";

    // ---- plans ----

    List<Plan> plans(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT_PLAN + "ORDER BY plan_key");
                ResultSet rows = select.executeQuery()) {
            List<Plan> plans = new ArrayList<>();
            while (rows.next()) {
                plans.add(plan(rows));
            }
            return plans;
        }
    }

    Optional<Plan> plan(Connection connection, String key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT_PLAN + "WHERE plan_key = ?")) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(plan(row)) : Optional.empty();
            }
        }
    }

    private static Plan plan(ResultSet row) throws SQLException {
        return new Plan(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
    }

    void put(Connection connection, Plan plan) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE directory_plan SET name = ?, storage = ?,"
                + " mailboxes = ?, domains = ?, domain_aliases = ? WHERE plan_key = ?")) {
            set(update, plan);
            if (update.executeUpdate() > 0) {
                return;
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO directory_plan (name, storage,"
                + " mailboxes, domains, domain_aliases, plan_key) VALUES (?, ?, ?, ?, ?, ?)")) {
            set(insert, plan);
            insert.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, Plan plan) throws SQLException {
        statement.setString(1, plan.name());
        statement.setLong(2, plan.storage());
        statement.setLong(3, plan.mailboxes());
        statement.setLong(4, plan.domains());
        statement.setLong(5, plan.domainAliases());
        statement.setString(6, plan.key());
    }

    boolean removePlan(Connection connection, String key, Instant when) throws SQLException {
        Optional<Plan> plan = plan(connection, key);
        if (plan.isEmpty()) {
            return false;
        }
        long holders = count(connection, "SELECT COUNT(*) FROM directory_customer WHERE plan_key = ?", key);
        if (holders > 0) {
            throw new DirectoryException(
                    new DirectoryFailure.PlanInUse(plan.get().name(), holders));
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM directory_plan WHERE plan_key = ?")) {
            delete.setString(1, key);
            if (delete.executeUpdate() == 0) {
                return false;
            }
        }
        forgetRemoved(connection, key);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO directory_removed_plan (name, storage,"
                + " mailboxes, domains, domain_aliases, plan_key, removed) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            set(insert, plan.get());
            insert.setLong(7, when.toEpochMilli());
            insert.executeUpdate();
        }
        return true;
    }

    List<RemovedPlan> removedPlans(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT name, storage, mailboxes, domains,"
                        + " domain_aliases, removed FROM directory_removed_plan ORDER BY plan_key");
                ResultSet rows = select.executeQuery()) {
            List<RemovedPlan> plans = new ArrayList<>();
            while (rows.next()) {
                plans.add(new RemovedPlan(plan(rows), Instant.ofEpochMilli(rows.getLong(6))));
            }
            return plans;
        }
    }

    Optional<Plan> restorePlan(Connection connection, String key) throws SQLException {
        Optional<Plan> removed = removedPlans(connection).stream()
                .map(RemovedPlan::plan)
                .filter(plan -> plan.key().equals(key))
                .findFirst();
        if (removed.isEmpty()) {
            return removed;
        }
        Optional<Plan> holder = plan(connection, key);
        if (holder.isPresent()) {
            throw new DirectoryException(
                    new DirectoryFailure.PlanExists(holder.get().name()));
        }
        forgetRemoved(connection, key);
        put(connection, removed.get());
        return removed;
    }

    private static void forgetRemoved(Connection connection, String key) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM directory_removed_plan WHERE plan_key = ?")) {
            delete.setString(1, key);
            delete.executeUpdate();
        }
    }

    int purgePlans(Connection connection, Instant removedBefore) throws SQLException {
        return Columns.deleteRemoved(connection, "directory_removed_plan", removedBefore);
    }

    private static long count(Connection connection, String sql, String text) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, text);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    List<CustomerId> of(Connection connection, String plan) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id FROM directory_customer WHERE plan_key = ? AND removed IS NULL ORDER BY id")) {
            select.setString(1, plan);
            try (ResultSet rows = select.executeQuery()) {
                List<CustomerId> ids = new ArrayList<>();
                while (rows.next()) {
                    ids.add(new CustomerId(rows.getLong(1)));
                }
                return ids;
            }
        }
    }

    // ---- customers ----

    Customer add(Connection connection, NewCustomer wanted, Instant when) throws SQLException {
        Optional<Customer> known = find(connection, wanted.name());
        if (known.isPresent()) {
            throw new DirectoryException(new DirectoryFailure.CustomerExists(
                    wanted.name(), known.get().removed()));
        }
        mustHavePlan(connection, wanted.plan());
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO directory_customer (name, title, plan_key, language, created, searched)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, wanted.name().value());
            insert.setString(2, wanted.title());
            Columns.setText(insert, 3, wanted.plan());
            insert.setString(4, wanted.language().toLanguageTag());
            insert.setLong(5, when.toEpochMilli());
            insert.setString(6, Columns.searched(wanted.name(), wanted.title()));
            insert.executeUpdate();
            CustomerId id = new CustomerId(Generated.key(insert));
            Changes.note(connection, id);
            return new Customer(
                    id,
                    wanted.name(),
                    wanted.title(),
                    wanted.plan(),
                    Optional.empty(),
                    wanted.language(),
                    Instant.ofEpochMilli(when.toEpochMilli()),
                    Optional.empty());
        }
    }

    private void mustHavePlan(Connection connection, Optional<String> plan) throws SQLException {
        if (plan.isPresent() && plan(connection, plan.get()).isEmpty()) {
            throw new DirectoryException(new DirectoryFailure.NoSuchPlan(plan.get()));
        }
    }

    /// Removed ones too.
    List<Customer> all(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "ORDER BY name");
                ResultSet rows = select.executeQuery()) {
            List<Customer> found = new ArrayList<>();
            while (rows.next()) {
                found.add(customer(rows));
            }
            return found;
        }
    }

    Optional<Customer> find(Connection connection, CustomerId id) throws SQLException {
        return find(connection, id, "");
    }

    private static Optional<Customer> find(Connection connection, CustomerId id, String lock) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "WHERE id = ?" + lock)) {
            select.setLong(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(customer(row)) : Optional.empty();
            }
        }
    }

    Optional<Customer> find(Connection connection, Login name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "WHERE name = ?")) {
            select.setString(1, name.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(customer(row)) : Optional.empty();
            }
        }
    }

    List<Customer> page(Connection connection, String words, boolean removed, Optional<Login> after, int limit)
            throws SQLException {
        StringBuilder where = new StringBuilder("WHERE removed IS ").append(removed ? "NOT NULL" : "NULL");
        after.ifPresent(_ -> where.append(" AND name > ?"));
        if (!words.isEmpty()) {
            where.append(" AND searched LIKE ? ESCAPE '!'");
        }
        where.append(" ORDER BY name FETCH FIRST ").append(Math.max(1, limit)).append(" ROWS ONLY");
        try (PreparedStatement select = connection.prepareStatement(SELECT + where)) {
            int place = 1;
            if (after.isPresent()) {
                select.setString(place++, after.get().value());
            }
            if (!words.isEmpty()) {
                select.setString(place, Columns.contains(words.toLowerCase(Locale.ROOT)));
            }
            try (ResultSet rows = select.executeQuery()) {
                List<Customer> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(customer(rows));
                }
                return found;
            }
        }
    }

    /// The customer, which nobody else locks or changes until this transaction ends.
    Customer lock(Connection connection, CustomerId id) throws SQLException {
        return find(connection, id, forUpdate).orElseThrow(() -> noSuchCustomer(id));
    }

    Customer change(Connection connection, CustomerId id, UnaryOperator<Customer> change) throws SQLException {
        Customer before = lock(connection, id);
        Customer after = change.apply(before);
        mustHavePlan(connection, after.plan());
        if (!after.administrator().equals(before.administrator())
                && after.administrator().isPresent()) {
            mustOwn(connection, id, after.administrator().get());
        }
        try (PreparedStatement update = connection.prepareStatement("UPDATE directory_customer SET title = ?,"
                + " plan_key = ?, administrator = ?, language = ?, removed = ?, searched = ? WHERE id = ?")) {
            update.setString(1, after.title());
            Columns.setText(update, 2, after.plan());
            Columns.setLong(update, 3, after.administrator().map(AccountId::value));
            update.setString(4, after.language().toLanguageTag());
            Columns.setInstant(update, 5, after.removed());
            update.setString(6, Columns.searched(after.name(), after.title()));
            update.setLong(7, id.value());
            update.executeUpdate();
        }
        Changes.note(connection, id);
        return after;
    }

    private void mustOwn(Connection connection, CustomerId id, AccountId account) throws SQLException {
        accounts.lockExisting(connection, account);
        if (accounts.find(connection, account)
                .map(AccountRecord::customer)
                .filter(id::equals)
                .isEmpty()) {
            throw AccountRows.noSuchMailbox(account);
        }
    }

    void forget(Connection connection, AccountId administrator) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE directory_customer SET administrator = NULL WHERE administrator = ?")) {
            update.setLong(1, administrator.value());
            update.executeUpdate();
        }
    }

    CustomerUse use(Connection connection, CustomerId id) throws SQLException {
        long storage;
        long mailboxes;
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT COUNT(*), SUM(CAST(quota_bytes AS DECIMAL(30, 0))) FROM directory_account"
                        + " WHERE customer = ? AND role = 0 AND removed IS NULL")) {
            select.setLong(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                mailboxes = row.getLong(1);
                BigDecimal sum = row.getBigDecimal(2);
                storage = row.wasNull()
                        ? 0
                        : sum.min(BigDecimal.valueOf(Plan.UNLIMITED)).longValue();
            }
        }
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT COUNT(*), COUNT(alias_of)" + " FROM directory_domain WHERE customer = ? AND removed IS NULL")) {
            select.setLong(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new CustomerUse(storage, mailboxes, row.getLong(1) - row.getLong(2), row.getLong(2));
            }
        }
    }

    int purge(Connection connection, Instant removedBefore) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM directory_customer WHERE removed < ?"
                + " AND NOT EXISTS (SELECT 1 FROM directory_domain WHERE directory_domain.customer ="
                + " directory_customer.id) AND NOT EXISTS (SELECT 1 FROM directory_account"
                + " WHERE directory_account.customer = directory_customer.id)")) {
            delete.setLong(1, removedBefore.toEpochMilli());
            return delete.executeUpdate();
        }
    }

    /// All that is the customer's and exists.
    void removeAll(Connection connection, CustomerId id, Instant when) throws SQLException {
        String own = "(SELECT name FROM directory_domain WHERE customer = ? AND removed IS NULL)";
        update(
                connection,
                "DELETE FROM directory_alias WHERE live = 0 AND domain IN " + own + " AND EXISTS (SELECT 1"
                        + " FROM directory_alias other WHERE other.address = directory_alias.address"
                        + " AND other.live = 1)",
                id.value());
        update(
                connection,
                "UPDATE directory_alias SET live = 0, removed = ? WHERE live = 1 AND domain IN " + own,
                when.toEpochMilli(),
                id.value());
        update(
                connection,
                "UPDATE directory_domain SET removed = ? WHERE customer = ? AND removed IS NULL",
                when.toEpochMilli(),
                id.value());
        update(
                connection,
                "UPDATE directory_account SET removed = ? WHERE customer = ? AND role = 0 AND removed IS NULL",
                when.toEpochMilli(),
                id.value());
        Changes.noteAllOf(connection, id);
    }

    void restoreAll(Connection connection, CustomerId id, Instant when) throws SQLException {
        update(
                connection,
                "UPDATE directory_alias SET live = 1, removed = NULL WHERE live = 0 AND removed = ?"
                        + " AND domain IN (SELECT name FROM directory_domain WHERE customer = ? AND removed = ?)",
                when.toEpochMilli(),
                id.value(),
                when.toEpochMilli());
        for (String table : List.of("directory_domain", "directory_account")) {
            update(
                    connection,
                    "UPDATE " + table + " SET removed = NULL WHERE customer = ? AND removed = ?",
                    id.value(),
                    when.toEpochMilli());
        }
        Changes.noteAllOf(connection, id);
    }

    private static void update(Connection connection, String sql, long... numbers) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            int place = 1;
            for (long number : numbers) {
                update.setLong(place++, number);
            }
            update.executeUpdate();
        }
    }

    private static Customer customer(ResultSet row) throws SQLException {
        return new Customer(
                new CustomerId(row.getLong(1)),
                new Login(row.getString(2)),
                row.getString(3),
                Optional.ofNullable(row.getString(4)),
                Columns.number(row, 5).map(AccountId::new),
                Locale.forLanguageTag(row.getString(6)),
                Instant.ofEpochMilli(row.getLong(7)),
                Columns.instant(row, 8));
    }

    static DirectoryException noSuchCustomer(CustomerId id) {
        return new DirectoryException(new DirectoryFailure.NoSuchCustomer("number " + id.value()));
    }
}
