package org.tassis.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.Quota;
import org.tassis.core.UidSet;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.JournalEntry;
import org.tassis.store.journal.JournalQuery;

/// Kills a storing process again and again, and looks each time whether what it was told to be safe is
/// there: each acknowledged message byte for byte and once, usage the sum of sizes, UIDs ascending, volumes
/// and rows in agreement.
public final class Crash {
    private final Path directory;
    private final Random random;

    /// What was acknowledged and must be there: by inbox and UID, the name of the message.
    private final List<Map<Long, String>> expected = new ArrayList<>();

    private final long[] seenUpTo = new long[CrashChild.ACCOUNTS];
    private long acknowledged;

    Crash(Path directory, long seed) {
        this.directory = directory;
        this.random = new Random(seed);
        for (int i = 0; i < CrashChild.ACCOUNTS; i++) {
            expected.add(new TreeMap<>());
        }
    }

    /// @param arguments rounds (200), data directory (a new one), seed (any)
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
        Path directory = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("tassis-crash-");
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : new Random().nextLong();
        System.out.println("crash: " + rounds + " rounds in " + directory + ", seed " + seed);
        Crash crash = new Crash(directory, seed);
        for (int round = 1; round <= rounds; round++) {
            crash.round(round);
            System.out.println("round " + round + ": " + crash.acknowledged + " acknowledged so far, all there");
        }
    }

    long acknowledged() {
        return acknowledged;
    }

    void round(int round) throws IOException, SQLException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CrashChild.class.getName(),
                        directory.toString(),
                        Integer.toString(round))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = child.inputReader(StandardCharsets.US_ASCII)) {
            String line = lines.readLine();
            assertThat(line).as("the child's first line").isNotNull();
            Thread killer = Thread.ofPlatform().start(() -> kill(child, 1 + random.nextInt(700)));
            for (; line != null; line = lines.readLine()) {
                take(line);
            }
            killer.join();
        } finally {
            child.destroyForcibly().waitFor();
        }
        check();
    }

    private static void kill(Process child, long afterMillis) {
        try {
            child.waitFor(afterMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        child.toHandle().destroyForcibly(); // SIGKILL; what it said before stays to be read
    }

    private void take(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "stored" -> {
                for (int i = 2; i < words.length; i++) {
                    String[] place = words[i].split(":");
                    String before = expected.get(Integer.parseInt(place[0])).put(Long.parseLong(place[1]), words[1]);
                    assertThat(before).as("a UID given twice").isNull();
                }
                acknowledged++;
            }
            case "expunging" -> {
                String[] place = words[1].split(":");
                expected.get(Integer.parseInt(place[0])).remove(Long.parseLong(place[1]));
            }
            default -> throw new AssertionError(line);
        }
    }

    private void check() throws IOException, SQLException {
        try (TestStore open =
                TestStore.derby(directory, CrashChild.SETTINGS, _ -> Quota.UNLIMITED, InstantSource.system())) {
            MailboxId[] inboxes = CrashChild.inboxes(open.store);
            for (int i = 0; i < inboxes.length; i++) {
                check(open.store, i, inboxes[i]);
            }
        }
        try (Database database = Database.open(new DatabaseSettings.Embedded(directory.resolve("derby")))) {
            Doctor.Report report = new Doctor(directory.resolve("volumes"), database, false, _ -> {}).examine();
            assertThat(report.findings().stream()
                            .filter(finding -> !(finding instanceof Finding.UnknownVolume))
                            .map(Finding::sentence))
                    .isEmpty();
        }
    }

    /// As far as the child has not forgotten it.
    private static UidSet deleted(SqlMailStore store, int account) {
        UidSet.Builder uids = new UidSet.Builder();
        for (JournalEntry entry :
                store.journal().entries(new AccountId(account + 1), JournalQuery.newest(Integer.MAX_VALUE))) {
            if (entry.deed() instanceof Deed.Deleted deleted) {
                uids.add(deleted.uids());
            }
        }
        return uids.build();
    }

    private void check(SqlMailStore store, int account, MailboxId inbox) {
        MailboxSnapshot snapshot = store.snapshot(inbox);
        assertThat(store.usage(new AccountId(account + 1)).bytes()).isEqualTo(snapshot.bytes());
        assertThat(store.usage(new AccountId(account + 1)).messages()).isEqualTo(snapshot.count());
        for (long uid : expected.get(account).keySet()) {
            assertThat(snapshot.indexOf(uid))
                    .as(
                            "message %d of inbox %d, %s",
                            uid, account, expected.get(account).get(uid))
                    .isNotNegative();
        }
        deleted(store, account).stream().forEach(uid -> assertThat(snapshot.indexOf(uid))
                .as("message %d of inbox %d, which the journal says was deleted", uid, account)
                .isNegative());
        Set<String> names = new HashSet<>();
        long last = 0;
        for (int index = 0; index < snapshot.count(); index++) {
            long uid = snapshot.uid(index);
            assertThat(uid).isGreaterThan(last);
            last = uid;
            String name = store.message(snapshot, index)
                    .structure()
                    .envelope()
                    .subject()
                    .orElseThrow();
            assertThat(names.add(name)).as("%s is there once", name).isTrue();
            String acknowledgedAs = expected.get(account).get(uid);
            if (acknowledgedAs != null) {
                assertThat(name).isEqualTo(acknowledgedAs);
            }
            if (uid > seenUpTo[account]) { // whoever was seen once is compared by checksum from then on
                byte[] octets = store.message(snapshot, index).octets(0, (int) snapshot.size(index));
                assertThat(java.util.Arrays.equals(octets, CrashChild.octets(name)))
                        .as(name)
                        .isTrue();
            }
        }
        seenUpTo[account] = Math.max(seenUpTo[account], last);
        assertThat(snapshot.uidNext()).isGreaterThan(last);
    }
}
