package org.tassis.sql;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.UidSet;
import org.tassis.sql.volume.FileOpener;
import org.tassis.sql.volume.VolumeSettings;
import org.tassis.store.Appended;
import org.tassis.store.Destination;

/// The process that {@link Crash} kills: stores messages from many threads and says so, a line for each,
/// after the store said that they are safe; some of them it expunges again, saying so before.
final class CrashChild {
    static final int ACCOUNTS = 10;
    static final int THREADS = 8;
    static final SqlStoreSettings SETTINGS = new SqlStoreSettings(
            new VolumeSettings(4 << 20, 16),
            FileOpener.PLAIN,
            1000,
            16 << 20,
            100_000,
            1000,
            1 << 20,
            Duration.ofMillis(200),
            0.3);

    private CrashChild() {}

    /// @param arguments data directory, number of the round
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        long round = Long.parseLong(arguments[1]);
        TestStore open = TestStore.derby(directory, SETTINGS, _ -> Quota.UNLIMITED, InstantSource.system());
        MailboxId[] inboxes = inboxes(open.store);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        for (int t = 0; t < THREADS; t++) {
            long seed = round * 1000 + t;
            Thread.ofPlatform().name("writer-" + t).start(() -> write(open.store, inboxes, seed, out));
        }
        Thread.ofPlatform().name("forgetful").start(() -> {
            while (true) { // keeps compaction busy
                open.store.forget(Instant.now().minusMillis(200));
            }
        });
    }

    static MailboxId[] inboxes(SqlMailStore store) {
        MailboxId[] inboxes = new MailboxId[ACCOUNTS];
        for (int i = 0; i < ACCOUNTS; i++) {
            inboxes[i] = store.mailbox(new AccountId(i + 1), MailboxName.INBOX)
                    .orElseThrow()
                    .id();
        }
        return inboxes;
    }

    private static void write(SqlMailStore store, MailboxId[] inboxes, long seed, PrintStream out) {
        Random random = new Random(seed);
        for (int n = 0; ; n++) {
            String name = seed + "-" + n;
            List<Destination> destinations = new ArrayList<>();
            int first = random.nextInt(ACCOUNTS);
            for (int i = 0; i <= random.nextInt(3); i++) {
                destinations.add(new Destination(inboxes[(first + i) % ACCOUNTS], Flags.NONE));
            }
            List<Appended> stored = store.deliver(TestStore.message(octets(name)), Instant.EPOCH, destinations);
            StringBuilder line = new StringBuilder("stored ").append(name);
            for (int i = 0; i < stored.size(); i++) {
                line.append(' ')
                        .append((first + i) % ACCOUNTS)
                        .append(':')
                        .append(stored.get(i).uid());
            }
            say(out, line.toString());
            if (random.nextInt(4) == 0) {
                say(out, "expunging " + first + ":" + stored.getFirst().uid());
                store.expunge(inboxes[first], UidSet.of(stored.getFirst().uid()));
            }
        }
    }

    /// One write to the pipe each, so that a kill leaves no half of a line between others.
    private static void say(PrintStream out, String line) {
        byte[] octets = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        synchronized (out) {
            out.write(octets, 0, octets.length);
            out.flush();
        }
    }

    /// The message of this name, the same in both processes.
    static byte[] octets(String name) {
        Random random = new Random(name.hashCode());
        int size = random.nextInt(10) == 0 ? 20_000 + random.nextInt(200_000) : 300 + random.nextInt(8000);
        byte[] head = ("From: a@example.org\r\nSubject: " + name + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] octets = new byte[head.length + size];
        random.nextBytes(octets);
        System.arraycopy(head, 0, octets, 0, head.length);
        return octets;
    }
}
