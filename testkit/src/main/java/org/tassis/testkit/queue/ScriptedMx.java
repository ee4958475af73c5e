package org.tassis.testkit.queue;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A mail server on a free loopback port that behaves as a test wants at each stage: what it answers, that it closes,
/// says nothing, or speaks nonsense instead of TLS. What it took it keeps. Any thread; scripts may change at any time.
public final class ScriptedMx implements Closeable {
    /// Instead of a reply: closes the connection.
    public static final String CLOSE = "close";
    /// Instead of a reply: says nothing until the server is closed.
    public static final String SILENCE = "silence";
    /// Instead of a reply: one octet of nonsense after the other, without end.
    public static final String DRIP = "drip";

    public enum Stage {
        GREETING,
        EHLO,
        HELO,
        STARTTLS,
        AUTH,
        MAIL,
        RCPT,
        DATA,
        /// In the middle of the content: only CLOSE and SILENCE.
        CONTENT,
        /// After the content.
        END,
        RSET,
        QUIT
    }

    /// A message it took.
    ///
    /// @param mail       the MAIL command
    /// @param recipients the RCPT commands it answered with 250
    public record Taken(String mail, List<String> recipients, String content, boolean tls) {}

    private final ServerSocket listening;
    private final Map<Stage, UnaryOperator<String>> scripts = new EnumMap<>(Stage.class);
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Taken> arriving = new LinkedBlockingQueue<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile List<String> extensions = List.of("PIPELINING", "8BITMIME", "SIZE 50000000", "DSN", "SMTPUTF8");
    private volatile Optional<SSLContext> tls = Optional.empty();

    public ScriptedMx() {
        this(InetAddress.ofLiteral("127.0.0.1"), 0);
    }

    /// @param port 0 for any free one
    public ScriptedMx(InetAddress address, int port) {
        try {
            listening = new ServerSocket();
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("scripted-mx").start(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    // ---- scripts ----

    /// From now on: one reply for a stage, which may have several lines.
    public ScriptedMx on(Stage stage, String reply) {
        return on(stage, _ -> reply);
    }

    /// From now on: a reply for each command line of a stage, without its end.
    public ScriptedMx on(Stage stage, UnaryOperator<String> reply) {
        synchronized (scripts) {
            scripts.put(stage, reply);
        }
        return this;
    }

    public ScriptedMx normal(Stage stage) {
        synchronized (scripts) {
            scripts.remove(stage);
        }
        return this;
    }

    public ScriptedMx extensions(String... words) {
        extensions = List.of(words);
        return this;
    }

    /// Offers STARTTLS.
    public ScriptedMx tls(SSLContext context) {
        tls = Optional.of(context);
        return this;
    }

    // ---- what happened ----

    public List<Taken> taken() {
        return List.copyOf(taken);
    }

    /// The next message, in the order they came.
    public Taken next() throws InterruptedException {
        Taken next = arriving.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no message came; what was said: " + commands);
        }
        return next;
    }

    /// All command lines of all connections.
    public List<String> commands() {
        return List.copyOf(commands);
    }

    public int connections() {
        return connections.get();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- the server ----

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().name("scripted-mx-session").start(() -> {
                    try (socket) {
                        new Session(socket).run();
                    } catch (IOException e) {
                        // the client left, or this server was closed
                    } finally {
                        open.remove(socket);
                    }
                });
            } catch (IOException e) {
                // closed
            }
        }
    }

    private static final class Ended extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final class Session {
        private Socket socket;
        private InputStream in;
        private OutputStream out;
        private boolean encrypted;

        Session(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = new BufferedOutputStream(socket.getOutputStream());
        }

        /// @return the reply's code
        private int answer(Stage stage, String line, String normal) throws IOException {
            UnaryOperator<String> script;
            synchronized (scripts) {
                script = scripts.get(stage);
            }
            String reply = script == null ? normal : script.apply(line);
            switch (reply) {
                case CLOSE -> {
                    out.flush();
                    throw new Ended();
                }
                case SILENCE -> {
                    out.flush();
                    while (in.read() >= 0) {
                        // whatever it says
                    }
                    throw new Ended();
                }
                case DRIP -> {
                    while (true) {
                        out.write('2');
                        out.flush();
                        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                    }
                }
                default -> {
                    out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
                    if (in.available() == 0) {
                        out.flush();
                    }
                    return Integer.parseInt(reply.substring(0, 3));
                }
            }
        }

        private String line() throws IOException {
            out.flush();
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) {
                    throw new Ended();
                }
                line.write(octet);
            }
            return line.toString(StandardCharsets.UTF_8).stripTrailing();
        }

        void run() throws IOException {
            answer(Stage.GREETING, "", "220 mx.test ESMTP");
            String mail = "";
            List<String> recipients = new ArrayList<>();
            while (true) {
                String line = line();
                commands.add(line);
                String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> answer(Stage.EHLO, line, hello());
                    case "HELO" -> answer(Stage.HELO, line, "250 mx.test");
                    case "STARTTLS" -> {
                        if (answer(Stage.STARTTLS, line, "220 go ahead") == 220) {
                            startTls();
                        }
                    }
                    case "AUTH" -> answer(Stage.AUTH, line, "235 2.7.0 welcome");
                    case "MAIL" -> {
                        mail = line;
                        recipients.clear();
                        answer(Stage.MAIL, line, "250 2.1.0 ok");
                    }
                    case "RCPT" -> {
                        if (answer(Stage.RCPT, line, "250 2.1.5 ok") == 250) {
                            recipients.add(line);
                        }
                    }
                    case "DATA" -> {
                        if (answer(Stage.DATA, line, recipients.isEmpty() ? "554 5.5.1 for whom" : "354 go") == 354) {
                            out.flush();
                            end(mail, recipients, content());
                        }
                    }
                    case "BDAT" -> {
                        byte[] octets = in.readNBytes(Integer.parseInt(line.split(" ")[1]));
                        end(mail, recipients, new String(octets, StandardCharsets.ISO_8859_1));
                    }
                    case "RSET" -> answer(Stage.RSET, line, "250 2.0.0 ok");
                    case "QUIT" -> {
                        answer(Stage.QUIT, line, "221 2.0.0 bye");
                        out.flush();
                        return;
                    }
                    default -> answer(Stage.EHLO, line, "500 5.5.2 what");
                }
            }
        }

        private String hello() {
            StringBuilder reply = new StringBuilder("250-mx.test");
            for (String word : extensions) {
                reply.append("\r\n250-").append(word);
            }
            if (tls.isPresent() && !encrypted) {
                reply.append("\r\n250-STARTTLS");
            }
            return reply.append("\r\n250 ENHANCEDSTATUSCODES").toString();
        }

        private void startTls() throws IOException {
            out.flush();
            if (tls.isEmpty()) {
                out.write(
                        "this is no TLS, whatever was said before\r\n".repeat(3).getBytes(StandardCharsets.US_ASCII));
                out.flush();
                throw new Ended();
            }
            SSLSocket secured =
                    (SSLSocket) tls.get().getSocketFactory().createSocket(socket, null, socket.getPort(), true);
            secured.setUseClientMode(false);
            secured.startHandshake();
            socket = secured;
            in = new BufferedInputStream(secured.getInputStream());
            out = new BufferedOutputStream(secured.getOutputStream());
            encrypted = true;
        }

        private void end(String mail, List<String> recipients, String content) throws IOException {
            UnaryOperator<String> script;
            synchronized (scripts) {
                script = scripts.get(Stage.END);
            }
            String reply = script == null ? "250 2.0.0 taken" : script.apply(content);
            if (reply.startsWith("2")) { // before the client knows: as a server that has stored it
                Taken message = new Taken(mail, List.copyOf(recipients), content, encrypted);
                taken.add(message);
                arriving.add(message);
            }
            answer(Stage.END, content, "250 2.0.0 taken");
        }

        private String content() throws IOException {
            UnaryOperator<String> script;
            synchronized (scripts) {
                script = scripts.get(Stage.CONTENT);
            }
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            boolean lineStart = true;
            while (true) {
                int octet = in.read();
                if (octet < 0) {
                    throw new Ended();
                }
                if (script != null && content.size() >= 100) {
                    answer(Stage.CONTENT, "", "250 never said");
                }
                if (lineStart && octet == '.') {
                    octet = in.read();
                    if (octet == '\r') {
                        in.read();
                        return content.toString(StandardCharsets.ISO_8859_1);
                    }
                }
                content.write(octet);
                lineStart = octet == '\n';
            }
        }
    }
}
