package org.tassis.migration.imap;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tassis.core.Secret;
import org.tassis.migration.intake.Progress;
import org.tassis.store.PopIds;

/// What another server lists by POP3 (RFC 1939): sizes and identities of the messages of INBOX, in its order.
/// Nothing is fetched, nothing is deleted.
final class PopList {
    private static final int MAX_MESSAGES = 1_000_000;
    private static final int MAX_LINE = 512;

    private PopList() {}

    /// @param size in octets, as the server says
    /// @param id   UIDL
    record Entry(long size, String id) {}

    /// @param server where POP3 is served
    /// @throws NoLogin     the password is wrong, or the certificate
    /// @throws IOException the server cannot be reached, breaks off, or is not understood
    static List<Entry> read(ImapServer server, String user, Secret password) throws IOException {
        try (Socket socket = Reached.connected(server, PopList::startTls)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            say(in, out, "USER " + word(user));
            try {
                say(in, out, "PASS " + password.reveal());
            } catch (ImapConnection.Refused e) {
                throw new NoLogin("The other server does not let " + Progress.harmless(user) + " in by POP3.");
            }
            List<Long> sizes = new ArrayList<>();
            say(in, out, "LIST");
            for (String[] line = words(in); line.length == 2; line = words(in)) {
                sizes.add(number(line[1]));
                bounded(sizes.size());
            }
            List<Entry> entries = new ArrayList<>();
            say(in, out, "UIDL");
            for (String[] line = words(in); line.length == 2; line = words(in)) {
                if (entries.size() >= sizes.size() || !PopIds.isId(line[1])) {
                    throw new IOException("the other server's POP3 is not understood");
                }
                entries.add(new Entry(sizes.get(entries.size()), line[1]));
            }
            out.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return entries;
        }
    }

    private static void startTls(Socket socket) throws IOException {
        try {
            say(socket.getInputStream(), socket.getOutputStream(), "STLS");
        } catch (ImapConnection.Refused e) {
            throw new NoLogin("The other server offers no encryption by POP3 (STLS).");
        }
    }

    /// A name with a line end in it would be two commands.
    private static String word(String text) {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new NoLogin("The name cannot be used by POP3.");
        }
        return text;
    }

    private static void say(InputStream in, OutputStream out, String command) throws IOException {
        if (command.indexOf('\r') >= 0 || command.indexOf('\n') >= 0) {
            throw new NoLogin("The password cannot be used by POP3.");
        }
        out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        String answer = Reached.line(in, MAX_LINE);
        if (!answer.toUpperCase(Locale.ROOT).startsWith("+OK")) {
            throw new ImapConnection.Refused(Progress.harmless(answer));
        }
    }

    /// Of one line of a list; a single one at its end.
    private static String[] words(InputStream in) throws IOException {
        String line = Reached.line(in, MAX_LINE);
        return line.equals(".") ? new String[] {"."} : line.split(" ", 2);
    }

    private static long number(String text) throws IOException {
        if (!text.matches("[0-9]{1,15}.*")) {
            throw new IOException("the other server's POP3 is not understood");
        }
        return Long.parseLong(text.replaceAll("[^0-9].*", ""));
    }

    private static void bounded(int count) throws IOException {
        if (count > MAX_MESSAGES) {
            throw new IOException("the other server lists more than " + MAX_MESSAGES + " messages by POP3");
        }
    }
}
