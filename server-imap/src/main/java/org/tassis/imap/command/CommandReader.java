package org.tassis.imap.command;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.imap.wire.Tokens;
import org.tassis.imap.wire.Tokens.LiteralHeader;
import org.tassis.net.Connection;
import org.tassis.net.LineTooLong;

/// Reads one command at a time from a connection: its lines, and its literals (RFC 9051 §4.3, RFC 7888),
/// for which it asks the client to go on. Messages of APPEND are streamed to where the {@link AppendGate}
/// says; all else is held in memory within {@link Limits}. What cannot be taken is refused before the
/// client sends it, or thrown away as it comes. One session's thread uses it.
public final class CommandReader {
    private static final Logger LOG = LoggerFactory.getLogger(CommandReader.class);
    private static final int CHUNK = 16 * 1024;
    private static final byte[] LINE_END = {'\r', '\n'};

    /// What a client may send in one command.
    ///
    /// @param lineOctets    all its lines together
    /// @param literalOctets all its literals together that are not messages
    /// @param drainOctets   how much of a refused command that the client sends unasked (LITERAL+) is
    ///     thrown away before the session is given up
    /// @param timeout       how long the lines and small literals of a command may take in all, and each
    ///     piece of a message
    public record Limits(int lineOctets, int literalOctets, long drainOctets, Duration timeout) {
        /// For strangers: the longest ID of RFC 2971 §3.3, 30 names and values, has room.
        public static final Limits BEFORE_LOGIN = new Limits(36 * 1024, 8 * 1024, 64 * 1024, Duration.ofMinutes(1));

        public static final Limits AFTER_LOGIN =
                new Limits(64 * 1024, 256 * 1024, 256L * 1024 * 1024, Duration.ofMinutes(5));
    }

    private final Connection connection;
    private final ResponseWriter out;
    private final AppendGate gate;

    public CommandReader(Connection connection, ResponseWriter out, AppendGate gate) {
        this.connection = connection;
        this.out = out;
        this.gate = gate;
    }

    /// Waits for a command and reads it to its end. An {@link Append} must be closed by who called.
    ///
    /// @param utf8 mailbox names are UTF-8, not modified UTF-7
    public Request read(boolean utf8, Limits limits) throws IOException {
        Assembly command = new Assembly(utf8, limits);
        boolean taken = false;
        try {
            Request request = command.read();
            taken = request instanceof Request.Accepted(String _, ImapCommand accepted)
                    && (accepted instanceof Append || accepted instanceof Replace);
            return request;
        } finally {
            if (command.masked) {
                connection.mask(false);
            }
            if (!taken) {
                command.sinks.forEach(MessageSink::close);
            }
        }
    }

    /// One command while it comes.
    private final class Assembly {
        /// Where the message goes whose literal is in hand.
        private @Nullable MessageSink sink;

        private final boolean utf8;
        private final Limits limits;
        private final long started = System.nanoTime();
        private byte[] octets = {};
        private int length;
        private int lineOctets;
        private int literalOctets;
        private long drained;
        /// Where the `{n}` of each message stands.
        private int[] detached = {};
        /// Of each message that has begun.
        private final List<MessageSink> sinks = new ArrayList<>();
        /// Of the last of them: how many of its parts were taken, and their octets.
        private int parts;
        private long partOctets;
        /// Of all messages.
        private long messageOctets;
        private boolean masked;
        /// Nanoseconds that went into messages, which may take their time.
        private long streaming;
        /// The answer, once it is known to be no; from then on input is only followed to the command's end.
        private @Nullable Request refusal;

        Assembly(boolean utf8, Limits limits) {
            this.utf8 = utf8;
            this.limits = limits;
        }

        Request read() throws IOException {
            while (true) {
                LiteralHeader literal;
                try {
                    literal = readLine();
                } catch (LineTooLong e) {
                    return refusal != null ? refusal : malformed("Command line too long");
                } catch (ImapSyntaxException e) { // a literal of more than 2^63 octets
                    return refusal != null ? refusal : malformed(e.text());
                }
                if (literal == null) {
                    return refusal != null ? refusal : parse();
                }
                if (refusal == null) {
                    refusal = objection(literal);
                }
                if (refusal == null) {
                    receive(literal);
                } else if (literal.waits()) {
                    return refusal; // RFC 9051 §4.3: instead of the continuation; the literal will not come
                } else if (literal.size() > limits.drainOctets - drained) {
                    return new Request.Hopeless(tag(), "Too much data for a command that cannot be taken");
                } else {
                    long before = System.nanoTime();
                    drain(literal.size());
                    streaming += System.nanoTime() - before;
                }
            }
        }

        /// A line and the literal it announces.
        private @Nullable LiteralHeader readLine() throws IOException {
            byte[] line = connection.readLine(Math.max(1, limits.lineOctets - lineOctets), timeLeft());
            lineOctets += line.length;
            if (refusal != null) {
                return Tokens.of(line).announcedLiteral(0);
            }
            int start = length;
            if (length == 0) {
                octets = line; // the array is ours; most commands have one line
                length = line.length;
            } else {
                append(line, 0, line.length);
            }
            LiteralHeader literal = tokens().announcedLiteral(start);
            if (literal != null && start == 0 && isLogin()) {
                masked = true;
                connection.mask(true); // the password may be alone on a line, where the log could not know it
            }
            return literal;
        }

        /// A client that sends an octet now and then does not hold a session for ever.
        private Duration timeLeft() {
            Duration left = limits.timeout.minusNanos(System.nanoTime() - started - streaming);
            return left.isPositive() ? left : Duration.ofNanos(1);
        }

        /// Why the literal cannot be taken; null when it can.
        private @Nullable Request objection(LiteralHeader literal) {
            String tag = tag();
            Tokens tokens = tokens();
            try {
                tokens.tag();
                tokens.space();
                if (AppendParser.begins(tokens)) {
                    AppendParser.skipToMailbox(tokens);
                    if (tokens.position() < literal.position()) {
                        tokens.back(tag.length() + 1);
                        AppendParser.Syntax append = AppendParser.parse(tokens, utf8);
                        if (append.open() == AppendParser.Open.MESSAGE) {
                            return take(tag, append, literal.size());
                        }
                    }
                }
            } catch (ImapSyntaxException e) {
                return new Request.Malformed(tag, e.text());
            } catch (RefusedArgument e) {
                return new Request.Refused(tag, e.reason());
            }
            return literal.size() > limits.literalOctets - literalOctets
                    ? new Request.Refused(tag, Request.Reason.TOO_BIG)
                    : null;
        }

        /// Takes what URLs bring, up to where the client is to send octets, for which it makes ready, or to
        /// the command's end: RFC 4469 §3.
        ///
        /// @param announced octets that the client is to send
        private @Nullable Request take(String tag, AppendParser.Syntax append, long announced) {
            try {
                for (int message = Math.max(0, sinks.size() - 1);
                        message < append.messages().size();
                        message++) {
                    AppendParser.MessageSyntax syntax = append.messages().get(message);
                    if (syntax.catenated() && !gate.catenates()) {
                        return new Request.Malformed(tag, "Message expected");
                    }
                    for (int i = message < sinks.size() ? parts : 0;
                            i < syntax.parts().size();
                            i++) {
                        Optional<String> url = syntax.parts().get(i).url();
                        @Nullable
                        Request no = url.isPresent()
                                ? copy(tag, append, message, url.get())
                                : room(tag, append, message, announced);
                        if (no != null) {
                            return no;
                        }
                        parts = i + 1;
                        if (url.isEmpty()) {
                            sink = sinks.getLast();
                        }
                    }
                }
                return null;
            } catch (IOException e) {
                return unavailable(e);
            }
        }

        /// Whether so many octets more of a message are taken; then they have a place to go to.
        private @Nullable Request room(String tag, AppendParser.Syntax append, int message, long octets)
                throws IOException {
            boolean first = message == sinks.size();
            long before = first ? 0 : partOctets;
            if (octets > Long.MAX_VALUE - messageOctets) {
                return new Request.AppendRefused(tag, AppendGate.Refusal.TOO_BIG);
            }
            Optional<AppendGate.Refusal> no = gate.refuse(
                    append.mailbox(),
                    before + octets,
                    messageOctets + octets,
                    message + 1,
                    append.replaced().isPresent());
            if (no.isPresent()) {
                return new Request.AppendRefused(tag, no.get());
            }
            if (first) {
                sinks.add(gate.open(octets));
                parts = 0;
            }
            partOctets = before + octets;
            messageOctets += octets;
            return null;
        }

        private @Nullable Request copy(String tag, AppendParser.Syntax append, int message, String url)
                throws IOException {
            @Nullable Request no = room(tag, append, message, 0);
            if (no != null) {
                return no;
            }
            Optional<AppendGate.Part> part = gate.part(url);
            if (part.isEmpty()) {
                return new Request.BadUrl(tag, url);
            }
            no = room(tag, append, message, part.get().size());
            if (no != null) {
                return no;
            }
            long before = System.nanoTime();
            part.get().sendTo(sinks.getLast());
            streaming += System.nanoTime() - before;
            return null;
        }

        /// Takes the literal's octets to the sink, if there is one, else into memory.
        private void receive(LiteralHeader literal) throws IOException {
            if (literal.waits()) {
                out.raw("+ Ready\r\n").flush();
            }
            append(LINE_END, 0, 2);
            if (sink == null) {
                int size = (int) literal.size();
                room(size);
                connection.readFully(octets, length, size, timeLeft());
                length += size;
                literalOctets += size;
            } else {
                detached = Arrays.copyOf(detached, detached.length + 1);
                detached[detached.length - 1] = literal.position();
                long before = System.nanoTime();
                stream(literal.size(), sink);
                streaming += System.nanoTime() - before;
                sink = null;
            }
        }

        private void stream(long size, MessageSink into) throws IOException {
            byte[] chunk = new byte[(int) Math.min(CHUNK, size)];
            for (long left = size; left > 0; ) {
                int count = connection.read(chunk, 0, (int) Math.min(chunk.length, left), limits.timeout);
                left -= count;
                if (refusal == null) {
                    try {
                        into.write(chunk, 0, count);
                    } catch (IOException e) {
                        refusal = unavailable(e);
                    }
                }
            }
        }

        private Request unavailable(IOException e) {
            LOG.warn("{}: an appended message could not be spooled: {}", connection.id(), e.toString());
            return new Request.AppendRefused(tag(), AppendGate.Refusal.UNAVAILABLE);
        }

        private void drain(long size) throws IOException {
            drained += size;
            byte[] chunk = new byte[(int) Math.min(CHUNK, size)];
            for (long left = size; left > 0; ) {
                left -= connection.read(chunk, 0, (int) Math.min(chunk.length, left), limits.timeout);
            }
        }

        private Request parse() {
            String tag = tag();
            try {
                Tokens tokens = tokens();
                tokens.tag();
                tokens.space();
                if (!AppendParser.begins(tokens)) {
                    return new Request.Accepted(tag, CommandParser.parse(tokens, utf8));
                }
                return append(tag, AppendParser.parse(tokens, utf8));
            } catch (ImapSyntaxException e) {
                return new Request.Malformed(tag, e.text());
            } catch (RefusedArgument e) {
                return new Request.Refused(tag, e.reason());
            }
        }

        private Request append(String tag, AppendParser.Syntax append) {
            if (append.open() != AppendParser.Open.NOTHING) {
                return new Request.Malformed(tag, "Message expected");
            }
            @Nullable Request no = take(tag, append, 0);
            if (no != null) {
                return no;
            }
            List<Append.Message> messages = new ArrayList<>();
            for (int i = 0; i < sinks.size(); i++) {
                AppendParser.MessageSyntax syntax = append.messages().get(i);
                MessageSink full = sinks.get(i);
                try {
                    messages.add(new Append.Message(syntax.flags(), syntax.internalDate(), full.finish(), full));
                } catch (IOException e) {
                    return unavailable(e);
                }
            }
            return new Request.Accepted(
                    tag,
                    append.replaced().isPresent()
                            ? new Replace(append.replaced().get(), append.mailbox(), messages.getFirst())
                            : new Append(append.mailbox(), messages));
        }

        private boolean isLogin() {
            Tokens tokens = tokens();
            try {
                tokens.tag();
                return tokens.tryTake(' ') && tokens.tryWord("LOGIN");
            } catch (ImapSyntaxException e) {
                return false;
            }
        }

        private Request malformed(String text) {
            return new Request.Malformed(tag(), text);
        }

        /// The command's tag, `*` when it has none.
        private String tag() {
            Tokens tokens = tokens();
            try {
                String tag = tokens.tag();
                return tokens.at(' ') || tokens.atEnd() ? tag : "*";
            } catch (ImapSyntaxException e) {
                return "*";
            }
        }

        private Tokens tokens() {
            return new Tokens(octets, length, detached);
        }

        private void append(byte[] more, int offset, int count) {
            room(count);
            System.arraycopy(more, offset, octets, length, count);
            length += count;
        }

        private void room(int count) {
            if (octets.length - length < count) {
                octets = Arrays.copyOf(octets, Math.max(length + count, octets.length * 2));
            }
        }
    }
}
