package org.tassis.sql.backup;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tassis.backup.RowWriter;
import org.tassis.sql.Database;

/// The tables of a database, as its catalogue tells them. Names are in lower case, whatever the database
/// prefers.
final class Tables {
    private static final int FETCH_SIZE = 1000;

    private final Connection connection;

    Tables(Connection connection) {
        this.connection = connection;
    }

    /// All but the list of applied steps, so ordered that none refers to a later one.
    List<String> names() throws SQLException {
        Map<String, Set<String>> refersTo = new TreeMap<>();
        DatabaseMetaData catalogue = connection.getMetaData();
        try (ResultSet row = catalogue.getTables(null, connection.getSchema(), "%", new String[] {"TABLE"})) {
            while (row.next()) {
                String name = lower(row.getString("TABLE_NAME"));
                if (!name.equals(Database.HISTORY)) {
                    refersTo.put(name, new TreeSet<>());
                }
            }
        }
        for (Map.Entry<String, Set<String>> table : refersTo.entrySet()) {
            try (ResultSet row = catalogue.getImportedKeys(null, connection.getSchema(), stored(table.getKey()))) {
                while (row.next()) {
                    String other = lower(row.getString("PKTABLE_NAME"));
                    if (!other.equals(table.getKey())) {
                        table.getValue().add(other);
                    }
                }
            }
        }
        List<String> ordered = new ArrayList<>();
        while (!refersTo.isEmpty()) {
            List<String> free = refersTo.entrySet().stream()
                    .filter(table -> ordered.containsAll(table.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            if (free.isEmpty()) {
                throw new SQLException("the tables " + refersTo.keySet() + " refer to each other");
            }
            ordered.addAll(free);
            free.forEach(refersTo::remove);
        }
        return ordered;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private String stored(String name) throws SQLException {
        return connection.getMetaData().storesUpperCaseIdentifiers() ? name.toUpperCase(Locale.ROOT) : name;
    }

    private List<String> key(String table) throws SQLException {
        Map<Integer, String> columns = new TreeMap<>();
        try (ResultSet row = connection.getMetaData().getPrimaryKeys(null, connection.getSchema(), stored(table))) {
            while (row.next()) {
                columns.put(row.getInt("KEY_SEQ"), lower(row.getString("COLUMN_NAME")));
            }
        }
        return List.copyOf(columns.values());
    }

    /// Columns that are numbered by the database.
    List<String> numbered(String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet row = connection.getMetaData().getColumns(null, connection.getSchema(), stored(table), "%")) {
            while (row.next()) {
                if ("YES".equals(row.getString("IS_AUTOINCREMENT"))) {
                    columns.add(lower(row.getString("COLUMN_NAME")));
                }
            }
        }
        return columns;
    }

    /// The types of {@link Types}, by column.
    Map<String, Integer> types(String table) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT * FROM " + table + " WHERE 1 = 0");
                ResultSet none = select.executeQuery()) {
            ResultSetMetaData columns = none.getMetaData();
            Map<String, Integer> types = new LinkedHashMap<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                types.put(lower(columns.getColumnName(i)), columns.getColumnType(i));
            }
            return types;
        }
    }

    /// Writes all rows, in the order of their key.
    ///
    /// @param columns in this order
    void write(String table, List<String> columns, RowWriter to)
            throws SQLException, IOException, InterruptedException {
        Map<String, Integer> types = types(table);
        List<String> key = key(table);
        String order = key.isEmpty() ? "" : " ORDER BY " + String.join(", ", key);
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + String.join(", ", columns) + " FROM " + table + order)) {
            select.setFetchSize(FETCH_SIZE);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    for (int i = 0; i < columns.size(); i++) {
                        write(row, i + 1, types.getOrDefault(columns.get(i), Types.NULL), to);
                    }
                    to.end();
                }
            }
        }
    }

    private static void write(ResultSet row, int column, int type, RowWriter to) throws SQLException {
        switch (type) {
            case Types.SMALLINT, Types.INTEGER, Types.BIGINT -> {
                long value = row.getLong(column);
                if (row.wasNull()) {
                    to.nothing();
                } else {
                    to.number(value);
                }
            }
            case Types.DOUBLE -> {
                double value = row.getDouble(column);
                if (row.wasNull()) {
                    to.nothing();
                } else {
                    to.real(value);
                }
            }
            case Types.CHAR, Types.VARCHAR -> {
                String value = row.getString(column);
                if (value == null) {
                    to.nothing();
                } else {
                    to.text(value);
                }
            }
            case Types.BLOB, Types.BINARY, Types.VARBINARY -> {
                byte[] value = row.getBytes(column);
                if (value == null) {
                    to.nothing();
                } else {
                    to.octets(value);
                }
            }
            default -> throw new SQLException("backups do not know columns of type " + type);
        }
    }
}
