package org.tassis.sql.directory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tassis.directory.CustomerId;
import org.tassis.directory.desk.AuditEntry;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.directory.desk.AuditRecords;
import org.tassis.sql.Database;

/// Acts in `audit_entry`. Any thread.
public final class SqlAuditRecords implements AuditRecords {
    private static final int MAX_FACTS = 30_000;
    private static final int MAX_OBJECT = 400;
    private static final int MAX_SEARCHED = 600;
    private static final int MAX_FROM = 80;

    private final Transactions transactions;

    public SqlAuditRecords(Database database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public void append(AuditEntry entry) {
        transactions.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO audit_entry (done_at, actor, way,"
                    + " came_from, what, object, customer, searched, was, became)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                insert.setLong(1, entry.at().toEpochMilli());
                insert.setString(2, entry.actor());
                insert.setString(3, entry.way());
                insert.setString(4, cut(entry.from(), MAX_FROM));
                insert.setString(5, entry.what());
                insert.setString(6, cut(entry.object(), MAX_OBJECT));
                Columns.setLong(insert, 7, entry.customer().map(CustomerId::value));
                insert.setString(
                        8,
                        cut(
                                (entry.actor() + " " + entry.what() + " " + entry.object()).toLowerCase(Locale.ROOT),
                                MAX_SEARCHED));
                insert.setString(9, lines(entry.before()));
                insert.setString(10, lines(entry.after()));
                return insert.executeUpdate();
            }
        });
    }

    @Override
    public List<AuditEntry> page(AuditQuery query, OptionalLong before, int limit) {
        StringBuilder sql = new StringBuilder("SELECT id, done_at, actor, way, came_from, what, object, customer, was,"
                + " became FROM audit_entry WHERE id < ?");
        List<Object> values = new ArrayList<>();
        values.add(before.orElse(Long.MAX_VALUE));
        query.customer().ifPresent(owner -> {
            sql.append(" AND customer = ?");
            values.add(owner.value());
        });
        query.since().ifPresent(since -> {
            sql.append(" AND done_at >= ?");
            values.add(since.toEpochMilli());
        });
        query.until().ifPresent(until -> {
            sql.append(" AND done_at < ?");
            values.add(until.toEpochMilli());
        });
        if (!query.words().isEmpty()) {
            sql.append(" AND searched LIKE ? ESCAPE '!'");
            values.add(Columns.contains(query.words()));
        }
        sql.append(" ORDER BY id DESC FETCH FIRST ").append(Math.max(1, limit)).append(" ROWS ONLY");
        return transactions.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql.toString())) {
                for (int i = 0; i < values.size(); i++) {
                    select.setObject(i + 1, values.get(i));
                }
                try (ResultSet rows = select.executeQuery()) {
                    List<AuditEntry> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(entry(rows));
                    }
                    return found;
                }
            }
        });
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                Columns.number(row, 8).map(CustomerId::new),
                facts(row.getString(9)),
                facts(row.getString(10)));
    }

    @Override
    public int forget(Instant before) {
        return transactions.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM audit_entry WHERE done_at < ?")) {
                delete.setLong(1, before.toEpochMilli());
                return delete.executeUpdate();
            }
        });
    }

    /// Lines within values are written as `\n`.
    private static String lines(SortedMap<String, String> facts) {
        StringBuilder lines = new StringBuilder();
        facts.forEach((name, value) -> lines.append(name)
                .append(": ")
                .append(value.replace("\\", "\\\\").replace("\n", "\\n"))
                .append('\n'));
        return cut(lines.toString(), MAX_FACTS);
    }

    private static SortedMap<String, String> facts(String lines) {
        TreeMap<String, String> facts = new TreeMap<>();
        for (String line : lines.split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                facts.put(line.substring(0, colon), plain(line.substring(colon + 2)));
            }
        }
        return facts;
    }

    private static String plain(String written) {
        StringBuilder plain = new StringBuilder(written.length());
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '\\' && i + 1 < written.length()) {
                char next = written.charAt(++i);
                plain.append(next == 'n' ? '\n' : next);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }
}
