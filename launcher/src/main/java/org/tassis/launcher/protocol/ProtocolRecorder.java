package org.tassis.launcher.protocol;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.net.ProtocolLog;

/// Writes what chosen sessions say to a file, one recording at a time, until it is told to stop, its time is over, or
/// the file is large enough. A file that cannot be written ends the recording, never a session.
public final class ProtocolRecorder implements AutoCloseable {
    /// Octets of one recording at most, about.
    public static final long MAX_SIZE = 16L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ProtocolRecorder.class);

    private final Recordings recordings;
    private final InstantSource clock;
    private final long maxSize;
    private final ProtocolLog log = new ProtocolLog(new ToFile());
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Open open; // guarded by lock

    public ProtocolRecorder(Recordings recordings, InstantSource clock) {
        this(recordings, clock, MAX_SIZE);
    }

    ProtocolRecorder(Recordings recordings, InstantSource clock, long maxSize) {
        this.recordings = recordings;
        this.clock = clock;
        this.maxSize = maxSize;
    }

    /// A recording in progress.
    ///
    /// @param what  whose sessions, in words
    /// @param until when it ends by itself
    public record Running(String what, Instant until, Path file) {}

    private static final class Open {
        final Running running;
        final BufferedWriter out;
        long size;

        Open(Running running, BufferedWriter out) {
            this.running = running;
            this.out = out;
        }
    }

    /// What sessions write to, and are chosen by.
    public ProtocolLog log() {
        return log;
    }

    /// @param what in words, for the file's first line and for {@link #running}
    /// @return empty when another recording is running
    /// @throws UncheckedIOException the file cannot be made
    public Optional<Running> start(Predicate<ProtocolLog.Subject> sessions, String what, Duration time) {
        lock.lock();
        try {
            if (running().isPresent()) {
                return Optional.empty();
            }
            Instant now = clock.instant();
            Path file = recordings.begin(now);
            Running running = new Running(what, now.plus(time), file);
            Open begun = new Open(running, Files.newBufferedWriter(file, StandardCharsets.UTF_8));
            open = begun;
            write("# " + what + ", until " + running.until().truncatedTo(ChronoUnit.SECONDS)
                    + "; < the client, > the server");
            log.enable(sessions);
            LOG.info("recording the protocol of {} in {} until {}", what, file, running.until());
            return Optional.of(running);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write in " + recordings.directory() + ": " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /// The recording that is running now.
    public Optional<Running> running() {
        lock.lock();
        try {
            endWhenOver();
            return Optional.ofNullable(open).map(one -> one.running);
        } finally {
            lock.unlock();
        }
    }

    /// @return what was running
    public Optional<Running> stop() {
        lock.lock();
        try {
            Optional<Running> was = running();
            end("stopped");
            return was;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        var _ = stop();
    }

    private final class ToFile implements ProtocolLog.Sink {
        @Override
        public void line(String connection, ProtocolLog.Direction direction, String text) {
            record(connection + " " + direction.arrow() + " " + text);
        }

        @Override
        public void subject(String connection, ProtocolLog.Subject subject) {
            record(connection + " = " + subject.protocol() + " from "
                    + subject.remote().getHostAddress()
                    + subject.login().map(login -> ", logged in as " + login).orElse(""));
        }

        private void record(String line) {
            lock.lock();
            try {
                endWhenOver();
                if (open != null) { // else a line that was on its way when the recording ended
                    write(line);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void endWhenOver() {
        Open current = open;
        if (current != null && clock.instant().isAfter(current.running.until())) {
            end("the time is over");
        } else if (current != null && current.size > maxSize) {
            end("the file is full: begin another with a narrower choice");
        }
    }

    private void end(String why) {
        Open current = open;
        if (current == null) {
            return;
        }
        log.disable();
        write("# " + why);
        current = open;
        open = null;
        if (current != null) {
            try {
                current.out.close();
            } catch (IOException e) {
                LOG.warn("closing {}", current.running.file(), e);
            }
        }
    }

    private void write(String line) {
        Open current = open;
        if (current == null) {
            return;
        }
        try {
            String text = clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + line + "\n";
            current.out.write(text);
            current.out.flush(); // who asks for a recording wants to follow it
            current.size += text.length();
        } catch (IOException e) {
            LOG.warn("the recording of the protocol ends, as its file cannot be written", e);
            log.disable();
            open = null;
        }
    }
}
