package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.message.Spool;
import org.tassis.sql.volume.FileOpener;
import org.tassis.sql.volume.VolumeSettings;
import org.tassis.store.ChunkedSnapshot;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.testkit.LocalPostgres;

/// Stores for tests.
final class TestStore implements AutoCloseable {
    static final AccountId ANN = new AccountId(1);
    static final AccountId BOB = new AccountId(2);
    static final SqlStoreSettings SETTINGS = new SqlStoreSettings(
            new VolumeSettings(1 << 20, 8),
            FileOpener.PLAIN,
            1000,
            16 << 20,
            100_000,
            1000,
            1 << 20,
            Duration.ZERO,
            0.5);

    final Database database;
    final SqlMailStore store;
    final Path directory;

    private TestStore(Path directory, Database database, SqlMailStore store) {
        this.directory = directory;
        this.database = database;
        this.store = store;
    }

    /// A database with tables and nothing in them: copying one is many times faster than making one.
    private static final class Template {
        static final Path DERBY = create();

        private static Path create() {
            try {
                Path path = Files.createTempDirectory("template").resolve("derby");
                Database.open(new DatabaseSettings.Embedded(path)).close();
                return path;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// On Derby, in this directory.
    static TestStore derby(Path directory) {
        return derby(directory, SETTINGS, _ -> Quota.UNLIMITED, InstantSource.system());
    }

    static TestStore derby(Path directory, SqlStoreSettings settings) {
        return derby(directory, settings, _ -> Quota.UNLIMITED, InstantSource.system());
    }

    static TestStore derby(
            Path directory, SqlStoreSettings settings, Function<AccountId, Quota> quotas, InstantSource clock) {
        if (!Files.exists(directory.resolve("derby"))) {
            copy(Template.DERBY, directory.resolve("derby"));
        }
        return on(directory, new DatabaseSettings.Embedded(directory.resolve("derby")), settings, quotas, clock);
    }

    /// On a new PostgreSQL database, which must be installed.
    static TestStore postgres(Path directory, Function<AccountId, Quota> quotas, InstantSource clock) {
        String url = LocalPostgres.shared().orElseThrow().newDatabase();
        return on(directory, postgres(url), SETTINGS, quotas, clock);
    }

    static DatabaseSettings.PostgreSql postgres(String url) {
        return new DatabaseSettings.PostgreSql(url, LocalPostgres.USER, new org.tassis.core.Secret(""), 8);
    }

    static TestStore on(
            Path directory,
            DatabaseSettings database,
            SqlStoreSettings settings,
            Function<AccountId, Quota> quotas,
            InstantSource clock) {
        Database open = Database.open(database);
        try {
            SqlMailStore store = SqlMailStore.open(
                    directory.resolve("volumes"), open, quotas, clock, new SimpleMeterRegistry(), settings);
            return new TestStore(directory, open, store);
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    /// Scanned as mail that comes in is.
    static Spool message(byte[] octets) {
        Spool spool = new Spool(Path.of(System.getProperty("java.io.tmpdir")));
        try {
            spool.write(octets, 0, octets.length);
            spool.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return spool;
    }

    static byte[] octets(String subject, int size) {
        StringBuilder text = new StringBuilder("From: sender@example.org\r\nTo: ann@example.org\r\nSubject: " + subject
                + "\r\nMessage-ID: <" + subject.hashCode() + "@example.org>\r\n\r\n");
        while (text.length() < size) {
            text.append("Post rider ").append(text.length()).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    MailboxId inbox(AccountId account) {
        return store.mailbox(account, MailboxName.INBOX).orElseThrow().id();
    }

    long append(MailboxId mailbox, byte[] octets) {
        return append(store, mailbox, octets, Flags.NONE);
    }

    static long append(MailStore store, MailboxId mailbox, byte[] octets, Flags flags) {
        return store.append(mailbox, List.of(new NewMessage(message(octets), flags, Instant.EPOCH)))
                .getFirst()
                .uid();
    }

    byte[] read(MailboxId mailbox, long uid) {
        MailboxSnapshot snapshot = store.snapshot(mailbox);
        int index = snapshot.indexOf(uid);
        return store.message(snapshot, index).octets(0, Math.toIntExact(snapshot.size(index)));
    }

    long locator(MailboxId mailbox, long uid) {
        ChunkedSnapshot snapshot = (ChunkedSnapshot) store.snapshot(mailbox);
        return snapshot.locator(snapshot.indexOf(uid));
    }

    @Override
    public void close() {
        store.close();
        database.close();
    }

    static void assertFails(ThrowingCallable call, Class<? extends StoreFailure> failure) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.failure())
                .as("%s", e.getCause())
                .isInstanceOf(failure));
    }
}
