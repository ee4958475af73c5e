package org.tassis.sql.recall;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.greylist.Trust;
import org.tassis.greylist.Trusted;

/// Rows of `greylist_trust`.
final class TrustRows {
    private static final String SELECT = "SELECT network, sender, since, last_sent FROM greylist_trust ";

    private TrustRows() {}

    /// @param trusted by their ids
    static boolean write(Connection connection, Map<Long, Trust> trusted) throws SQLException {
        try (PreparedStatement update =
                        connection.prepareStatement("UPDATE greylist_trust SET last_sent = ? WHERE id = ?");
                PreparedStatement insert = connection.prepareStatement("INSERT INTO greylist_trust (last_sent, id,"
                        + " since, network, sender, searched) VALUES (?, ?, ?, ?, ?, ?)")) {
            for (Map.Entry<Long, Trust> one : trusted.entrySet()) {
                Trust trust = one.getValue();
                for (PreparedStatement statement : List.of(update, insert)) {
                    statement.setLong(1, trust.last().toEpochMilli());
                    statement.setLong(2, one.getKey());
                }
                if (update.executeUpdate() == 0) {
                    insert.setLong(3, trust.since().toEpochMilli());
                    switch (trust.who()) {
                        case Trusted.Pair(var network, var sender) -> {
                            insert.setString(4, network.toString());
                            insert.setString(5, sender);
                        }
                        case Trusted.Domain(var domain) -> {
                            insert.setString(4, "");
                            insert.setString(5, domain.ascii());
                        }
                    }
                    insert.setString(6, trust.text());
                    insert.executeUpdate();
                }
            }
        }
        return true;
    }

    static List<Trust> page(Connection connection, String part, Optional<Trust.Place> after, int limit)
            throws SQLException {
        List<String> conditions = new ArrayList<>();
        if (after.isPresent()) {
            conditions.add("(last_sent < ? OR last_sent = ? AND id < ?)");
        }
        if (!part.isEmpty()) {
            conditions.add("searched LIKE ? ESCAPE '!'");
        }
        try (PreparedStatement select = connection.prepareStatement(SELECT
                + (conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions))
                + " ORDER BY last_sent DESC, id DESC FETCH FIRST " + limit + " ROWS ONLY")) {
            int place = 1;
            if (after.isPresent()) {
                select.setLong(place++, after.get().last().toEpochMilli());
                select.setLong(place++, after.get().last().toEpochMilli());
                select.setLong(place++, after.get().id());
            }
            if (!part.isEmpty()) {
                select.setString(
                        place,
                        "%"
                                + part.toLowerCase(Locale.ROOT)
                                        .replace("!", "!!")
                                        .replace("%", "!%")
                                        .replace("_", "!_")
                                + "%");
            }
            return read(select);
        }
    }

    static Optional<Trust> find(Connection connection, long id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + "WHERE id = ?")) {
            select.setLong(1, id);
            return read(select).stream().findFirst();
        }
    }

    private static List<Trust> read(PreparedStatement select) throws SQLException {
        List<Trust> found = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                String network = row.getString(1);
                String sender = row.getString(2);
                Trusted who = network.isEmpty()
                        ? new Trusted.Domain(new DomainName(sender))
                        : new Trusted.Pair(Cidr.parse(network).orElseThrow(), sender);
                found.add(new Trust(who, Instant.ofEpochMilli(row.getLong(3)), Instant.ofEpochMilli(row.getLong(4))));
            }
        }
        return found;
    }

    static boolean remove(Connection connection, long id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM greylist_trust WHERE id = ?")) {
            delete.setLong(1, id);
            return delete.executeUpdate() > 0;
        }
    }

    /// Who last sent before that time, and who is behind the most.
    static int expire(Connection connection, Instant before, long most) throws SQLException {
        int gone = delete(connection, before.toEpochMilli() - 1);
        try (PreparedStatement last = connection.prepareStatement("SELECT last_sent FROM greylist_trust"
                        + " ORDER BY last_sent DESC OFFSET " + most + " ROWS FETCH FIRST 1 ROWS ONLY");
                ResultSet row = last.executeQuery()) {
            return row.next() ? gone + delete(connection, row.getLong(1)) : gone;
        }
    }

    private static int delete(Connection connection, long until) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM greylist_trust WHERE last_sent <= ?")) {
            delete.setLong(1, until);
            return delete.executeUpdate();
        }
    }
}
