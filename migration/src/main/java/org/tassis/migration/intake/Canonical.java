package org.tassis.migration.intake;

import java.io.IOException;
import org.tassis.message.Spool;

/// Writes a message into a spool with the line ends that mail has: each LF gets its CR, and CRLF stays. A
/// NUL, which no mail may hold (RFC 5322 §2.2) and no mail program can be given, becomes octet 128. One
/// message each, one thread.
public final class Canonical {
    private final Spool spool;
    private final byte[] buffer = new byte[16 * 1024];
    private int length;
    private boolean afterCr;

    public Canonical(Spool spool) {
        this.spool = spool;
    }

    public void write(byte[] octets, int offset, int count) throws IOException {
        for (int i = offset; i < offset + count; i++) {
            byte b = octets[i];
            if (length + 2 > buffer.length) {
                drain();
            }
            if (b == '\n' && !afterCr) {
                buffer[length++] = '\r';
            }
            buffer[length++] = b == 0 ? (byte) 0x80 : b;
            afterCr = b == '\r';
        }
    }

    /// The message is whole.
    public void finish() throws IOException {
        drain();
        spool.finish();
    }

    private void drain() throws IOException {
        spool.write(buffer, 0, length);
        length = 0;
    }
}
