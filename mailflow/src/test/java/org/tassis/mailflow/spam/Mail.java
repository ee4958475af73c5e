package org.tassis.mailflow.spam;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;

/// Messages for tests.
final class Mail {
    private Mail() {}

    static MessageContent of(String text) {
        return of(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    static MessageContent of(byte[] octets) {
        Spool spool = new Spool(Path.of("/nonexistent"), Integer.MAX_VALUE / 2);
        try {
            spool.write(octets, 0, octets.length);
            spool.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return spool;
    }

    static MessageContent plain(String from, String subject, String body) {
        return of("From: " + from + "\nTo: ann@example.org\nSubject: " + subject + "\nMessage-ID: <1@x.example>\n\n"
                + body + "\n");
    }
}
