package org.tassis.search;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The process that reads files, from this side: started when there is something to read, killed when a file
/// takes too long, and never trusted. One thread uses it; any may close it.
///
/// It says {@link #READY} when it is, and then, for each file, gets its media type and name (as {@link
/// DataOutputStream#writeUTF}), and its octets in pieces, each behind its length, until one of length 0; and
/// answers with {@link #TEXT} or {@link #NONE}, and the length and octets of a text in UTF-8.
final class TextProcess implements AutoCloseable {
    static final int READY = 0x54415353;
    static final int TEXT = 1;
    static final int NONE = 2;

    private static final int LONGEST_TYPE = 200;
    private static final int PIECE = 32 * 1024;
    private static final int OCTETS_OF_A_CHARACTER = 3;
    private static final Duration START = Duration.ofSeconds(60);

    private final AttachmentSettings settings;
    private volatile @Nullable Running running;
    private volatile boolean closed;

    TextProcess(AttachmentSettings settings) {
        this.settings = settings;
    }

    enum Outcome {
        /// It has text.
        TEXT,
        /// It has none, is damaged, encrypted, or of another kind than it was said to be.
        NONE,
        /// The process was killed, as it took too long.
        TOO_LONG,
        /// The process ended, or answered nonsense and was killed.
        DIED
    }

    /// @param text empty unless the outcome is {@link Outcome#TEXT}
    record Answer(Outcome outcome, String text) {}

    /// It cannot be started, whatever the file.
    static final class NotStarted extends IOException {
        private static final long serialVersionUID = 1L;

        NotStarted(String message) {
            super(message);
        }
    }

    private record Running(Process process, DataOutputStream in, DataInputStream out) {
        private void kill() {
            process.destroyForcibly();
        }
    }

    /// Reads one file.
    ///
    /// @param type media type, as a hint
    /// @param name of the file, as a hint; may be empty
    /// @throws NotStarted  there is no such process to be had now
    /// @throws IOException what `octets` throws
    Answer read(String type, String name, InputStream octets) throws IOException {
        Running now = running;
        if (now == null || !now.process().isAlive()) {
            now = start();
        }
        try (Limit limit = new Limit(now, settings.timeLimit())) {
            Answer answer = ask(now, type, name, octets);
            if (answer.outcome() == Outcome.DIED) {
                forget(now);
                return limit.isOver() ? new Answer(Outcome.TOO_LONG, "") : answer;
            }
            return answer;
        } catch (IOException | RuntimeException e) { // it waits for the rest of a file that cannot be had
            forget(now);
            throw e;
        }
    }

    private Answer ask(Running now, String type, String name, InputStream octets) throws IOException {
        Answer died = new Answer(Outcome.DIED, "");
        byte[] piece = new byte[PIECE];
        try {
            now.in().writeUTF(type.substring(0, Math.min(type.length(), LONGEST_TYPE)));
            now.in().writeUTF(name);
        } catch (IOException _) {
            return died;
        }
        for (int got = octets.readNBytes(piece, 0, PIECE); got > 0; got = octets.readNBytes(piece, 0, PIECE)) {
            try {
                now.in().writeInt(got);
                now.in().write(piece, 0, got);
            } catch (IOException _) {
                return died;
            }
        }
        try {
            now.in().writeInt(0);
            now.in().flush();
            int kind = now.out().readInt();
            int length = now.out().readInt();
            if (kind == NONE && length == 0) {
                return new Answer(Outcome.NONE, "");
            }
            if (kind != TEXT || length < 0 || length > settings.characters() * OCTETS_OF_A_CHARACTER) {
                return died; // no longer what was started
            }
            byte[] text = now.out().readNBytes(length);
            return text.length == length ? new Answer(Outcome.TEXT, new String(text, StandardCharsets.UTF_8)) : died;
        } catch (IOException _) {
            return died;
        }
    }

    /// Kills the process when the time is over, so that whoever waits for it goes on.
    private static final class Limit implements AutoCloseable {
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile boolean over;

        private Limit(Running process, Duration time) {
            Thread.ofVirtual().name("attachment-limit").start(() -> {
                try {
                    if (!done.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                        over = true;
                        process.kill();
                    }
                } catch (InterruptedException _) { // nobody does
                    process.kill();
                }
            });
        }

        private boolean isOver() {
            return over;
        }

        @Override
        public void close() {
            done.countDown();
        }
    }

    private Running start() throws IOException {
        empty(settings.scratch());
        List<String> command = new ArrayList<>(settings.command());
        command.add(Long.toString(Math.max(1, settings.timeLimit().toSeconds())));
        command.add(Integer.toString(settings.characters()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(settings.scratch().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear(); // nothing in there is its business
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new NotStarted(String.valueOf(e.getMessage()));
        }
        Running now = new Running(
                process,
                new DataOutputStream(process.getOutputStream()),
                new DataInputStream(process.getInputStream()));
        running = now;
        if (closed) {
            forget(now);
            throw new NotStarted("the index is being closed");
        }
        try (Limit _ = new Limit(now, START)) {
            if (now.out().readInt() == READY) {
                return now;
            }
        } catch (IOException _) { // it has ended
        }
        forget(now);
        throw new NotStarted(
                "the process that reads attachments does not start; to see why: " + String.join(" ", command));
    }

    /// What an earlier one left behind.
    private static void empty(Path scratch) throws IOException {
        Files.createDirectories(scratch);
        try (Stream<Path> left = Files.list(scratch)) {
            for (Path file : left.filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void forget(Running now) {
        now.kill();
        running = null;
        try {
            now.process().waitFor(); // it was killed
            now.out().close();
            now.in().close();
        } catch (IOException _) { // what it was not given any more
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the process until it is needed again.
    void end() {
        Running now = running;
        if (now != null) {
            forget(now);
        }
    }

    /// The number of the process, for tests; 0 when none runs.
    long pid() {
        Running now = running;
        return now == null ? 0 : now.process().pid();
    }

    /// Whoever waits for an answer goes on.
    @Override
    public void close() {
        closed = true;
        Running now = running;
        if (now != null) {
            now.kill();
        }
    }
}
