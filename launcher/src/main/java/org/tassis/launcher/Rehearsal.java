package org.tassis.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/// Speaks each protocol once, so that what a first client needs is among the recorded classes.
final class Rehearsal {
    private Rehearsal() {}

    static void play(Server server, Description.Login login) throws IOException {
        Map<String, Integer> ports = server.ports();
        String address = login.addresses().getFirst();
        talk(ports, "smtp", """
                EHLO rehearsal.invalid
                MAIL FROM:<> SIZE=100
                RCPT TO:<%s>
                DATA
                Subject: rehearsal

                Nobody reads this.
                .
                QUIT
                """.formatted(address));
        talk(ports, "imap", """
                a CAPABILITY
                b NOOP
                c LOGOUT
                """);
        talk(ports, "pop3", """
                CAPA
                QUIT
                """);
    }

    private static void talk(Map<String, Integer> ports, String service, String lines) throws IOException {
        int port = Objects.requireNonNull(ports.get(service), service);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            in.readLine();
            out.write(lines.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            while (in.readLine() != null) {
                // to the end
            }
        }
    }
}
