package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tassis.sql.TestStore.ANN;
import static org.tassis.sql.TestStore.BOB;
import static org.tassis.sql.TestStore.octets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.backup.BackupException;
import org.tassis.backup.BackupRun;
import org.tassis.backup.DirectoryTarget;
import org.tassis.backup.EverythingRestore;
import org.tassis.backup.KeySource;
import org.tassis.backup.Manifest;
import org.tassis.backup.Progress;
import org.tassis.backup.Retention;
import org.tassis.backup.StoppableProgress;
import org.tassis.backup.Stopped;
import org.tassis.backup.Target;
import org.tassis.backup.Vault;
import org.tassis.backup.Verification;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.Secret;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.sql.backup.MailRestore;
import org.tassis.sql.backup.SavedMailbox;
import org.tassis.sql.backup.SqlLanding;
import org.tassis.sql.backup.SqlSnapshots;
import org.tassis.store.FlagChange;
import org.tassis.store.MailboxSnapshot;
import org.tassis.testkit.LocalPostgres;

/// Backups of a store that works, and what is put back.
class BackupTest {
    private static final KeySource PASSPHRASE = new KeySource.Passphrase(new Secret("correct horse battery"));
    private static final Instant NIGHT = Instant.parse("2026-11-21T02:30:00Z");

    @TempDir
    private Path directory;

    private Instant now = NIGHT;

    private Path target() {
        return directory.resolve("target");
    }

    private Vault vault(KeySource keys) throws Exception {
        return Vault.open(new DirectoryTarget(target()), keys);
    }

    private BackupRun.Outcome backup(TestStore open, KeySource keys) throws Exception {
        try (Vault vault = vault(keys)) {
            return backup(open, vault, 0);
        }
    }

    private BackupRun.Outcome backup(TestStore open, Vault vault, long rate) throws Exception {
        return backup(open, vault, rate, Progress.NONE);
    }

    private BackupRun.Outcome backup(TestStore open, Vault vault, long rate, Progress progress) throws Exception {
        now = now.plusSeconds(60);
        InstantSource clock = InstantSource.fixed(now);
        Path state = open.directory.resolve("backup");
        return new BackupRun(
                        vault,
                        new SqlSnapshots(open.database, open.store, state.resolve("scratch"), clock),
                        new BackupRun.Plan("1.0", "mail.example.org", Map.of(), state, rate, Set.of()),
                        clock,
                        progress)
                .run();
    }

    /// Tells the work to stop when it says for so many times that it is at this.
    private static Progress stopping(String at, int times) {
        AtomicInteger seen = new AtomicInteger();
        List<StoppableProgress> itself = new ArrayList<>();
        itself.add(new StoppableProgress((what, _, _) -> {
            if (what.startsWith(at) && seen.incrementAndGet() == times) {
                itself.getFirst().stop();
            }
        }));
        return itself.getFirst();
    }

    private TestStore restored(Path into, DatabaseSettings settings, KeySource keys) throws Exception {
        try (DataDirectory data = DataDirectory.open(into);
                Database database = Database.openAsIs(settings);
                Vault vault = vault(keys);
                SqlLanding landing = new SqlLanding(data, database)) {
            new EverythingRestore(vault, vault.newest().orElseThrow(), Progress.NONE).into(landing);
        }
        try (Database database = Database.open(settings)) {
            Doctor.Report report = new Doctor(into.resolve("volumes"), database, false, _ -> {}).examine();
            assertThat(report.findings()).isEmpty();
        }
        return TestStore.on(into, settings, TestStore.SETTINGS, _ -> Quota.UNLIMITED, InstantSource.system());
    }

    private static DatabaseSettings derby(Path data) {
        return new DatabaseSettings.Embedded(data.resolve("derby"));
    }

    private static void fill(TestStore open) {
        MailboxId ann = open.inbox(ANN);
        for (int i = 0; i < 60; i++) {
            TestStore.append(
                    open.store,
                    ann,
                    octets("message " + i, 40_000),
                    Flags.of(i % 2 == 0 ? Set.of(SystemFlag.SEEN) : Set.of(), i % 3 == 0 ? Set.of("$Work") : Set.of()));
        }
        open.append(open.inbox(BOB), octets("tab\tand \\ backslash", 500));
        open.store.expunge(ann, UidSet.of(3));
        open.store.hideFromPop(ann, UidSet.of(4));
    }

    private static List<String> shown(TestStore open, MailboxId mailbox) {
        MailboxSnapshot snapshot = open.store.snapshot(mailbox);
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < snapshot.count(); i++) {
            shown.add(snapshot.uidValidity() + " " + snapshot.uid(i) + " " + snapshot.flags(i) + " " + snapshot.id(i)
                    + " " + snapshot.internalDate(i) + " " + snapshot.hiddenFromPop(i) + " "
                    + java.util.Arrays.hashCode(open.read(mailbox, snapshot.uid(i))));
        }
        return shown;
    }

    @Test
    void everythingComesBackAsItWas() throws Exception {
        comesBack(derby(directory.resolve("a")), derby(directory.resolve("b")), new KeySource.None());
    }

    @Test
    void everythingComesBackFromAnEncryptedBackup() throws Exception {
        comesBack(derby(directory.resolve("a")), derby(directory.resolve("b")), PASSPHRASE);
        try (Stream<Path> files = Files.walk(target())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("Post rider")
                        .doesNotContain("store_message");
            }
        }
    }

    @Test
    void aBackupOfDerbyCanGoToPostgreSqlAndBack() throws Exception {
        LocalPostgres postgres = LocalPostgres.shared().orElse(null);
        if (postgres == null) {
            System.out.println("SKIPPED: PostgreSQL is not installed");
            return;
        }
        comesBack(derby(directory.resolve("a")), TestStore.postgres(postgres.newDatabase()), new KeySource.None());
        Files.move(directory.resolve("b"), directory.resolve("old-b"));
        now = NIGHT.plusSeconds(3600);
        comesBack(TestStore.postgres(postgres.newDatabase()), derby(directory.resolve("b")), new KeySource.None());
    }

    private void comesBack(DatabaseSettings from, DatabaseSettings to, KeySource keys) throws Exception {
        List<String> ann;
        List<String> bob;
        long nextUid;
        long nextId;
        Path a = directory.resolve("a");
        try (TestStore open = TestStore.on(a, from, TestStore.SETTINGS, _ -> Quota.UNLIMITED, InstantSource.system())) {
            if (open.store.snapshot(open.inbox(ANN)).count() == 0) {
                fill(open);
            }
            ann = shown(open, open.inbox(ANN));
            bob = shown(open, open.inbox(BOB));
            nextUid = open.store.snapshot(open.inbox(ANN)).uidNext();
            backup(open, keys);
            nextId = open.store
                    .append(
                            open.inbox(BOB),
                            List.of(new org.tassis.store.NewMessage(
                                    TestStore.message(octets("after the backup", 100)), Flags.NONE, NIGHT)))
                    .getFirst()
                    .id()
                    .value();
        }
        try (TestStore open = restored(directory.resolve("b"), to, keys)) {
            assertThat(shown(open, open.inbox(ANN))).isEqualTo(ann);
            assertThat(shown(open, open.inbox(BOB))).isEqualTo(bob);
            assertThat(open.store.history(ANN, 10)).hasSize(1);
            long uid = open.append(open.inbox(ANN), octets("new", 100));
            assertThat(uid).isGreaterThan(nextUid + 1000);
            MailboxSnapshot inbox = open.store.snapshot(open.inbox(ANN));
            assertThat(inbox.id(inbox.count() - 1).value()).isGreaterThan(nextId);
            open.store.restore(
                    ANN, List.of(open.store.history(ANN, 1).getFirst().departed()));
            assertThat(open.store.snapshot(open.inbox(ANN)).count()).isEqualTo(ann.size() + 2);
        }
    }

    @Test
    void theSecondBackupWritesWhatIsNewAlone() throws Exception {
        try (TestStore open = TestStore.derby(directory.resolve("a"))) {
            fill(open);
            BackupRun.Outcome first = backup(open, new KeySource.None());
            open.append(open.inbox(ANN), octets("one more", 1000));
            BackupRun.Outcome second = backup(open, new KeySource.None());
            assertThat(second.manifest().messages()).isEqualTo(first.manifest().messages() + 1);
            assertThat(second.read()).isLessThan(first.read() / 2); // sealed volumes are not even read
            assertThat(second.written()).isLessThan(first.written() / 2);
        }
    }

    @Test
    void mailFlowsWhileABackupIsMadeAndTheBackupIsOfOneMoment() throws Exception {
        try (TestStore open = TestStore.derby(directory.resolve("a"))) {
            fill(open);
            AtomicBoolean stop = new AtomicBoolean();
            List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
            List<Thread> writers = new ArrayList<>();
            for (var account : List.of(ANN, BOB)) {
                MailboxId inbox = open.inbox(account);
                writers.add(Thread.ofVirtual().start(() -> {
                    try {
                        for (int i = 0; !stop.get(); i++) {
                            long uid = open.append(inbox, octets("while it runs " + i, 3000));
                            if (i % 5 == 0) {
                                open.store.expunge(inbox, UidSet.of(uid));
                            }
                        }
                    } catch (RuntimeException e) {
                        failures.add(e);
                    }
                }));
            }
            for (int i = 0; i < 3; i++) {
                backup(open, new KeySource.None());
                open.store.forget(Instant.now().plusSeconds(60));
                open.store.compact();
            }
            stop.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(failures).isEmpty();
        }
        restored(directory.resolve("b"), derby(directory.resolve("b")), new KeySource.None())
                .close();
    }

    @Test
    void aVolumeThatABackupNeedsIsNotCompactedAway() throws Exception {
        try (TestStore open = TestStore.derby(directory.resolve("a"))) {
            fill(open);
            open.store.expunge(
                    open.inbox(ANN), open.store.snapshot(open.inbox(ANN)).uids());
            open.store.forget(Instant.now().plusSeconds(60));
            try (VolumeHold hold = open.store.holdVolumes()) {
                assertThat(hold.volumes().numbers()).isNotEmpty();
                assertThat(open.store.compact()).isZero();
            }
            assertThat(open.store.compact()).isPositive();
        }
    }

    @Test
    void everyDamageIsFoundAndTheObjectNamed() throws Exception {
        for (KeySource keys : List.of(new KeySource.None(), PASSPHRASE)) {
            Path place = directory.resolve(keys.getClass().getSimpleName());
            try (TestStore open = TestStore.derby(place.resolve("a"));
                    Vault vault = Vault.open(new DirectoryTarget(place.resolve("t")), keys)) {
                fill(open);
                Manifest manifest = backup(open, vault, 0).manifest();
                for (Manifest.Item item : List.of(
                        manifest.volumes().findFirst().orElseThrow(),
                        manifest.table("store_message").orElseThrow())) {
                    Path object = place.resolve("t")
                            .resolve("pieces/" + item.pieces().getFirst().name().substring(0, 2) + "/"
                                    + item.pieces().getFirst().name());
                    byte[] whole = Files.readAllBytes(object);
                    byte[] flipped = whole.clone();
                    flipped[whole.length / 2] ^= 1;
                    Files.write(object, flipped);
                    assertNamed(vault, manifest, item);
                    Files.write(object, java.util.Arrays.copyOf(whole, whole.length / 2));
                    assertNamed(vault, manifest, item);
                    assertThat(new Verification(vault, Progress.NONE)
                                    .sizes(manifest)
                                    .problems())
                            .hasSize(1);
                    Files.delete(object);
                    assertNamed(vault, manifest, item);
                    assertThat(new Verification(vault, Progress.NONE)
                                    .sizes(manifest)
                                    .problems())
                            .hasSize(1);
                    Files.write(object, whole);
                    assertThat(new Verification(vault, Progress.NONE)
                                    .contents(manifest)
                                    .isWhole())
                            .isTrue();
                }
            }
        }
    }

    private static void assertNamed(Vault vault, Manifest manifest, Manifest.Item item) throws Exception {
        assertThat(new Verification(vault, Progress.NONE).contents(manifest).problems())
                .singleElement()
                .asString()
                .contains(item.pieces().getFirst().name())
                .contains(item.describe());
    }

    @Test
    void aWrongPassphraseAndNoneAreTold() throws Exception {
        try (TestStore open = TestStore.derby(directory.resolve("a"))) {
            backup(open, PASSPHRASE);
        }
        assertThatThrownBy(() -> vault(new KeySource.Passphrase(new Secret("another one of them"))))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("not the passphrase");
        assertThatThrownBy(() -> vault(new KeySource.None()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("backup.passphrase-file");
    }

    @Test
    void whatTheTargetCannotTakeEndsTheBackupAndLeavesNone() throws Exception {
        class Full implements Target {
            private final Target inner = new DirectoryTarget(target());
            private int left = 5;

            @Override
            public String describe() {
                return inner.describe();
            }

            @Override
            public void put(String name, byte[] content) throws IOException, InterruptedException {
                if (left-- <= 0) {
                    throw new IOException("full");
                }
                inner.put(name, content);
            }

            @Override
            public Optional<byte[]> get(String name, int atMost) throws IOException, InterruptedException {
                return inner.get(name, atMost);
            }

            @Override
            public void list(String prefix, java.util.function.Consumer<Listed> each)
                    throws IOException, InterruptedException {
                inner.list(prefix, each);
            }

            @Override
            public void delete(String name) throws IOException, InterruptedException {
                inner.delete(name);
            }

            @Override
            public void close() {}
        }
        try (TestStore open = TestStore.derby(directory.resolve("a"))) {
            fill(open);
            try (Vault vault = Vault.open(new Full(), new KeySource.None())) {
                assertThatThrownBy(() -> backup(open, vault, 0)).hasMessage("full");
            }
            try (Vault vault = vault(new KeySource.None())) {
                assertThat(vault.ids()).isEmpty();
                backup(open, vault, 0);
                assertThat(vault.ids()).hasSize(1);
            }
            open.append(open.inbox(ANN), octets("goes on", 100));
        }
    }

    @Test
    void daysAndWeeksStayAndWhatNoBackupNeedsGoes() throws Exception {
        try (TestStore open = TestStore.derby(directory.resolve("a"));
                Vault vault = vault(new KeySource.None())) {
            Retention retention = new Retention(2, 2, ZoneOffset.UTC);
            for (int day : List.of(1, 6, 13, 14, 18, 19)) {
                now = NIGHT.plus(Duration.ofDays(day)).plus(Retention.GRACE);
                open.append(open.inbox(ANN), octets("day " + day, 20_000));
                backup(open, vault, 0);
                retention.apply(vault, now, Progress.NONE);
            }
            assertThat(vault.ids()) // 11 December 2026 is a Friday
                    .containsExactly("20261206T023100Z", "20261210T023100Z", "20261211T023100Z");
            Set<String> needed = new java.util.HashSet<>();
            for (String id : vault.ids()) {
                vault.manifest(id).pieces().forEach(piece -> needed.add(piece.name()));
            }
            assertThat(count()).isEqualTo(needed.size());
            for (String id : vault.ids()) {
                assertThat(new Verification(vault, Progress.NONE)
                                .contents(vault.manifest(id))
                                .problems())
                        .isEmpty();
            }
        }
    }

    private long count() throws IOException {
        try (Stream<Path> files = Files.walk(target().resolve("pieces"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    /// With the rows of the directory that name mailboxes, which this store has not.
    private static void name(TestStore open, long account, String login) throws Exception {
        try (var connection = open.database.connection();
                var insert = connection.prepareStatement("INSERT INTO directory_account (id, login, real_name,"
                        + " quota_bytes, quota_messages, enabled, pop_delete, hidden_capabilities, language, created)"
                        + " VALUES (?, ?, '', 0, 0, 1, 'HIDE', '', 'en', 0)")) {
            insert.setLong(1, account);
            insert.setString(2, login);
            insert.executeUpdate();
        }
    }

    private MailRestore.Report restore(
            TestStore open, String login, org.tassis.core.AccountId into, Optional<MailboxName> folder, UidSet... uids)
            throws Exception {
        return restore(open, login, into, folder, Progress.NONE, uids);
    }

    private MailRestore.Report restore(
            TestStore open,
            String login,
            org.tassis.core.AccountId into,
            Optional<MailboxName> folder,
            Progress progress,
            UidSet... uids)
            throws Exception {
        try (Vault vault = vault(PASSPHRASE)) {
            return new MailRestore(
                            open.store, SavedMailbox.open(vault, vault.newest().orElseThrow(), login), into, progress)
                    .run(folder, uids.length == 0 ? Optional.empty() : Optional.of(uids[0]));
        }
    }

    @Test
    void aMailboxAFolderAndAMessageComeBackBesideWhatIsThere() throws Exception {
        MailboxName work = new MailboxName("Work");
        try (TestStore open = TestStore.derby(directory.resolve("a"))) {
            name(open, ANN.value(), "ann");
            name(open, BOB.value(), "bob");
            fill(open);
            MailboxId inbox = open.inbox(ANN);
            MailboxId folder = open.store.create(ANN, work, Set.of()).id();
            open.store.copy(inbox, UidSet.of(1, 10), folder);
            List<String> before = shown(open, inbox).stream()
                    .map(BackupTest::withoutUid)
                    .sorted()
                    .toList();
            List<String> ofWork = shown(open, folder).stream()
                    .map(BackupTest::withoutUid)
                    .sorted()
                    .toList();
            backup(open, PASSPHRASE);

            MailRestore.Report nothing = restore(open, "ann", ANN, Optional.empty());
            assertThat(nothing.restored()).isZero();
            assertThat(nothing.present()).isEqualTo(before.size() + ofWork.size());

            // one moved, one expunged (and remembered), the rest forgotten; a folder gone
            open.store.move(
                    inbox,
                    UidSet.of(10),
                    open.store
                            .mailbox(ANN, new MailboxName("Archive"))
                            .orElseThrow()
                            .id());
            open.store.changeFlags(
                    inbox,
                    UidSet.of(11),
                    new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.DELETED)),
                    OptionalLong.empty());
            open.store.expunge(inbox, UidSet.of(20, 60));
            open.store.delete(ANN, work);
            open.store.forget(Instant.now().plusSeconds(60));
            open.store.expunge(inbox, UidSet.of(11));

            assertThat(restore(open, "ann", ANN, Optional.of(MailboxName.INBOX), UidSet.of(20, 22))
                            .restored())
                    .isEqualTo(3);
            assertThat(restore(open, "ann", ANN, Optional.of(work)).restored()).isEqualTo(ofWork.size());
            MailRestore.Report rest = restore(open, "ann", ANN, Optional.empty());
            assertThat(rest.problems()).isEmpty();
            assertThat(restore(open, "ann", ANN, Optional.empty()).restored()).isZero();

            List<String> after = new ArrayList<>(shown(open, inbox));
            after.addAll(shown(
                    open,
                    open.store
                            .mailbox(ANN, new MailboxName("Archive"))
                            .orElseThrow()
                            .id()));
            assertThat(after.stream().map(BackupTest::withoutUid).sorted()).isEqualTo(before);
            assertThat(shown(open, open.store.mailbox(ANN, work).orElseThrow().id()).stream()
                            .map(BackupTest::withoutUid)
                            .sorted())
                    .isEqualTo(ofWork);

            int bobs = open.store.snapshot(open.inbox(BOB)).count();
            assertThat(restore(open, "ann", BOB, Optional.of(MailboxName.INBOX)).restored())
                    .isEqualTo(before.size());
            assertThat(restore(open, "ann", BOB, Optional.of(MailboxName.INBOX)).restored())
                    .isZero();
            assertThat(open.store.snapshot(open.inbox(BOB)).count()).isEqualTo(bobs + before.size());
            assertThatThrownBy(() -> restore(open, "nobody", ANN, Optional.empty()))
                    .hasMessageContaining("no mailbox nobody");
        }
    }

    @Test
    void aBackupThatIsStoppedIsNotThereAndTheNextUsesWhatWasWritten() throws Exception {
        try (TestStore open = TestStore.derby(directory.resolve("a"));
                Vault vault = vault(new KeySource.None())) {
            fill(open);
            for (String at : List.of("table", "volume")) {
                assertThatThrownBy(() -> backup(open, vault, 0, stopping(at, 2)))
                        .as(at)
                        .isInstanceOf(Stopped.class);
                assertThat(vault.ids()).as(at).isEmpty();
            }
            long stopped = count();
            assertThat(stopped).isPositive();
            BackupRun.Outcome whole = backup(open, new KeySource.None());
            assertThat(whole.pieces()).as("written anew").isEqualTo(count() - stopped);
            assertThat(new Verification(vault, Progress.NONE)
                            .contents(whole.manifest())
                            .isWhole())
                    .isTrue();
            assertThatThrownBy(() -> new Verification(vault, stopping("", 2)).contents(whole.manifest()))
                    .isInstanceOf(Stopped.class);
        }
    }

    @Test
    void aRestoreThatIsStoppedSaysHowFarItCameAndGoesOnFromThere() throws Exception {
        try (TestStore open = TestStore.derby(directory.resolve("a"))) {
            name(open, ANN.value(), "ann");
            fill(open);
            MailboxId inbox = open.inbox(ANN);
            List<String> before = shown(open, inbox).stream()
                    .map(BackupTest::withoutUid)
                    .sorted()
                    .toList();
            backup(open, PASSPHRASE);
            open.store.expunge(inbox, open.store.snapshot(inbox).uids());
            open.store.forget(Instant.now().plusSeconds(60));
            MailRestore.Report stopped =
                    restore(open, "ann", ANN, Optional.of(MailboxName.INBOX), stopping("messages", 20));
            assertThat(stopped.stopped()).isTrue();
            assertThat(stopped.restored()).isEqualTo(20);
            assertThat(open.store.snapshot(inbox).count()).isEqualTo(20);
            MailRestore.Report rest = restore(open, "ann", ANN, Optional.of(MailboxName.INBOX));
            assertThat(rest.stopped()).isFalse();
            assertThat(rest.present()).isEqualTo(20);
            assertThat(rest.restored()).isEqualTo(before.size() - 20);
            assertThat(shown(open, inbox).stream().map(BackupTest::withoutUid).sorted())
                    .isEqualTo(before);
        }
    }

    /// Flags, id, date, octets: all but UIDVALIDITY and UID.
    private static String withoutUid(String shown) {
        return shown.split(" ", 3)[2];
    }

    @Test
    void nothingIsPutBackOverWhatIsThere() throws Exception {
        try (TestStore open = TestStore.derby(directory.resolve("a"))) {
            fill(open);
            backup(open, new KeySource.None());
        }
        assertThatThrownBy(() -> restored(directory.resolve("a"), derby(directory.resolve("a")), new KeySource.None()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("empty");
    }
}
