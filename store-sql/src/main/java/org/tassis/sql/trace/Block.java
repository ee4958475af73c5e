package org.tassis.sql.trace;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.tassis.mailflow.trace.Terms;
import org.tassis.mailflow.trace.TraceEvent;

/// The row that is being filled. For the one thread that writes.
final class Block {
    private static final int FULL_OCTETS = 128 * 1024;
    private static final int FULL_EVENTS = 2_000;
    private static final int FULL_TERMS = 24_000;
    private static final long FULL_MILLIS = 3_600_000;

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(octets);
    private final Set<Long> terms = new HashSet<>();
    private long id; // 0 while there is no row
    private long firstAt = Long.MAX_VALUE;
    private long lastAt = Long.MIN_VALUE;
    private int events;

    void add(TraceEvent event) {
        try {
            TraceCodec.write(event, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        Terms.each(event, term -> terms.add(TermFilter.hash(term)));
        long at = event.at().toEpochMilli();
        firstAt = Math.min(firstAt, at);
        lastAt = Math.max(lastAt, at);
        events++;
    }

    boolean isFull() {
        return octets.size() >= FULL_OCTETS || events >= FULL_EVENTS || terms.size() >= FULL_TERMS;
    }

    /// A row spans an hour at most, so that the old goes when it is old.
    boolean takes(TraceEvent event) {
        return events == 0 || event.at().toEpochMilli() - firstAt < FULL_MILLIS;
    }

    boolean isEmpty() {
        return events == 0;
    }

    long id() {
        return id;
    }

    void stored(long as) {
        id = as;
    }

    long firstAt() {
        return firstAt;
    }

    long lastAt() {
        return lastAt;
    }

    int events() {
        return events;
    }

    byte[] filter() {
        return TermFilter.of(terms);
    }

    byte[] content() {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(octets.size() / 2 + 64);
        try (DeflaterOutputStream into = new DeflaterOutputStream(compressed, deflater, 8192)) {
            octets.writeTo(into);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return compressed.toByteArray();
    }

    /// In the order they were added.
    static List<TraceEvent> read(byte[] content) throws IOException {
        List<TraceEvent> events = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(
                new java.io.BufferedInputStream(new InflaterInputStream(new ByteArrayInputStream(content))))) {
            while (true) {
                in.mark(1);
                if (in.read() < 0) {
                    return events;
                }
                in.reset();
                events.add(TraceCodec.read(in));
            }
        } catch (EOFException e) {
            throw new IOException("a block of the trace ends too early", e);
        }
    }
}
