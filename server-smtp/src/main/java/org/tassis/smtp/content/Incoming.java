package org.tassis.smtp.content;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;
import org.tassis.smtp.reply.SmtpReply;
import org.tassis.smtp.wire.OctetConsumer;

/// The content of one message on its way into a spool. Holds the header section until it is complete, puts
/// it right, and passes everything else on without looking at it. After the first problem everything is
/// thrown away, so that a sender can be heard out in no memory. Close it in any case.
public final class Incoming implements OctetConsumer, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

    private final Spool spool;
    private final ContentRules rules;
    private final Trace trace;
    private byte @Nullable [] header = new byte[4096]; // null when it has been passed on
    private int headerLength;
    private long size;
    private Optional<SmtpReply> problem = Optional.empty();

    public Incoming(Spool spool, ContentRules rules, Trace trace) {
        this.spool = spool;
        this.rules = rules;
        this.trace = trace;
    }

    @Override
    public void accept(byte[] octets, int offset, int length) {
        size += length;
        if (problem.isPresent()) {
            return;
        }
        if (size > rules.maxSize()) {
            refuse(SmtpReply.TOO_LARGE);
            return;
        }
        int used = header == null ? 0 : hold(header, octets, offset, length);
        if (used < length) {
            write(octets, offset + used, length - used);
        }
    }

    /// Octets that came, as the sender counts them, kept or not.
    public long size() {
        return size;
    }

    /// Why the message is given up already.
    public Optional<SmtpReply> problem() {
        return problem;
    }

    /// There is no more.
    ///
    /// @return why there is nothing to deliver
    public Optional<SmtpReply> finish() {
        if (problem.isEmpty() && header != null) {
            passHeader(header);
        }
        if (problem.isEmpty()) {
            try {
                spool.finish();
            } catch (IOException e) {
                failed(e);
            }
        }
        return problem;
    }

    /// The whole message, after {@link #finish} had nothing to say against it. Good until this is closed.
    public MessageContent content() {
        return spool;
    }

    /// Gives the message up; the first reason counts.
    public void refuse(SmtpReply reply) {
        if (problem.isEmpty()) {
            problem = Optional.of(reply);
            header = null;
            close();
        }
    }

    @Override
    public void close() {
        try {
            spool.close();
        } catch (IOException e) {
            LOG.warn("spool not closed: {}", e.toString());
        }
    }

    /// Adds to the header section until its end is there.
    ///
    /// @return how much of the block belonged to it
    private int hold(byte[] held, byte[] octets, int offset, int length) {
        int room = rules.maxHeader() - headerLength;
        int taken = Math.min(length, room);
        byte[] into = held;
        if (headerLength + taken > into.length) {
            into = Arrays.copyOf(into, Math.min(rules.maxHeader(), Math.max(into.length * 2, headerLength + taken)));
            header = into;
        }
        System.arraycopy(octets, offset, into, headerLength, taken);
        int before = headerLength;
        headerLength += taken;
        int end = endOfHeader(into, before);
        if (end >= 0) {
            headerLength = end;
            passHeader(into);
            return end - before;
        }
        if (taken < length) {
            refuse(SmtpReply.HEADER_TOO_LARGE);
            return length;
        }
        return taken;
    }

    /// Behind the empty line, looking only at what is new.
    private int endOfHeader(byte[] held, int before) {
        for (int i = Math.max(0, before - 3); i + 1 < headerLength; i++) {
            if (held[i] == '\r' && held[i + 1] == '\n') {
                if (i == 0) {
                    return 2;
                }
                if (i + 3 < headerLength && held[i + 2] == '\r' && held[i + 3] == '\n') {
                    return i + 4;
                }
            }
        }
        return -1;
    }

    private void passHeader(byte[] held) {
        HeaderSection section = new HeaderSection(held, headerLength, rules);
        header = null;
        section.problem(trace).ifPresent(this::refuse);
        if (problem.isEmpty()) {
            byte[] complete = section.complete(trace);
            write(complete, 0, complete.length);
        }
    }

    private void write(byte[] octets, int offset, int length) {
        if (problem.isEmpty()) {
            try {
                spool.write(octets, offset, length);
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    private void failed(IOException e) {
        LOG.warn("{}: cannot spool: {}", trace.id(), e.toString());
        refuse(SmtpReply.STORE_FULL);
    }
}
