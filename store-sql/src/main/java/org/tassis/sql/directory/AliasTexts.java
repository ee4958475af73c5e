package org.tassis.sql.directory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.tassis.core.DomainName;
import org.tassis.directory.AliasQuery;
import org.tassis.sql.directory.TextIndex.Line;

/// The texts of aliases in memory, those that exist and those that were removed: their addresses, and where
/// they lead. Whoever uses it has the lock of {@link DirectorySearch} while it changes.
final class AliasTexts {
    /// Signs that would end a key, which quoted local parts may have, are moved into the private use area.
    private static final char MOVED = '\ue000';

    private static final String SELECT = "SELECT address, live, written, targets FROM directory_alias";

    private final TextIndex live;
    private final TextIndex removed;

    private AliasTexts(TextIndex live, TextIndex removed) {
        this.live = live;
        this.removed = removed;
    }

    static AliasTexts load(Connection connection) throws SQLException {
        List<Line> live = new ArrayList<>();
        List<Line> removed = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            read(select, live, removed);
        }
        return new AliasTexts(new TextIndex(live), new TextIndex(removed));
    }

    private static void read(PreparedStatement select, List<Line> live, List<Line> removed) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                Line line = new Line(
                        AliasQuery.text(ofAddress(rows.getString(1)), rows.getString(3), rows.getString(4)),
                        0,
                        0,
                        rows.getInt(2) == 0);
                (line.removed() ? removed : live).add(line);
            }
        }
    }

    /// Those that exist, or those that were removed.
    TextIndex of(AliasQuery query) {
        return query.removed() ? removed : live;
    }

    /// @param domains of the customer that is asked for, if one is
    static Predicate<Line> wanted(AliasQuery query, Optional<Set<String>> domains) {
        Optional<String> domain = query.domain().map(DomainName::ascii);
        return line -> {
            String of = line.key().substring(line.key().lastIndexOf('@') + 1);
            return domain.filter(one -> !one.equals(of)).isEmpty()
                    && domains.filter(all -> !all.contains(of)).isEmpty()
                    && query.finds(line.text());
        };
    }

    /// What there is of an address now.
    void refresh(Connection connection, String address) throws SQLException {
        List<Line> nowLive = new ArrayList<>();
        List<Line> nowRemoved = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(SELECT + " WHERE address = ?")) {
            select.setString(1, address);
            read(select, nowLive, nowRemoved);
        }
        put(live, nowLive, ofAddress(address));
        put(removed, nowRemoved, ofAddress(address));
    }

    private static void put(TextIndex index, List<Line> now, String key) {
        if (now.isEmpty()) {
            index.remove(key);
        } else {
            index.put(now.getFirst());
        }
    }

    /// The same of all in a domain, whose aliases may come and go together, but are not forgotten.
    void refreshAll(Connection connection, String domain) throws SQLException {
        List<String> addresses = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT DISTINCT address FROM directory_alias WHERE domain = ?")) {
            select.setString(1, domain);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    addresses.add(rows.getString(1));
                }
            }
        }
        for (String address : addresses) {
            refresh(connection, address);
        }
    }

    /// The key of a line.
    static String ofAddress(String key) {
        if (key.indexOf(' ') < 0 && key.indexOf('\t') < 0) {
            return key;
        }
        StringBuilder moved = new StringBuilder();
        key.chars().forEach(sign -> moved.append((char) (sign <= ' ' ? sign + MOVED : sign)));
        return moved.toString();
    }

    /// The opposite.
    static String address(String lineKey) {
        StringBuilder back = new StringBuilder();
        lineKey.chars()
                .forEach(sign -> back.append((char) (sign >= MOVED && sign <= MOVED + ' ' ? sign - MOVED : sign)));
        return back.toString();
    }
}
