package org.tassis.sql.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.DomainName;
import org.tassis.core.Secret;
import org.tassis.directory.DomainKey;
import org.tassis.directory.MailDomain;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.sql.directory.SqlDirectoryRecords;
import org.tassis.sql.directory.SqlDomainKeyRecords;
import org.tassis.sql.srs.SqlSrsKeys;

class SecretsTest {
    private static final DomainName ORG = new DomainName("example.org");
    private static final Instant NOW = Instant.parse("2026-11-21T08:39:06Z");

    @TempDir
    Path data;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings.Embedded(data.resolve("database")));
        new SqlDirectoryRecords(database).addDomain(new MailDomain(ORG, true, NOW, Optional.empty()));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private String column(String sql) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private void store(SecretBox box) {
        new SqlDomainKeyRecords(database, box)
                .change(
                        ORG,
                        _ -> List.of(new DomainKey(
                                "a", new Secret("very private"), NOW, Optional.empty(), Optional.empty())));
    }

    private String read(SecretBox box) {
        return new SqlDomainKeyRecords(database, box)
                .keys(ORG)
                .getFirst()
                .privateKey()
                .reveal();
    }

    @Test
    void theKeyIsMadeOnceAndForItsOwnerAlone() throws Exception {
        Secrets.open(data, database);
        Path file = data.resolve(Secrets.FILE);
        String key = Files.readString(file);
        assertThat(key).matches("[0-9a-f]{64}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Secrets.open(data, database);
        assertThat(Files.readString(file)).isEqualTo(key);
        assertThat(Files.list(data).map(one -> one.getFileName().toString())).doesNotContain("secret.key.new");
    }

    @Test
    void whatIsWrittenIsSealed() throws Exception {
        store(Secrets.open(data, database));
        assertThat(column("SELECT private_key FROM directory_key"))
                .startsWith(SecretBox.SEALED)
                .doesNotContain("private");
        assertThat(read(Secrets.open(data, database))).isEqualTo("very private");
        List<byte[]> keys = new SqlSrsKeys(database, InstantSource.fixed(NOW), Secrets.open(data, database)).keys();
        assertThat(column("SELECT key_hex FROM srs_key")).startsWith(SecretBox.SEALED);
        assertThat(new SqlSrsKeys(database, InstantSource.fixed(NOW), Secrets.open(data, database)).keys())
                .containsExactlyElementsOf(keys);
    }

    @Test
    void whatIsPlainFromBeforeIsSealedAtTheStart() throws Exception {
        run("INSERT INTO directory_key (domain, selector, private_key, created) VALUES ('example.org', 'a', 'old', 1)");
        run("INSERT INTO srs_key (created, key_hex) VALUES (" + NOW.toEpochMilli() + ", '" + "ab".repeat(32) + "')");
        SecretBox box = Secrets.open(data, database);
        assertThat(column("SELECT private_key FROM directory_key")).startsWith(SecretBox.SEALED);
        assertThat(column("SELECT key_hex FROM srs_key")).startsWith(SecretBox.SEALED);
        assertThat(read(box)).isEqualTo("old");
        assertThat(new SqlSrsKeys(database, InstantSource.fixed(NOW), box)
                        .keys()
                        .getFirst())
                .containsOnly(0xab);
    }

    @Test
    void withoutItsKeyNothingStarts() throws Exception {
        store(Secrets.open(data, database));
        String sealed = column("SELECT private_key FROM directory_key");
        Path file = data.resolve(Secrets.FILE);
        Path kept = Files.move(file, data.resolve("kept"));
        assertThatThrownBy(() -> Secrets.open(data, database))
                .isInstanceOf(SecretBox.Unusable.class)
                .hasMessageContaining("put it back from a backup");
        assertThat(file).as("no new one is made").doesNotExist();
        Files.writeString(file, "cd".repeat(32));
        assertThatThrownBy(() -> Secrets.open(data, database))
                .isInstanceOf(SecretBox.Unusable.class)
                .hasMessageContaining("not the one");
        Files.writeString(file, "nonsense");
        assertThatThrownBy(() -> Secrets.open(data, database)).isInstanceOf(SecretBox.Unusable.class);
        assertThat(column("SELECT private_key FROM directory_key")).isEqualTo(sealed);
        Files.delete(file);
        Files.move(kept, file);
        assertThat(read(Secrets.open(data, database))).isEqualTo("very private");
    }

    @Test
    void aSecretFitsItsOwnPlaceAlone() throws Exception {
        SecretBox box = Secrets.open(data, database);
        String sealed = box.seal(new Secret("s"), "here");
        assertThat(box.open(sealed, "here").reveal()).isEqualTo("s");
        assertThat(box.seal(new Secret("s"), "here")).isNotEqualTo(sealed);
        assertThatThrownBy(() -> box.open(sealed, "there")).isInstanceOf(SecretBox.Unusable.class);
        assertThatThrownBy(() -> box.open(SecretBox.SEALED + "AAAA", "here")).isInstanceOf(SecretBox.Unusable.class);
        assertThat(box.open("plain", "here").reveal()).isEqualTo("plain");
    }
}
