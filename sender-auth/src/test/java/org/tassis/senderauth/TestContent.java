package org.tassis.senderauth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.tassis.message.MessageContent;
import org.tassis.message.Spool;

/// Messages for tests.
public final class TestContent {
    private TestContent() {}

    /// Held in memory, whatever its size.
    public static MessageContent of(byte[] octets) {
        return of(octets, new Spool(Path.of("."), Integer.MAX_VALUE));
    }

    public static MessageContent of(byte[] octets, Spool spool) {
        try {
            spool.write(octets, 0, octets.length);
            spool.finish();
            return spool;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lines ended with LF, octets as Latin-1.
    public static MessageContent of(String text) {
        return of(octets(text));
    }

    public static byte[] octets(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
