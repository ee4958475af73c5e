package org.tassis.pop3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A client that plays one side of a written conversation and checks the other:
///
/// ```
/// C: STAT
/// S: +OK 2 320
/// S: 1 $id      a name binds on first use, and must agree later; it is put into C: lines too
/// S: -ERR *     a star is any text
/// S: ...        any lines up to the next expected one
/// S: (closed)   the server has ended the connection
/// ```
final class Talk implements AutoCloseable {
    private Socket socket;
    private InputStream in;
    private final List<String> heard = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();

    private Talk(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Talk to(int port) throws IOException {
        return new Talk(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    Talk tls(Path issuer) throws IOException {
        try (var file = Files.newInputStream(issuer)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "issuer", CertificateFactory.getInstance("X.509").generateCertificate(file));
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            socket = context.getSocketFactory().createSocket(socket, "mail.example.org", socket.getPort(), true);
            in = new BufferedInputStream(socket.getInputStream());
            return this;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    Talk send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    Talk play(String conversation) throws IOException {
        var lines = conversation.strip().split("\n");
        for (int i = 0; i < lines.length; i++) {
            var line = lines[i].strip().length() == 2 ? lines[i].strip() + " " : lines[i].strip(); // an empty one
            if (line.startsWith("C: ")) {
                var text = line.substring(3);
                for (var name : names.entrySet()) {
                    text = text.replace("$" + name.getKey(), name.getValue());
                }
                heard.add(line);
                send(text + "\r\n");
            } else if (line.equals("S: ...")) {
                var wanted = lines[++i].strip().substring(3);
                String got;
                do {
                    got = expectLine(wanted);
                } while (!matches(wanted, got));
            } else if (line.startsWith("S: ")) {
                var wanted = line.substring(3);
                if (wanted.equals("(closed)")) {
                    var got = line();
                    if (got != null) {
                        fail("the end of the connection", got);
                    }
                } else {
                    var got = expectLine(wanted);
                    if (!matches(wanted, got)) {
                        fail(wanted, got);
                    }
                }
            } else {
                throw new IllegalArgumentException("neither C: nor S: " + line);
            }
        }
        return this;
    }

    private String expectLine(String wanted) throws IOException {
        var got = line();
        if (got == null) {
            fail(wanted, "the end of the connection");
            throw new AssertionError();
        }
        return got;
    }

    private boolean matches(String wanted, String got) {
        var pattern = new StringBuilder();
        var bound = new ArrayList<String>();
        var matcher = Pattern.compile("\\*|\\$(\\w+)|[^*$]+|.").matcher(wanted);
        while (matcher.find()) {
            var name = matcher.group(1);
            if (matcher.group().equals("*")) {
                pattern.append(".*");
            } else if (name == null) {
                pattern.append(Pattern.quote(matcher.group()));
            } else if (names.containsKey(name)) {
                pattern.append(Pattern.quote(names.get(name)));
            } else {
                pattern.append("(\\S+)");
                bound.add(name);
            }
        }
        var found = Pattern.compile(pattern.toString()).matcher(got);
        if (!found.matches()) {
            return false;
        }
        for (int i = 0; i < bound.size(); i++) {
            names.put(bound.get(i), found.group(i + 1));
        }
        return true;
    }

    private void fail(String wanted, String got) {
        throw new AssertionError(
                "the talk so far:\n" + String.join("\n", heard) + "\nexpected: " + wanted + "\nbut was:  " + got);
    }

    /// Without its end; null when the server has closed.
    @Nullable
    String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                var text = line.toString(StandardCharsets.ISO_8859_1);
                text = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
                heard.add("S: " + text);
                return text;
            }
            line.write(c);
        }
        return null;
    }

    /// A multi-line response up to its final dot, octet for octet with its doubled dots undone; the status line has
    /// been read.
    byte[] content() throws IOException {
        var all = new ByteArrayOutputStream();
        int state = 2; // 0: within a line, 1: behind CR, 2: at the beginning of a line, 3: dot, 4: dot CR
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("closed in the middle of a response");
            }
            switch (state) {
                case 2 -> {
                    if (c == '.') {
                        state = 3;
                        continue;
                    }
                }
                case 3 -> {
                    if (c == '\r') {
                        state = 4;
                        continue;
                    }
                    if (c != '.') {
                        throw new IOException("a line begins with a single dot");
                    }
                }
                case 4 -> {
                    if (c != '\n') {
                        throw new IOException("dot, CR, and no LF");
                    }
                    return all.toByteArray();
                }
                default -> {}
            }
            all.write(c);
            state = c == '\r' ? 1 : c == '\n' && state == 1 ? 2 : 0;
        }
    }

    void hangUp() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
