package org.tassis.sql.policy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.mailflow.policy.AccessRule;
import org.tassis.mailflow.policy.AccessRule.Effect;
import org.tassis.mailflow.policy.AccessRule.Scope;
import org.tassis.mailflow.policy.AccessRule.Subject;
import org.tassis.mailflow.policy.AccessRules;
import org.tassis.sql.Database;
import org.tassis.sql.Dialect;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Lists in the table `access_rule`. Any thread; the caller closes the database.
public final class SqlAccessRules implements AccessRules {
    private static final Logger LOG = LoggerFactory.getLogger(SqlAccessRules.class);
    private static final int ATTEMPTS = 5;
    private static final String THIS = " WHERE scope_kind = ? AND scope = ?";

    private final Database database;

    public SqlAccessRules(Database database) {
        this.database = database;
    }

    @Override
    public List<AccessRule> of(Scope scope) {
        return run(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT subject, effect, since FROM access_rule" + THIS)) {
                bind(select, 1, scope);
                List<AccessRule> rules = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        rule(scope, rows).ifPresent(rules::add);
                    }
                }
                rules.sort(Comparator.comparing(rule -> rule.subject().text())); // the same order in every database
                return rules;
            }
        });
    }

    private static Optional<AccessRule> rule(Scope scope, ResultSet row) throws SQLException {
        String text = row.getString(1);
        Optional<Subject> subject = Subject.parse(text);
        if (subject.isEmpty()) {
            LOG.warn("an entry of a list cannot be read: {}", text);
            return Optional.empty();
        }
        return Optional.of(new AccessRule(
                scope,
                subject.get(),
                row.getInt(2) == 1 ? Effect.ALLOW : Effect.BLOCK,
                Instant.ofEpochMilli(row.getLong(3))));
    }

    @Override
    public void put(AccessRule rule) {
        run(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE access_rule SET effect = ?, since = ?" + THIS + " AND subject = ?")) {
                update.setInt(1, number(rule.effect()));
                update.setLong(2, rule.since().toEpochMilli());
                bind(update, 3, rule.scope());
                update.setString(5, rule.subject().text());
                if (update.executeUpdate() > 0) {
                    return true;
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO access_rule (scope_kind, scope, subject, effect, since) VALUES (?, ?, ?, ?, ?)")) {
                bind(insert, 1, rule.scope());
                insert.setString(3, rule.subject().text());
                insert.setInt(4, number(rule.effect()));
                insert.setLong(5, rule.since().toEpochMilli());
                return insert.executeUpdate() > 0;
            }
        });
    }

    @Override
    public boolean remove(Scope scope, Subject subject) {
        return run(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM access_rule" + THIS + " AND subject = ?")) {
                bind(delete, 1, scope);
                delete.setString(3, subject.text());
                return delete.executeUpdate() > 0;
            }
        });
    }

    private static int number(Effect effect) {
        return switch (effect) {
            case ALLOW -> 1;
            case BLOCK -> 2;
        };
    }

    private static void bind(PreparedStatement statement, int place, Scope scope) throws SQLException {
        switch (scope) {
            case Scope.Server _ -> {
                statement.setInt(place, 1);
                statement.setString(place + 1, "");
            }
            case Scope.Domain(var name) -> {
                statement.setInt(place, 2);
                statement.setString(place + 1, name.ascii());
            }
            case Scope.Mailbox(var account) -> {
                statement.setInt(place, 3);
                statement.setString(place + 1, Long.toString(account.value()));
            }
        }
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /// Each statement commits by itself: that an entry was added meanwhile by somebody else shows at the second try.
    private <T> T run(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = database.connection()) {
                return work.in(connection);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !database.dialect().mayRetry(e) && !Dialect.isDuplicate(e)) {
                    throw new StoreException(new StoreFailure.Unavailable(), e);
                }
            }
        }
    }
}
