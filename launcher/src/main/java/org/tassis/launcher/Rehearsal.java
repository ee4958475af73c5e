package org.tassis.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// Speaks each protocol for a moment, so that the classes a first client needs are recorded.
final class Rehearsal {
    private static final int MESSAGES = 40;
    private static final int SESSIONS = 4;
    private static final String PARAGRAPH = "The quick brown fox jumps over the lazy dog.\n".repeat(40);
    private static final String FILE =
            Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(new byte[24 * 1024]);

    private final Map<String, Integer> ports;
    private final SSLSocketFactory tls;
    private final Description.Login login;

    private Rehearsal(Server server, Description.Login login) throws IOException {
        this.ports = server.ports();
        this.tls = trusting(server.issuer());
        this.login = login;
    }

    static void play(Server server, Description.Login login) throws IOException {
        Rehearsal rehearsal = new Rehearsal(server, login);
        rehearsal.receive();
        for (int session = 0; session < SESSIONS; session++) {
            rehearsal.read(session);
            rehearsal.fetch();
        }
    }

    private void receive() throws IOException {
        StringBuilder lines = new StringBuilder("EHLO rehearsal.invalid\n");
        for (int number = 0; number < MESSAGES; number++) {
            lines.append("""
                    MAIL FROM:<> SIZE=40000
                    RCPT TO:<%s>
                    DATA
                    From: Nobody <nobody@rehearsal.invalid>
                    To: <%s>
                    Subject: rehearsal %d
                    Date: Thu, 1 Jan 2026 12:00:00 +0000
                    Message-ID: <%d@rehearsal.invalid>
                    MIME-Version: 1.0
                    Content-Type: multipart/mixed; boundary="part"

                    --part
                    Content-Type: text/plain; charset=utf-8

                    %s
                    --part
                    Content-Type: application/octet-stream; name=file
                    Content-Transfer-Encoding: base64

                    %s
                    --part--
                    .
                    """.formatted(
                    login.addresses().getFirst(), login.addresses().getFirst(), number, number, PARAGRAPH, FILE));
        }
        talk("smtp", SocketFactory.getDefault(), lines.append("QUIT\n").toString());
    }

    private void read(int session) throws IOException {
        talk("imaps", tls, """
                a CAPABILITY
                b LOGIN "%s" "%s"
                c LIST "" "*" RETURN (STATUS (MESSAGES UNSEEN))
                d SELECT INBOX
                e FETCH 1:* (UID FLAGS RFC822.SIZE INTERNALDATE)
                f FETCH 1:* (UID ENVELOPE BODYSTRUCTURE)
                g FETCH 1:* (BODY.PEEK[HEADER.FIELDS (From To Subject Date)])
                h UID FETCH %d:%d (BODY.PEEK[])
                i SEARCH UNSEEN SUBJECT "rehearsal 1"
                j STORE %d +FLAGS (\\Seen)
                k NOOP
                l LOGOUT
                """.formatted(login.login(), login.password(), session + 1, session + 10, session + 1));
    }

    private void fetch() throws IOException {
        talk("pop3s", tls, """
                CAPA
                USER %s
                PASS %s
                UIDL
                LIST
                RETR 1
                RETR 2
                QUIT
                """.formatted(login.login(), login.password()));
    }

    /// All at once, as a client that pipelines does.
    private void talk(String service, SocketFactory sockets, String lines) throws IOException {
        int port = Objects.requireNonNull(ports.get(service), service);
        try (Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            in.readLine();
            Thread reader = Thread.startVirtualThread(() -> readToTheEnd(in));
            OutputStream out = socket.getOutputStream();
            out.write(lines.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void readToTheEnd(BufferedReader in) {
        try {
            while (in.readLine() != null) {
                // what is answered does not matter
            }
        } catch (IOException e) {
            // nor how it ends
        }
    }

    private static SSLSocketFactory trusting(Path issuer) throws IOException {
        try (var pem = Files.newInputStream(issuer)) {
            KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
            known.load(null, null);
            known.setCertificateEntry(
                    "issuer", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
