package org.tassis.sql.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.greylist.Visitor.State;
import org.tassis.greylist.WaitingRoom;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.testkit.WaitingRoomContract;

class DerbyWaitingRoomTest implements WaitingRoomContract {
    private static List<Database> nodes = List.of();

    private final List<SqlWaitingRoom> opened = new ArrayList<>();

    @BeforeAll
    static void open(@TempDir Path directory) {
        nodes = List.of(Database.open(new DatabaseSettings.Embedded(directory.resolve("database"))));
    }

    @AfterAll
    static void close() {
        nodes.forEach(Database::close);
    }

    @BeforeEach
    void empty() throws SQLException {
        try (Connection connection = nodes.getFirst().connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM waiting_room");
            statement.executeUpdate("DELETE FROM greylist_open");
            statement.executeUpdate("DELETE FROM greylist_trust");
        }
        opened.add(new SqlWaitingRoom(nodes.getFirst(), 5));
    }

    @AfterEach
    void end() {
        opened.forEach(SqlWaitingRoom::close);
    }

    @Override
    public WaitingRoom room() {
        return opened.getFirst();
    }

    @Override
    public WaitingRoom again() {
        opened.forEach(SqlWaitingRoom::flush);
        opened.add(new SqlWaitingRoom(nodes.getLast(), 5));
        return opened.getLast();
    }

    @Test
    void thereIsNoMoreThanThereIsRoomFor() {
        for (int i = 1; i <= 9; i++) {
            room().note(WaitingRoomContract.visitor(i, State.WAITING, Optional.empty(), NOW.plusSeconds(i)));
        }
        assertThat(room().expire(NOW.minus(DAY), NOW.minus(DAY))).isEqualTo(4);
        assertThat(room().list(State.WAITING, Optional.empty(), 10)).hasSize(5);
    }
}
