package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.Quota;
import org.tassis.imap.TestServer;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;
import org.tassis.testkit.TestDirectory;

/// A client that pipelines, whose octets are cut anywhere, that reads through a small window, and that
/// waits in the middle of a command for what it asked before: it gets all its answers, in order. With
/// DEFLATE in both directions (RFC 4978) and without.
class CutAnywhereTest {
    private static final int COMMANDS = 120;
    private static final int PATIENCE = 20; // seconds

    private final Random random = new Random();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void halfACommandHoldsNoAnswerBack(boolean compressed) throws Exception {
        try (var server = server();
                var wire = new Wire(server, compressed)) {
            wire.send("a NOOP\r\nb NO", Deflater.SYNC_FLUSH);
            assertThat(wire.next()).startsWith("a OK");
            wire.send("OP\r\nc NOOP\r\nd APPEND INBOX {6+}\r\na:", Deflater.SYNC_FLUSH);
            assertThat(wire.next()).startsWith("b OK");
            assertThat(wire.next()).startsWith("c OK");
            wire.send(" b\r\n\r\ne NOOP\r\nf IDLE\r\nDO", Deflater.SYNC_FLUSH);
            assertThat(wire.next()).startsWith("d OK");
            assertThat(wire.next()).startsWith("e OK");
            assertThat(wire.next()).startsWith("+ ");
            wire.send("NE\r\ng LOGIN {3+}\r\na", Deflater.SYNC_FLUSH);
            assertThat(wire.next()).startsWith("f OK");
            wire.send("nn {3+}\r\nxyz\r\n", Deflater.SYNC_FLUSH);
            assertThat(wire.next()).startsWith("g BAD");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyCommandIsAnsweredInItsOrder(boolean compressed) throws Exception {
        for (int round = 0; round < 3; round++) {
            long seed = new Random().nextLong();
            random.setSeed(seed);
            try (var server = server();
                    var wire = new Wire(server, compressed)) {
                talk(wire);
            } catch (AssertionError | IOException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    private static TestServer server() {
        return new TestServer(TlsMode.NONE, s -> s, Set.of(), Quota.UNLIMITED, NetSettings.defaults());
    }

    private void talk(Wire wire) throws Exception {
        wire.send("s SELECT INBOX\r\n", Deflater.SYNC_FLUSH);
        wire.until("s");
        int answered = 0;
        for (int sent = 0; sent < COMMANDS; sent++) {
            String command = "t" + sent + " " + command();
            switch (random.nextInt(6)) {
                case 0 -> { // all that came before is answered although half a command is under way
                    int cut = random.nextInt(command.length());
                    wire.cut(command.substring(0, cut), Deflater.SYNC_FLUSH);
                    answered = answers(wire, answered, sent);
                    wire.cut(command.substring(cut), Deflater.SYNC_FLUSH);
                }
                case 1 -> { // RFC 9051 §4.3: the client waits before it sends the literal
                    wire.cut("t" + sent + " APPEND INBOX {", Deflater.NO_FLUSH);
                    String message = message();
                    wire.cut(message.length() + "}\r\n", Deflater.SYNC_FLUSH);
                    answered = answers(wire, answered, sent);
                    while (!wire.next().startsWith("+ ")) {}
                    wire.cut(message + "\r\n", Deflater.SYNC_FLUSH);
                }
                case 2 -> {
                    wire.cut(command, Deflater.SYNC_FLUSH);
                    answered = answers(wire, answered, sent + 1);
                }
                case 3 -> wire.cut(command, Deflater.NO_FLUSH);
                case 4 -> wire.cut(command, Deflater.FULL_FLUSH);
                default -> wire.cut(command, Deflater.SYNC_FLUSH);
            }
        }
        wire.cut("z LOGOUT\r\n", Deflater.SYNC_FLUSH);
        answers(wire, answered, COMMANDS);
        wire.until("z");
    }

    /// Waits for the completions up to a command.
    private static int answers(Wire wire, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            String completion = wire.completion();
            assertThat(completion).matches("t" + i + " (OK|NO) .*");
        }
        return Math.max(from, to);
    }

    private String command() {
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> {
                String message = message();
                yield "APPEND INBOX {" + message.length() + "+}\r\n" + message + "\r\n";
            }
            case 3 -> "UID FETCH 1:* (FLAGS UID)\r\n";
            case 4 -> "UID FETCH " + (1 + random.nextInt(20)) + " BODY.PEEK[]\r\n";
            case 5 -> "UID STORE 1:" + (1 + random.nextInt(20)) + " +FLAGS (\\Seen)\r\n";
            case 6 -> "IDLE\r\nDONE\r\n";
            case 7 -> "UID SEARCH TEXT {5+}\r\nhello\r\n";
            default -> "NOOP\r\n";
        };
    }

    /// Some can be compressed well, some not at all, some are larger than the buffers on the way.
    private String message() {
        int size =
                switch (random.nextInt(8)) {
                    case 0 -> 40_000;
                    case 1 -> 8 * 1024;
                    default -> 200;
                };
        StringBuilder text = new StringBuilder("Subject: hello\r\n\r\n");
        boolean monotonous = random.nextBoolean();
        while (text.length() < size + random.nextInt(30)) {
            text.append(monotonous ? 'x' : (char) ('!' + random.nextInt(90)));
            if (text.length() % 76 == 0) {
                text.append("\r\n");
            }
        }
        return text.append("\r\n").toString();
    }

    /// The far end: what it reads it puts into a queue, line by line.
    private final class Wire implements AutoCloseable {
        private final Socket socket = new Socket();
        private final Deflater deflater = new Deflater(6, true);
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final boolean compressed;

        Wire(TestServer server, boolean compressed) throws Exception {
            this.compressed = compressed;
            socket.setReceiveBufferSize(16 * 1024);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            InputStream in = socket.getInputStream();
            line(in);
            plain("l LOGIN ann " + TestDirectory.ANN_PASSWORD + "\r\n");
            while (!line(in).startsWith("l OK")) {}
            if (compressed) {
                plain("l COMPRESS DEFLATE\r\n");
                assertThat(line(in)).startsWith("l OK");
                in = new InflaterInputStream(in, new Inflater(true), 1 + random.nextInt(600));
            }
            InputStream from = in;
            Thread.ofVirtual().start(() -> read(from));
        }

        private void read(InputStream in) {
            try {
                for (String line = line(in); !line.isEmpty(); line = line(in)) {
                    lines.add(line);
                }
            } catch (IOException closed) {
                lines.add("closed: " + closed);
            }
        }

        /// A line with its literals, which are not kept.
        private String line(InputStream in) throws IOException {
            var line = new ByteArrayOutputStream();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet != '\n') {
                    line.write(octet);
                    continue;
                }
                String text = line.toString(StandardCharsets.ISO_8859_1).strip();
                int brace = text.endsWith("}") ? text.lastIndexOf('{') : -1;
                if (brace < 0) {
                    return text;
                }
                in.skipNBytes(Long.parseLong(text.substring(brace + 1, text.length() - 1)));
            }
            return "";
        }

        String next() throws InterruptedException {
            String line = lines.poll(PATIENCE, TimeUnit.SECONDS);
            assertThat(line).as("nothing came within %d seconds", PATIENCE).isNotNull();
            return line;
        }

        String completion() throws InterruptedException {
            String line = next();
            while (line.startsWith("* ") || line.startsWith("+ ")) {
                line = next();
            }
            return line;
        }

        void until(String tag) throws InterruptedException {
            assertThat(completion()).startsWith(tag + " OK");
        }

        byte[] packed(String text, int flush) {
            byte[] plain = text.getBytes(StandardCharsets.ISO_8859_1);
            if (!compressed) {
                return plain;
            }
            var out = new ByteArrayOutputStream();
            byte[] block = new byte[64 + random.nextInt(5000)];
            deflater.setInput(plain);
            for (int count = block.length; count == block.length; ) {
                count = deflater.deflate(block, 0, block.length, flush);
                out.write(block, 0, count);
            }
            return out.toByteArray();
        }

        /// In one piece.
        void send(String text, int flush) throws IOException {
            byte[] packed = packed(text, flush);
            octets(packed, 0, packed.length);
        }

        /// In pieces, between which the server may have its turn.
        @SuppressWarnings("ThreadPriorityCheck") // where it has none, it sees fewer pieces
        void cut(String text, int flush) throws IOException {
            byte[] packed = packed(text, flush);
            List<Integer> cuts = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0 && packed.length > 1; i--) {
                cuts.add(1 + random.nextInt(packed.length - 1));
            }
            cuts.add(packed.length);
            cuts.sort(null);
            int from = 0;
            for (int to : cuts) {
                octets(packed, from, to - from);
                from = to;
                Thread.yield();
            }
        }

        void plain(String text) throws IOException {
            byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
            octets(octets, 0, octets.length);
        }

        void octets(byte[] octets, int from, int count) throws IOException {
            socket.getOutputStream().write(octets, from, count);
        }

        @Override
        public void close() throws IOException {
            socket.close();
            deflater.end();
        }
    }
}
