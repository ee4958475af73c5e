package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tassis.core.DomainName;
import org.tassis.directory.DomainKey;
import org.tassis.directory.DomainKeyRecords;
import org.tassis.sql.Database;
import org.tassis.sql.secret.SecretBox;
import org.tassis.sql.secret.Secrets;

/// Keys of domains in `directory_key`. The row of the domain is what writers lock.
public final class SqlDomainKeyRecords implements DomainKeyRecords {
    private final Transactions transactions;
    private final DomainRows domains;
    private final SecretBox secrets;

    /// @param secrets seals private keys
    public SqlDomainKeyRecords(Database database, SecretBox secrets) {
        this.secrets = secrets;
        this.transactions = new Transactions(database);
        this.domains = new DomainRows(transactions.forUpdate());
    }

    @Override
    public List<DomainKey> keys(DomainName domain) {
        return transactions.read(connection -> keys(connection, domain));
    }

    @Override
    public List<DomainKey> change(DomainName domain, UnaryOperator<List<DomainKey>> change) {
        return transactions.write(connection -> {
            domains.existing(connection, domain);
            List<DomainKey> before = keys(connection, domain);
            List<DomainKey> after = List.copyOf(change.apply(before));
            if (!after.equals(before)) {
                replace(connection, domain, after);
            }
            return after;
        });
    }

    @Override
    public List<DomainName> withoutKeys(int limit) {
        return transactions.read(connection -> names(
                connection,
                "SELECT name FROM directory_domain WHERE removed IS NULL AND NOT EXISTS (SELECT 1 FROM directory_key"
                        + " WHERE directory_key.domain = directory_domain.name)"
                        + " ORDER BY name FETCH FIRST " + limit + " ROWS ONLY"));
    }

    @Override
    public List<DomainName> unsettled() {
        return transactions.read(connection -> names(
                connection,
                "SELECT DISTINCT k.domain FROM directory_key k JOIN directory_domain d ON d.name = k.domain"
                        + " WHERE d.removed IS NULL AND (k.signs IS NULL OR k.replaced IS NOT NULL)"
                        + " ORDER BY k.domain"));
    }

    private static List<DomainName> names(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            List<DomainName> names = new ArrayList<>();
            while (rows.next()) {
                names.add(new DomainName(rows.getString(1)));
            }
            return names;
        }
    }

    private List<DomainKey> keys(Connection connection, DomainName domain) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT selector, private_key, created, signs, replaced FROM directory_key WHERE domain = ?"
                        + " ORDER BY created, selector")) {
            select.setString(1, domain.ascii());
            try (ResultSet rows = select.executeQuery()) {
                List<DomainKey> keys = new ArrayList<>();
                while (rows.next()) {
                    keys.add(new DomainKey(
                            rows.getString(1),
                            secrets.open(rows.getString(2), Secrets.domainKey(domain.ascii(), rows.getString(1))),
                            Instant.ofEpochMilli(rows.getLong(3)),
                            Columns.instant(rows, 4),
                            Columns.instant(rows, 5)));
                }
                return keys;
            }
        }
    }

    private void replace(Connection connection, DomainName domain, List<DomainKey> keys) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM directory_key WHERE domain = ?")) {
            delete.setString(1, domain.ascii());
            delete.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO directory_key (domain, selector, private_key, created, signs, replaced)"
                        + " VALUES (?, ?, ?, ?, ?, ?)")) {
            for (DomainKey key : keys) {
                insert.setString(1, domain.ascii());
                insert.setString(2, key.selector());
                insert.setString(3, secrets.seal(key.privateKey(), Secrets.domainKey(domain.ascii(), key.selector())));
                insert.setLong(4, key.created().toEpochMilli());
                Columns.setInstant(insert, 5, key.signs());
                Columns.setInstant(insert, 6, key.replaced());
                insert.executeUpdate();
            }
        }
    }
}
