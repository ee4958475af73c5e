package org.tassis.sql.srs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.srs.Srs;
import org.tassis.mailflow.srs.SrsKeys;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.sql.secret.TestSecrets;
import org.tassis.store.StoreException;

class SqlSrsKeysTest {
    private static final DomainName HERE = new DomainName("here.example");
    private static final EmailAddress ZOE = EmailAddress.valueOf("zoe@far.example");

    private static Database database;

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private SrsKeys keys = new SqlSrsKeys(database, () -> now, TestSecrets.BOX);

    @BeforeAll
    static void open(@TempDir Path directory) {
        database = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM srs_key");
        }
    }

    @Test
    void aRestartAndAnotherProcessHaveTheSameKeys() {
        List<byte[]> first = keys.keys();
        assertThat(first).hasSize(1);
        assertThat(first.getFirst()).hasSize(SrsKeys.LENGTH);
        now = now.plusSeconds(1);
        assertThat(new SqlSrsKeys(database, () -> now, TestSecrets.BOX).keys()).containsExactlyElementsOf(first);
    }

    @Test
    void aNewKeyIsKnownForAWhileBeforeItSigns() {
        byte[] first = keys.keys().getFirst();
        now = now.plus(SrsKeys.SIGNS).plusSeconds(1);
        assertThat(keys.keys()).hasSize(2).startsWith(first);
        now = now.plus(Duration.ofMinutes(6));
        assertThat(keys.keys()).hasSize(2).endsWith(first);
    }

    @Test
    void whateverWasSignedIsKnownAsLongAsItIsGood() {
        Srs srs = new Srs(keys, () -> now);
        for (int day = 0; day < 200; day++) {
            EmailAddress rewritten = srs.rewrite(ZOE, HERE, true).orElseThrow();
            Instant then = now;
            now = then.plus(Duration.ofDays(Srs.VALID_DAYS));
            assertThat(srs.original(rewritten)).contains(ZOE);
            keys = new SqlSrsKeys(database, () -> now, TestSecrets.BOX);
            now = then.plus(Duration.ofDays(1));
            assertThat(keys.keys()).hasSizeBetween(1, 3);
        }
    }

    @Test
    void aDatabaseThatIsGoneIsSaid(@TempDir Path directory) {
        Database other = Database.open(new DatabaseSettings.Embedded(directory.resolve("database")));
        SrsKeys gone = new SqlSrsKeys(other, () -> now, TestSecrets.BOX);
        other.close();
        assertThatThrownBy(gone::keys).isInstanceOf(StoreException.class);
    }
}
