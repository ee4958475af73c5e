package org.tassis.launcher.backup;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;

/// What a drill asks by POP3.
final class DrillPop3 extends LineConnection {
    private static final byte[] END_OF_LINE = {'\r', '\n'};

    private final int messages;

    DrillPop3(int port, Instance.Entrance who) throws IOException {
        super(port);
        line();
        command("USER " + who.login());
        command("PASS " + who.password().reveal());
        messages = Integer.parseInt(command("STAT").split(" ", -1)[1]);
    }

    private String command(String words) throws IOException {
        send(words);
        String line = line();
        if (!line.startsWith("+OK")) {
            throw new IOException(words.split(" ", 2)[0] + " was answered with " + line);
        }
        return line;
    }

    int messages() {
        return messages;
    }

    /// SHA-256 of a message.
    String message(int number) throws IOException {
        command("RETR " + number);
        MessageDigest digest = DrillImap.sha256();
        while (true) {
            byte[] line = octets();
            if (line.length == 1 && line[0] == '.') {
                return HexFormat.of().formatHex(digest.digest());
            }
            int from = line.length > 0 && line[0] == '.' ? 1 : 0; // RFC 1939 §3
            digest.update(line, from, line.length - from);
            digest.update(END_OF_LINE);
        }
    }
}
