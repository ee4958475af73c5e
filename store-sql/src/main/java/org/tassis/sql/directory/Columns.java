package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;

/// How values are written into columns.
final class Columns {
    private Columns() {}

    static void setInstant(PreparedStatement statement, int place, Optional<Instant> when) throws SQLException {
        if (when.isPresent()) {
            statement.setLong(place, when.get().toEpochMilli());
        } else {
            statement.setNull(place, Types.BIGINT);
        }
    }

    static Optional<Instant> instant(ResultSet row, int place) throws SQLException {
        long millis = row.getLong(place);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    static void setLong(PreparedStatement statement, int place, Optional<Long> number) throws SQLException {
        if (number.isPresent()) {
            statement.setLong(place, number.get());
        } else {
            statement.setNull(place, Types.BIGINT);
        }
    }

    static Optional<Long> number(ResultSet row, int place) throws SQLException {
        long number = row.getLong(place);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }

    /// For `LIKE ? ESCAPE '!'`: what has the text somewhere.
    static String contains(String text) {
        return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }

    /// What a search looks at; lower case by Java's rules, as databases have different ones.
    static String searched(Login login, String name) {
        return (login + " " + name).toLowerCase(Locale.ROOT);
    }

    static void setText(PreparedStatement statement, int place, Optional<String> text) throws SQLException {
        if (text.isPresent()) {
            statement.setString(place, text.get());
        } else {
            statement.setNull(place, Types.VARCHAR);
        }
    }

    /// No address has the sign that separates them.
    static String lines(List<EmailAddress> addresses) {
        return addresses.stream().map(EmailAddress::toString).collect(Collectors.joining("\n"));
    }

    static List<EmailAddress> addresses(String lines) {
        return lines.lines().map(EmailAddress::valueOf).toList();
    }

    /// @return how many
    static int deleteRemoved(Connection connection, String table, Instant before) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table + " WHERE removed < ?")) {
            delete.setLong(1, before.toEpochMilli());
            return delete.executeUpdate();
        }
    }

    static String words(Set<String> words) {
        return String.join(" ", new TreeSet<>(words));
    }

    static Set<String> words(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
