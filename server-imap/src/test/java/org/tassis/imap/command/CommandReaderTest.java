package org.tassis.imap.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.imap.TestConnection;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageStructure;
import org.tassis.net.ConnectionClosed;

class CommandReaderTest {
    private static final CommandReader.Limits LIMITS = new CommandReader.Limits(1000, 100, 5000, Duration.ofSeconds(1));

    private final Gate gate = new Gate();

    @Test
    void commandsAreReadOneByOne() throws IOException {
        Client client = new Client("a NOOP\r\nb SELECT {5+}\r\nINBOX (CONDSTORE)\r\nc LOGOUT\r\n");
        assertThat(client.read()).isEqualTo(new Request.Accepted("a", new Noop()));
        assertThat(client.read())
                .isEqualTo(new Request.Accepted("b", new Select(MailboxName.INBOX, false, true, Optional.empty())));
        assertThat(client.read()).isEqualTo(new Request.Accepted("c", new Logout()));
        assertThatThrownBy(client::read).isInstanceOf(ConnectionClosed.class);
        assertThat(client.written()).isEmpty();
    }

    @Test
    void literalsAreAskedFor() throws IOException {
        Client client = new Client("a LOGIN {3}\r\nann {6}\r\nsecret\r\n");
        Request.Accepted request = (Request.Accepted) client.read();
        assertThat(((Login) request.command()).password().reveal()).isEqualTo("secret");
        assertThat(client.written()).isEqualTo("+ Ready\r\n+ Ready\r\n");
    }

    @Test
    void nonsenseIsAnsweredUnderItsTag() throws IOException {
        Client client = new Client("a FOO\r\n\r\n*\r\n+ x\r\na\r\na \r\nGET / HTTP/1.1\r\n\0\1\2\r\n");
        assertThat(client.read()).isEqualTo(new Request.Malformed("a", "Unknown command"));
        assertThat(client.read().tag()).isEqualTo("*");
        assertThat(client.read().tag()).isEqualTo("*");
        assertThat(client.read().tag()).isEqualTo("*");
        assertThat(client.read())
                .isInstanceOf(Request.Malformed.class)
                .extracting(Request::tag)
                .isEqualTo("a");
        assertThat(client.read())
                .isInstanceOf(Request.Malformed.class)
                .extracting(Request::tag)
                .isEqualTo("a");
        assertThat(client.read().tag()).isEqualTo("GET");
        assertThat(client.read().tag()).isEqualTo("*");
    }

    @Test
    void longLinesAreMalformedAndTheNextCommandIsRead() throws IOException {
        Client client = new Client("a LOGIN " + "x".repeat(2000) + " y\r\nb NOOP\r\n");
        assertThat(client.read()).isInstanceOf(Request.Malformed.class);
        assertThat(client.read()).isEqualTo(new Request.Accepted("b", new Noop()));
    }

    @Test
    void allLinesOfACommandCountTogether() throws IOException {
        String line = " " + "x".repeat(300);
        Client client = new Client("a SEARCH BODY {1+}\r\nx" + line + " {1+}\r\nx" + line + " {1+}\r\nx" + line
                + " {1+}\r\nx" + line + "\r\nb NOOP\r\n");
        assertThat(client.read()).isEqualTo(new Request.Malformed("a", "Command line too long"));
    }

    @Test
    void largeLiteralsAreRefusedBeforeTheyAreSent() throws IOException {
        Client client = new Client("a LOGIN {101}\r\nb NOOP\r\n");
        assertThat(client.read()).isEqualTo(new Request.Refused("a", Request.Reason.TOO_BIG));
        assertThat(client.read()).isEqualTo(new Request.Accepted("b", new Noop()));
        assertThat(client.written()).isEmpty();
    }

    @Test
    void literalsCountTogether() throws IOException {
        Client client =
                new Client("a LOGIN {60+}\r\n" + "x".repeat(60) + " {60+}\r\n" + "y".repeat(60) + "\r\nb NOOP\r\n");
        assertThat(client.read()).isEqualTo(new Request.Refused("a", Request.Reason.TOO_BIG));
        assertThat(client.read()).isEqualTo(new Request.Accepted("b", new Noop()));
    }

    @Test
    void largeLiteralsSentUnaskedAreThrownAwayUpToALimit() throws IOException {
        Client client = new Client("a LOGIN {4000+}\r\n" + "x".repeat(4000) + " {500+}\r\n" + "x".repeat(500)
                + "\r\nb NOOP\r\nc LOGIN {5001+}\r\n");
        assertThat(client.read()).isEqualTo(new Request.Refused("a", Request.Reason.TOO_BIG));
        assertThat(client.read()).isEqualTo(new Request.Accepted("b", new Noop()));
        assertThat(client.read()).isInstanceOf(Request.Hopeless.class);
    }

    @Test
    void literalsOfImpossibleSizeAreMalformed() throws IOException {
        Client client = new Client("a LOGIN {99999999999999999999999}\r\nb NOOP\r\n");
        assertThat(client.read()).isInstanceOf(Request.Malformed.class);
        assertThat(client.read()).isEqualTo(new Request.Accepted("b", new Noop()));
    }

    @Test
    void aMessageIsStreamed() throws IOException {
        String message = "Subject: x\r\n\r\n" + "line\r\n".repeat(10_000);
        Client client = new Client("a APPEND Sent (\\Seen \\Recent k) \" 1-Feb-2026 12:00:00 +0100\" {"
                + message.length() + "}\r\n" + message + "\r\nb NOOP\r\n");
        Append append = (Append) ((Request.Accepted) client.read()).command();
        assertThat(append.mailbox()).isEqualTo(new MailboxName("Sent"));
        Append.Message only = append.messages().getFirst();
        assertThat(only.flags()).isEqualTo(Flags.of(List.of(SystemFlag.SEEN), List.of("k")));
        assertThat(only.internalDate()).contains(Instant.parse("2026-02-01T11:00:00Z"));
        assertThat(gate.sinks.getFirst().text()).isEqualTo(message);
        assertThat(gate.sinks.getFirst().largest).isLessThanOrEqualTo(16 * 1024);
        assertThat(gate.sinks.getFirst().closed).isFalse();
        append.close();
        assertThat(gate.sinks.getFirst().closed).isTrue();
        assertThat(client.read()).isEqualTo(new Request.Accepted("b", new Noop()));
        assertThat(client.written()).isEqualTo("+ Ready\r\n");
    }

    @Test
    void severalMessagesOfAllKindsAreOneCommand() throws IOException {
        Client client = new Client("a APPEND {4}\r\nSent {2+}\r\nm1 (k) ~{3+}\r\nm\0"
                + "2 UTF8 (~{2}\r\nm3) \"01-Feb-2026" + " 12:00:00 +0000\" {0}\r\n\r\n");
        Append append = (Append) ((Request.Accepted) client.read()).command();
        assertThat(append.messages()).hasSize(4);
        assertThat(gate.sinks).extracting(Sink::text).containsExactly("m1", "m\0" + "2", "m3", "");
        assertThat(gate.asked).containsExactly("Sent 2 2 1", "Sent 3 5 2", "Sent 2 7 3", "Sent 0 7 4");
        assertThat(append.messages().get(1).flags()).isEqualTo(Flags.of(List.of(), List.of("k")));
        append.close();
        assertThat(gate.sinks).allMatch(sink -> sink.closed);
    }

    @Test
    void messagesArePutTogetherOfParts() throws IOException { // RFC 4469 §5
        Client client = new Client("a APPEND Sent (k) CATENATE (URL /1 TEXT {2}\r\nab URL {2}\r\n/2 UTF8 (~{1+}\r\nc))"
                + " {1+}\r\nd CATENATE (URL /3)\r\n");
        Append append = (Append) ((Request.Accepted) client.read()).command();
        assertThat(gate.sinks).extracting(Sink::text).containsExactly("/1ab/2c", "d", "/3");
        assertThat(append.messages().getFirst().flags()).isEqualTo(Flags.of(List.of(), List.of("k")));
        assertThat(gate.asked)
                .containsExactly(
                        "Sent 0 0 1",
                        "Sent 2 2 1",
                        "Sent 4 4 1",
                        "Sent 4 4 1",
                        "Sent 6 6 1",
                        "Sent 7 7 1",
                        "Sent 1 8 2",
                        "Sent 0 8 3",
                        "Sent 2 10 3");
        append.close();
        assertThat(client.written()).isEqualTo("+ Ready\r\n+ Ready\r\n");
    }

    @Test
    void aUrlThatLeadsNowhereIsToldBeforeMoreIsSent() throws IOException { // RFC 4469 §4.1
        Client client = new Client("a APPEND Sent CATENATE (TEXT {2+}\r\nab URL /bad1 TEXT {2}\r\n"
                + "b APPEND Sent CATENATE (URL /bad2 TEXT {2+}\r\nab URL /bad3)\r\n"
                + "c UID REPLACE 4 Sent CATENATE (URL /1 URL /bad4)\r\nd NOOP\r\n");
        assertThat(client.read()).isEqualTo(new Request.BadUrl("a", "/bad1"));
        assertThat(client.read()).isEqualTo(new Request.BadUrl("b", "/bad2"));
        assertThat(client.read()).isEqualTo(new Request.BadUrl("c", "/bad4"));
        assertThat(client.read()).isEqualTo(new Request.Accepted("d", new Noop()));
        assertThat(gate.sinks).hasSize(3).allMatch(sink -> sink.closed);
    }

    @Test
    void whatPartsBringCountsBeforeItIsRead() throws IOException {
        gate.limit = 5;
        Client client = new Client("a APPEND Sent CATENATE (URL /12 URL /123)\r\n"
                + "b APPEND Sent CATENATE (URL /12 TEXT {3}\r\nc APPEND Sent CATENATE (URL /12 TEXT {2}\r\nxx)\r\n");
        assertThat(client.read()).isEqualTo(new Request.AppendRefused("a", AppendGate.Refusal.TOO_BIG));
        assertThat(client.read()).isEqualTo(new Request.AppendRefused("b", AppendGate.Refusal.TOO_BIG));
        assertThat(gate.sinks).extracting(Sink::text).containsExactly("/12", "/12");
        assertThat(client.read()).isInstanceOf(Request.Accepted.class);
    }

    @Test
    void whereNothingIsPutTogetherPartsAreNoMessage() throws IOException {
        gate.catenates = false;
        Client client = new Client("a APPEND Sent CATENATE (TEXT {3}\r\nb APPEND Sent CATENATE (URL /1)\r\n");
        assertThat(client.read()).isInstanceOf(Request.Malformed.class);
        assertThat(client.read()).isInstanceOf(Request.Malformed.class);
        assertThat(gate.sinks).isEmpty();
    }

    @Test
    void partsAreMalformed() throws IOException {
        for (String parts : List.of(
                "()",
                "(TEXT)",
                "(TEXT abc)",
                "(URL)",
                "(URL /1",
                "(URL /1) ",
                "(URL /1 )",
                "(URL /1 /2)",
                "(FOO /1)",
                "(" + "URL /1 ".repeat(1_000) + "URL /1)",
                "URL /1")) {
            Client client = new Client("a APPEND Sent CATENATE " + parts + "\r\nb NOOP\r\n");
            assertThat(client.read()).as(parts).isInstanceOf(Request.Malformed.class);
            assertThat(client.read()).as(parts).isEqualTo(new Request.Accepted("b", new Noop()));
        }
        assertThat(gate.sinks).allMatch(sink -> sink.closed);
    }

    @Test
    void aMessageIsRefusedBeforeItIsSent() throws IOException {
        gate.refusal = Optional.of(AppendGate.Refusal.OVER_QUOTA);
        Client client = new Client("a APPEND Sent {20000000000}\r\nb APPEND Sent {100+}\r\n" + "x".repeat(100)
                + "\r\nc NOOP\r\nd APPEND Sent {6000+}\r\n");
        assertThat(client.read()).isEqualTo(new Request.AppendRefused("a", AppendGate.Refusal.OVER_QUOTA));
        assertThat(client.read()).isEqualTo(new Request.AppendRefused("b", AppendGate.Refusal.OVER_QUOTA));
        assertThat(client.read()).isEqualTo(new Request.Accepted("c", new Noop()));
        assertThat(client.read()).isInstanceOf(Request.Hopeless.class);
        assertThat(client.written()).isEmpty();
        assertThat(gate.sinks).isEmpty();
    }

    @Test
    void everySinkIsClosedWhenTheCommandFails() throws IOException {
        for (String end : List.of(
                "m1 FOO\r\n", // malformed behind a message
                "m1 {5}\r\n", // cut off: the connection ends
                "m1 (\\Foo) {5}\r\n", // malformed before a message
                "m1 (\\Foo) {5+}\r\nabcde\r\n",
                "m1 {999999}\r\n", // refused
                "m", // cut off inside a message
                "m1")) {
            gate.limit = 1000;
            Client client = new Client("a APPEND Sent {2+}\r\n" + end);
            try {
                assertThat(client.read()).isNotInstanceOf(Request.Accepted.class);
            } catch (ConnectionClosed e) {
                assertThat(client.connection.notRead()).isZero();
            }
            assertThat(gate.sinks).as(end).isNotEmpty().allMatch(sink -> sink.closed);
            gate.sinks.clear();
        }
    }

    @Test
    void aSinkThatFailsIsARefusalAndTheStreamStaysInStep() throws IOException {
        gate.sinkFails = true;
        Client client = new Client("a APPEND Sent {50000}\r\n" + "x".repeat(50_000) + "\r\nb NOOP\r\n");
        assertThat(client.read()).isEqualTo(new Request.AppendRefused("a", AppendGate.Refusal.UNAVAILABLE));
        assertThat(client.read()).isEqualTo(new Request.Accepted("b", new Noop()));
        assertThat(gate.sinks).allMatch(sink -> sink.closed);
    }

    @Test
    void whatWasWrittenIsSentBeforeWaiting() throws IOException {
        Client client = new Client("a NOOP\r\n");
        client.out.raw("* OK hello\r\n");
        client.read();
        assertThat(client.written()).isEqualTo("* OK hello\r\n");
        assertThat(client.connection.unflushed()).isZero();
    }

    /// However the octets arrive, the same is read.
    @Test
    void inputMayBeCutAnywhere() throws IOException {
        String talk = "a LOGIN {3+}\r\nann {2}\r\npw\r\nb APPEND {4}\r\nSent (\\Seen) {6}\r\nab\r\ncd {2+}\r\nef\r\n"
                + "c UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (From {2}\r\nTo)])\r\nd FOO {2+}\r\nxx {3}\r\nabc\r\n"
                + "e SEARCH OR BODY \"a\" CHARSET {1+}\r\nx\r\nf NOOP\r\n";
        List<String> whole = readAll(talk, Integer.MAX_VALUE);
        assertThat(whole).hasSize(6);
        for (int piece = 1; piece < talk.length(); piece++) {
            assertThat(readAll(talk, piece)).isEqualTo(whole);
        }
    }

    /// Whatever comes, there is an answer, and only {@link ConnectionClosed} ends it.
    @Test
    void randomMutationsAreAnswered() throws IOException {
        String[] talks = {
            "a LOGIN {3+}\r\nann {2+}\r\npw\r\n",
            "b APPEND Sent (\\Seen k) \"01-Feb-2026 12:00:00 +0000\" {6+}\r\nab\r\ncd UTF8 (~{2+}\r\nef)\r\n",
            "c UID FETCH 1:*,7 (FLAGS BODY.PEEK[1.2.HEADER.FIELDS (From \"To\")]<0.5> BINARY[1]) (CHANGEDSINCE 5)\r\n",
            "d UID SEARCH RETURN (MIN SAVE) CHARSET UTF-8 OR (SEEN NOT FROM \"x\") BODY {2+}\r\nab\r\n",
            "e LIST (SUBSCRIBED) \"\" (\"a%\" b*) RETURN (STATUS (MESSAGES) CHILDREN)\r\n",
            "f SELECT &AOk- (QRESYNC (1 2 3:4 (1:2 3,4)) CONDSTORE)\r\n",
            "g STORE 1:* (UNCHANGEDSINCE 3) +FLAGS.SILENT (\\Seen $x)\r\n",
            "i UID SORT RETURN (MIN PARTIAL -1:-9 UPDATE) (REVERSE DATE DISPLAYTO) {5+}\r\nUTF-8 FUZZY TEXT x\r\n",
            "j THREAD REFERENCES US-ASCII (1:* NOT SEEN)\r\n",
            "k ESEARCH IN (mailboxes (a {1+}\r\nb) subtree-one c selected) RETURN (COUNT) CHARSET UTF-8 ALL\r\n",
            "l UID REPLACE * Sent (\\Seen) \"01-Feb-2026 12:00:00 +0000\" {6+}\r\nab\r\ncd\r\n",
            "m SETMETADATA INBOX (/private/a ~{2+}\r\nab /shared/b NIL)\r\n",
            "n GETMETADATA (MAXSIZE 5 DEPTH infinity) \"\" (/private/a /shared/b)\r\n",
            "o NOTIFY SET STATUS (selected (MessageNew (FLAGS BODY.PEEK[]) MessageExpunge)) (subtree (a b) NONE)\r\n",
            "p APPEND Sent (k) CATENATE (URL \"/a/;UID=2\" TEXT {2+}\r\nab UTF8 (~{1+}\r\nc) URL {2+}\r\n/2)\r\n",
            "q GENURLAUTH \"imap://a@b/c/;UID=1;URLAUTH=user+a\" INTERNAL {3+}\r\nimap X\r\n",
            "r URLFETCH imap://a@b/c/;UID=1 (\"imap://b\" BODYPARTSTRUCTURE BINARY) {3+}\r\nabc\r\n",
            "s RESETKEY INBOX INTERNAL\r\nt COMPARATOR \"i;octet\" default\r\n",
            "h ID (\"name\" \"x\" \"y\" NIL)\r\n",
        };
        long seed = 20260301;
        Random random = new Random(seed);
        String spice = "(){}[]<>\"\\*%~+$ ,:.0123456789\r\nAaZz&\0\u00e9";
        for (int round = 0; round < 40_000; round++) {
            StringBuilder talk = new StringBuilder(talks[random.nextInt(talks.length)]);
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = random.nextInt(talk.length());
                switch (random.nextInt(4)) {
                    case 0 -> talk.deleteCharAt(at);
                    case 1 -> talk.insert(at, spice.charAt(random.nextInt(spice.length())));
                    case 2 -> talk.setCharAt(at, spice.charAt(random.nextInt(spice.length())));
                    default -> talk.insert(at, talk.substring(at, Math.min(talk.length(), at + random.nextInt(20))));
                }
                if (talk.isEmpty()) {
                    talk.append("x");
                }
            }
            try {
                readAll(talk.toString(), Integer.MAX_VALUE);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + round + ": " + talk, e);
            }
        }
    }

    private List<String> readAll(String talk, int piece) throws IOException {
        Gate own = new Gate();
        own.limit = 1000;
        TestConnection connection = new TestConnection(talk.getBytes(StandardCharsets.ISO_8859_1), piece);
        CommandReader reader = new CommandReader(connection, new ResponseWriter(connection), own);
        List<String> requests = new ArrayList<>();
        try {
            while (true) {
                Request request = reader.read(false, LIMITS);
                if (request instanceof Request.Accepted(String tag, Append append)) {
                    requests.add(tag + " " + append.mailbox()
                            + own.sinks.stream().map(Sink::text).toList());
                    append.close();
                } else if (request instanceof Request.Accepted(String tag, Replace replace)) {
                    requests.add(tag + " " + replace.mailbox()
                            + own.sinks.stream().map(Sink::text).toList());
                    replace.close();
                } else {
                    requests.add(request.toString());
                }
                if (request instanceof Request.Hopeless) {
                    break;
                }
            }
        } catch (ConnectionClosed e) {
            // the end
        }
        assertThat(own.sinks).allMatch(sink -> sink.closed);
        return requests;
    }

    private final class Client {
        private final TestConnection connection;
        private final ResponseWriter out;
        private final CommandReader reader;

        Client(String talk) {
            connection = new TestConnection(talk.getBytes(StandardCharsets.ISO_8859_1), 7);
            out = new ResponseWriter(connection);
            reader = new CommandReader(connection, out, gate);
        }

        Request read() throws IOException {
            return reader.read(false, LIMITS);
        }

        String written() {
            return connection.output();
        }
    }

    private static final class Gate implements AppendGate {
        private final List<String> asked = new ArrayList<>();
        private final List<Sink> sinks = new ArrayList<>();
        private Optional<Refusal> refusal = Optional.empty();
        private long limit = Long.MAX_VALUE;
        private boolean sinkFails;
        private boolean catenates = true;

        @Override
        public Optional<Refusal> refuse(MailboxName mailbox, long size, long total, int messages, boolean replacing) {
            asked.add(mailbox + " " + size + " " + total + " " + messages);
            return size > limit ? Optional.of(Refusal.TOO_BIG) : refusal;
        }

        @Override
        public boolean catenates() {
            return catenates;
        }

        @Override
        public Optional<Part> part(String url) {
            return url.startsWith("/bad") ? Optional.empty() : Optional.of(new UrlPart(url));
        }

        @Override
        public MessageSink open(long size) {
            Sink sink = new Sink(sinkFails);
            sinks.add(sink);
            return sink;
        }
    }

    /// The URL itself.
    private record UrlPart(String url) implements AppendGate.Part {
        @Override
        public long size() {
            return url.length();
        }

        @Override
        public void sendTo(MessageSink sink) throws IOException {
            sink.write(url.getBytes(StandardCharsets.ISO_8859_1), 0, url.length());
        }
    }

    private static final class Sink implements MessageSink {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private final boolean fails;
        private int largest;
        private boolean closed;

        Sink(boolean fails) {
            this.fails = fails;
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (fails) {
                throw new IOException("no space");
            }
            largest = Math.max(largest, length);
            octets.write(from, offset, length);
        }

        @Override
        public MessageContent finish() {
            return new MessageContent() {
                @Override
                public long size() {
                    return octets.size();
                }

                @Override
                public MessageStructure structure() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public InputStream open() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void writeTo(WritableByteChannel channel) {
                    throw new UnsupportedOperationException();
                }
            };
        }

        @Override
        public void close() {
            closed = true;
        }

        String text() {
            return octets.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
