package org.tassis.search;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.sql.SqlStoreSettings;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.TextIndex;
import org.tassis.store.search.SearchedMessage;
import org.tassis.store.search.TextSignatures;
import org.tassis.store.search.TextTests;
import org.tassis.testkit.TestMessages;

/// What the index costs, and what searches of one mailbox of 10,000 messages cost among others. Run by hand:
/// `./tassis bench search DIRECTORY OTHERS`.
///
/// DIRECTORY must be empty or one that this has filled before; OTHERS (0 to 2,000,000) is how many messages
/// lie in other mailboxes: one of 100,000 when there are so many, and for the rest such of 1,000. About 10 GB
/// for a million. Messages of 3 KB of text on average, their words as frequent as words are. Run first with 0
/// and then with a million, in the same directory, it shows what others' mailboxes matter to searches.
final class SearchCost {
    private static final int MEASURED = 10_000;
    private static final int LARGE = 100_000;
    private static final int SMALL = 1000;
    private static final int TOGETHER = 500;
    private static final int WRITERS = 4;

    /// More are not indexed twice.
    private static final int FEW = 60_000;

    private static final int ROUNDS = 300;
    private static final int WARM_UP = 100;
    private static final int VOCABULARY = 40_000;

    private final Random random = new Random(11);
    private final AtomicLong seeds = new AtomicLong(12);
    private final String[] words = new String[VOCABULARY];
    private final double[] shares = new double[VOCABULARY];

    private SearchCost() {
        String[] starts =
                "b bl br c ch cl cr d dr f fl fr g gr h j k kl kr l m n p pl pr qu r s sch sl sp st str t tr v w z"
                        .split(" ", -1);
        String[] middles = "a e i o u ee oo ou ie ei ai ea".split(" ", -1);
        String[] ends = " n r s t l m nd nt rs ng st ck k d".split(" ", -1);
        double sum = 0;
        for (int i = 0; i < VOCABULARY; i++) {
            StringBuilder word = new StringBuilder();
            for (int k = 0; k < 1 + (i > 100 ? 1 : 0) + random.nextInt(2); k++) {
                word.append(starts[random.nextInt(starts.length)])
                        .append(middles[random.nextInt(middles.length)])
                        .append(ends[random.nextInt(ends.length)]);
            }
            words[i] = word.toString();
            sum += 1.0 / (i + 10);
            shares[i] = sum;
        }
        for (int i = 0; i < VOCABULARY; i++) {
            shares[i] /= sum;
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        new SearchCost().run(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    }

    private void run(Path directory, int others) throws IOException, InterruptedException {
        try (SqlStore open = SqlStore.derby(directory, SqlStoreSettings.DEFAULT)) {
            long begun = System.nanoTime();
            long stored = fill(open.store(), others);
            System.out.printf(
                    Locale.ROOT,
                    "%d messages were stored in this run, %.0f s%n",
                    stored,
                    (System.nanoTime() - begun) / 1e9);
            LuceneIndex.wipe(directory.resolve("search"));
            Cost first = new Cost();
            try (SearchIndex index = SearchIndex.start(open.store(), SearchSettings.in(directory.resolve("search")))) {
                first.print("made while the program itself is being compiled", current(index));
                if (others + MEASURED <= FEW) {
                    Cost again = new Cost();
                    index.rebuild();
                    again.print("made once more", current(index));
                }
                MailboxId measured = inbox(open.store(), 1);
                measure(open.store(), measured);
                if (others >= LARGE) {
                    measure(open.store(), inbox(open.store(), 2));
                }
                measureWithout(open.store(), measured);
                measureNew(open.store(), index, measured);
            }
        }
    }

    private static SearchStatus current(SearchIndex index) throws InterruptedException {
        while (!index.awaitCurrent(Duration.ofSeconds(30))) {
            System.out.println(index.status());
        }
        return index.status();
    }

    /// Of making the index, from now on.
    private static final class Cost {
        private final OperatingSystemMXBean machine =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        private final long cpu = machine.getProcessCpuTime();
        private final long cpuOfThread = ofThread();
        private final long begun = System.nanoTime();

        private static long ofThread() {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                    .filter(thread -> thread != null && thread.getThreadName().equals("search-index"))
                    .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                    .sum();
        }

        void print(String how, SearchStatus status) {
            double messages = Math.max(1, status.messages());
            System.out.printf(
                    Locale.ROOT,
                    "%d messages, %s: %.0f us of CPU a message, all threads; %.0f us of it the one that reads and"
                            + " indexes; %.0f octets a message; %.1f s%n",
                    status.messages(),
                    how,
                    (machine.getProcessCpuTime() - cpu) / 1e3 / messages,
                    (ofThread() - cpuOfThread) / 1e3 / messages,
                    status.octets() / messages,
                    (System.nanoTime() - begun) / 1e9);
        }
    }

    private static MailboxId inbox(MailStore store, long account) {
        return store.mailbox(new AccountId(account), MailboxName.INBOX)
                .orElseThrow()
                .id();
    }

    private long fill(MailStore store, int others) throws InterruptedException {
        List<Callable<Long>> boxes = new ArrayList<>();
        boxes.add(() -> fill(store, inbox(store, 1), MEASURED));
        int left = others;
        if (left >= LARGE) {
            boxes.add(() -> fill(store, inbox(store, 2), LARGE));
            left -= LARGE;
        }
        for (long account = 3; left > 0; account++) {
            long now = account;
            int count = Math.min(SMALL, left);
            boxes.add(() -> fill(store, inbox(store, now), count));
            left -= count;
        }
        long stored = 0;
        try (ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            for (Future<Long> box : writers.invokeAll(boxes)) {
                stored += box.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        System.out.printf(Locale.ROOT, "%d mailboxes%n", boxes.size());
        return stored;
    }

    private long fill(MailStore store, MailboxId inbox, int count) {
        int there = store.snapshot(inbox).count();
        Random own = new Random(seeds.getAndIncrement());
        for (int done = there; done < count; done += TOGETHER) {
            List<NewMessage> some = new ArrayList<>();
            for (int i = 0; i < Math.min(TOGETHER, count - done); i++) {
                some.add(new NewMessage(TestMessages.content(message(own)), Flags.NONE, Instant.EPOCH));
            }
            store.append(inbox, some);
        }
        return Math.max(0, count - there);
    }

    private String word() {
        return word(random);
    }

    private String word(Random random) {
        int at = Arrays.binarySearch(shares, random.nextDouble());
        return words[Math.min(VOCABULARY - 1, at < 0 ? -at - 1 : at)];
    }

    private String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= length; i++) {
            text.append(word(random)).append(i % 10 == 0 ? "\r\n" : " ");
        }
        return text.toString();
    }

    private byte[] message(Random random) {
        String id = Long.toHexString(random.nextLong());
        String name = words[random.nextInt(2000)];
        return ("Received: from " + word(random) + ".example.org (192.0.2.1) by mail.example.org with ESMTPS id " + id
                        + ";\r\n Tue, 03 Feb 2026 10:11:12 +0000\r\nDKIM-Signature: v=1; a=rsa-sha256; d=example.org; bh="
                        + id + Long.toHexString(random.nextLong()) + ";\r\n b=" + Long.toHexString(random.nextLong())
                        + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong())
                        + "\r\nFrom: " + name + " " + words[random.nextInt(5000)] + " <" + name
                        + "@example.org>\r\nTo: ann@example.org\r\nSubject: "
                        + text(random, 6).strip()
                        + "\r\nDate: Tue, 03 Feb 2026 10:11:12 +0000\r\nMessage-ID: <" + id
                        + "@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
                        + text(random, 100 + random.nextInt(600)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private interface Kind {
        SearchedMessage.Content of(String word);
    }

    private void measure(MailStore store, MailboxId mailbox) {
        MailboxSnapshot snapshot = store.snapshot(mailbox);
        System.out.printf(Locale.ROOT, "in a mailbox of %d messages:%n", snapshot.count());
        measure("subject", store, snapshot, this::word, word -> TextTests.header("subject", word));
        measure("from", store, snapshot, () -> words[random.nextInt(5000)], word -> TextTests.header("from", word));
        measure("body, any word", store, snapshot, this::word, TextTests::body);
        measure(
                "body, rare word",
                store,
                snapshot,
                () -> words[VOCABULARY / 4 + random.nextInt(VOCABULARY * 3 / 4)],
                TextTests::body);
        measure("body, two words", store, snapshot, () -> word() + " " + word(), TextTests::body);
        measure("text, any word", store, snapshot, this::word, TextTests::text);
    }

    private void measureWithout(MailStore store, MailboxId mailbox) {
        TextIndex index = store.textIndex();
        store.searchWith(TextIndex.NONE);
        try {
            measure("body, any word, without index", store, store.snapshot(mailbox), this::word, TextTests::body);
        } finally {
            store.searchWith(index);
        }
    }

    private void measure(String what, MailStore store, MailboxSnapshot snapshot, Supplier<String> word, Kind kind) {
        TextSignatures signatures = new TextSignatures(96 << 20);
        long[] nanos = new long[ROUNDS];
        long hits = 0;
        for (int i = -WARM_UP; i < ROUNDS; i++) {
            SearchedMessage.Content test = kind.of(word.get());
            long begun = System.nanoTime();
            SearchedMessage message = new SearchedMessage(store, signatures, () -> true);
            int found = 0;
            for (int k = 0; k < snapshot.count(); k++) {
                message.move(snapshot, k);
                found += message.test(test) ? 1 : 0;
            }
            if (i >= 0) {
                nanos[i] = System.nanoTime() - begun;
                hits += found;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%-30s p50 %6.2f ms, p95 %6.2f ms, longest %6.2f ms, %.0f hits on average%n",
                what,
                nanos[ROUNDS / 2] / 1e6,
                nanos[ROUNDS * 95 / 100] / 1e6,
                nanos[ROUNDS - 1] / 1e6,
                (double) hits / ROUNDS);
    }

    /// How long it takes until a message that comes is in the index: nobody waits for that.
    private void measureNew(MailStore store, SearchIndex index, MailboxId mailbox) throws InterruptedException {
        long begun = System.nanoTime();
        store.append(
                mailbox, List.of(new NewMessage(TestMessages.content(message(random)), Flags.NONE, Instant.EPOCH)));
        Indexed.await(index, store, List.of(mailbox));
        System.out.printf(
                Locale.ROOT, "a new message is in the index after %.0f ms%n", (System.nanoTime() - begun) / 1e6);
    }
}
