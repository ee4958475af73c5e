package org.tassis.acceptance.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Mixed load for a long time on a heap of 512 MB: deliveries, sessions of IMAP and POP3, idle clients, at
/// 70 % of what the server was seen to bear just before. Once a minute what it holds (heap after a
/// collection, memory outside of it, threads, files); in the end whether any of it grew, and whether every
/// mailbox has exactly the messages that it must have and its quota says the same.
///
/// `./tassis bench soak [--minutes 60] [--percent 70]`
final class Soak implements AutoCloseable {
    private static final int CLIENTS = 20;
    private static final Duration WARM = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final List<String> MAILBOXES = List.of("INBOX", "Archive", "Sent", "Trash");
    private static final int MOST = 60; // messages of a mailbox, before half of them go

    private final ServerProcess server;
    private final Path log;
    private final List<byte[]> corpus = Load.corpus(200, 42);
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLongArray kept = new AtomicLongArray(ServerProcess.USERS);
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(ServerProcess.USERS).toList();
    private final List<LineClient> idle = new ArrayList<>();
    private volatile boolean over;

    private Soak(ServerProcess server, Path log) {
        this.server = server;
        this.log = log;
    }

    /// What the server holds.
    private record Sample(long heapMb, long outsideKb, long rssMb, long threads, long files) {}

    static void main(String[] words) throws Exception {
        Map<String, Integer> wanted = Curve.options(words, Map.of("--minutes", 60, "--percent", 70));
        Path directory = Files.createTempDirectory("tassis-soak");
        boolean held;
        try (ServerProcess server = ServerProcess.start(
                        directory,
                        0,
                        Map.of("TASSIS_HEAP", "512m", "TASSIS_JAVA_OPTS", "-XX:NativeMemoryTracking=summary"));
                Soak soak = new Soak(server, directory.resolve("log"))) {
            soak.idlers();
            soak.load(WARM, 0);
            double most = soak.load(LIMIT, 0);
            System.out.printf(Locale.ROOT, "at most %.1f rounds a second%n", most);
            double rate = most * wanted.getOrDefault("--percent", 0) / 100;
            held = soak.hold(Duration.ofMinutes(wanted.getOrDefault("--minutes", 0)), rate);
        } finally {
            Load.delete(directory);
        }
        if (!held) {
            System.exit(1);
        }
    }

    private void idlers() throws Exception {
        for (int user = 0; user < ServerProcess.USERS; user++) {
            LineClient client = new LineClient(server.port("imap"));
            client.login(Load.user(user));
            client.imap("SELECT INBOX");
            client.send("x IDLE\r\n");
            idle.add(client);
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        client.readLine();
                    }
                } catch (java.net.SocketTimeoutException e) {
                    failed("an idle client heard nothing for a minute", e);
                } catch (IOException e) {
                    if (!over) {
                        failed("an idle client was let go", e);
                    }
                }
            });
        }
    }

    /// @param rate rounds a second; 0: as many as it bears
    /// @return rounds a second that were done
    private double load(Duration time, double rate) throws Exception {
        long started = System.nanoTime();
        long ends = started + time.toNanos();
        AtomicLong rounds = new AtomicLong();
        AtomicLong tickets = new AtomicLong();
        Load.together(CLIENTS, _ -> {
            while (System.nanoTime() < ends) {
                long ticket = tickets.getAndIncrement();
                if (rate > 0) {
                    long begin = started + (long) (ticket / rate * 1e9);
                    while (System.nanoTime() < begin && System.nanoTime() < ends) {
                        LockSupport.parkNanos(begin - System.nanoTime());
                    }
                    if (begin >= ends) {
                        return;
                    }
                }
                int user = number.getAndIncrement() % ServerProcess.USERS;
                locks.get(user).lock();
                try {
                    round(user);
                    rounds.incrementAndGet();
                } catch (Exception e) {
                    failed(Load.user(user), e);
                } finally {
                    locks.get(user).unlock();
                }
            }
        });
        return rounds.get() / ((System.nanoTime() - started) / 1e9);
    }

    private void failed(String what, Exception e) {
        if (errors.getAndIncrement() < 10) {
            System.out.println(what + ": " + e);
        }
    }

    private byte[] message() {
        return corpus.get((int) (operations.getAndIncrement() % corpus.size()));
    }

    private void round(int user) throws IOException {
        try (LineClient smtp = new LineClient(server.port("smtp"))) {
            smtp.smtp("EHLO bench.example", "250");
            for (int n = 0; n < 3; n++) {
                smtp.deliver(Load.user(user), message());
                kept.incrementAndGet(user);
            }
            smtp.smtp("QUIT", "221");
        }
        try (LineClient imap = new LineClient(server.port("imap"))) {
            imap.login(Load.user(user));
            imap.imap("LIST \"\" \"*\"");
            imap.append("Sent", message());
            kept.incrementAndGet(user);
            long exists = imap.number("SELECT INBOX", " EXISTS");
            imap.imap("FETCH " + Math.max(1, exists - 19) + ":* (UID FLAGS ENVELOPE BODYSTRUCTURE)");
            imap.imap("FETCH " + Math.max(1, exists - 2) + ":* (BODY.PEEK[])");
            imap.imap("STORE " + exists + " +FLAGS (\\Seen)");
            imap.imap("SEARCH SINCE 1-Jan-2026 SUBJECT number");
            imap.imap("SEARCH TEXT somebody");
            imap.imap("COPY " + exists + " Archive");
            kept.incrementAndGet(user);
            imap.imap("MOVE 1 Trash");
            for (String mailbox : MAILBOXES) {
                shorten(imap, user, mailbox);
            }
            imap.imap("LOGOUT");
        }
        if (number.get() % 5 == 0) {
            drain(user);
        }
    }

    private void shorten(LineClient imap, int user, String mailbox) throws IOException {
        long exists = imap.number("SELECT " + mailbox, " EXISTS");
        if (exists > MOST) {
            imap.imap("STORE 1:" + MOST / 2 + " +FLAGS.SILENT (\\Deleted)");
            imap.imap("EXPUNGE");
            kept.addAndGet(user, -(MOST / 2));
        }
    }

    private void drain(int user) throws IOException {
        try (LineClient pop3 = new LineClient(server.port("pop3"))) {
            pop3.pop3("USER " + Load.user(user));
            pop3.pop3("PASS " + ServerProcess.PASSWORD);
            for (int n = 1; n <= 2; n++) {
                pop3.send("RETR " + n + "\r\n");
                pop3.pop3Lines();
                pop3.pop3("DELE " + n);
            }
            pop3.pop3("QUIT");
            kept.addAndGet(user, -2);
        }
    }

    private boolean hold(Duration time, double rate) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%6s %9s %12s %9s %8s %7s %8s%n",
                "minute",
                "heap MB",
                "outside KB",
                "RSS MB",
                "threads",
                "files",
                "rounds/s");
        List<Sample> samples = new ArrayList<>();
        for (int minute = 1; minute <= time.toMinutes(); minute++) {
            double done = load(Duration.ofMinutes(1), rate);
            Sample one = sample();
            samples.add(one);
            System.out.printf(
                    Locale.ROOT,
                    "%6d %9d %12d %9d %8d %7d %8.1f%n",
                    minute,
                    one.heapMb,
                    one.outsideKb,
                    one.rssMb,
                    one.threads,
                    one.files,
                    done);
        }
        boolean grew = grew("heap", samples, Sample::heapMb, 16)
                | grew("memory outside the heap", samples, Sample::outsideKb, 8 << 10)
                | grew("threads", samples, Sample::threads, 8)
                | grew("files", samples, Sample::files, 16);
        boolean exact = exact();
        long logged = logged();
        System.out.printf(
                Locale.ROOT,
                "%d rounds in all, %d errors, %d lines of errors in the log%n",
                number.get(),
                errors.get(),
                logged);
        return !grew && exact && errors.get() == 0 && logged == 0;
    }

    /// Whether the median of the last third is above that of the second by more than a tenth and this much.
    private static boolean grew(String what, List<Sample> samples, ToLongFunction<Sample> part, long slack) {
        int third = Math.max(1, samples.size() / 3);
        long before = median(
                samples.subList(Math.min(third, samples.size() - 1), Math.max(third + 1, samples.size() - third)),
                part);
        long after = median(samples.subList(samples.size() - third, samples.size()), part);
        boolean grew = after > before + Math.max(slack, before / 10);
        System.out.printf(Locale.ROOT, "%s: %d, then %d: %s%n", what, before, after, grew ? "GREW" : "did not grow");
        return grew;
    }

    private static long median(List<Sample> samples, ToLongFunction<Sample> part) {
        long[] sorted = samples.stream().mapToLong(part).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private boolean exact() throws IOException {
        boolean exact = true;
        for (int user = 0; user < ServerProcess.USERS; user++) {
            try (LineClient imap = new LineClient(server.port("imap"))) {
                imap.login(Load.user(user));
                long messages = 0;
                long octets = 0;
                for (String mailbox : MAILBOXES) {
                    messages += imap.number("STATUS " + mailbox + " (MESSAGES)", "MESSAGES");
                    octets += imap.number("STATUS " + mailbox + " (SIZE)", "SIZE");
                }
                long quota = imap.number("GETQUOTA \"\"", "STORAGE");
                if (messages != kept.get(user) || Math.abs(quota - octets / 1024) > 1) {
                    System.out.printf(
                            Locale.ROOT,
                            "%s has %d messages, must have %d; %d KB, and its quota says %d KB%n",
                            Load.user(user),
                            messages,
                            kept.get(user),
                            octets / 1024,
                            quota);
                    exact = false;
                }
            }
        }
        System.out.println(exact ? "counts and quota are exact" : "counts or quota are WRONG");
        return exact;
    }

    private long logged() throws IOException {
        List<String> lines = Files.readAllLines(log).stream()
                .filter(line -> line.contains(" ERROR ") || line.contains("OutOfMemory"))
                .toList();
        lines.stream().limit(5).forEach(System.out::println);
        return lines.size();
    }

    private Sample sample() throws IOException, InterruptedException {
        jcmd("GC.run");
        String memory = jcmd("VM.native_memory", "summary", "scale=KB");
        Path process = Path.of("/proc/" + server.pid());
        String status = Files.readString(process.resolve("status"));
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return new Sample(
                    heapKb() / 1024,
                    first(memory, "Other \\(reserved=\\d+KB, committed=(\\d+)KB"),
                    first(status, "VmRSS:\\s+(\\d+)") / 1024,
                    first(status, "Threads:\\s+(\\d+)"),
                    files.count());
        }
    }

    /// Used by both generations.
    private long heapKb() throws IOException, InterruptedException {
        Matcher used = Pattern.compile("total \\d+K, used (\\d+)K").matcher(jcmd("GC.heap_info"));
        long sum = 0;
        for (int generation = 0; generation < 2 && used.find(); generation++) {
            sum += Long.parseLong(used.group(1));
        }
        return sum;
    }

    private static long first(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private String jcmd(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(server.pid())));
        command.addAll(Arrays.asList(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
        return said;
    }

    @Override
    public void close() throws IOException {
        over = true;
        for (LineClient client : idle) {
            client.close();
        }
    }
}
