package org.tassis.backup;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// How content is stored in an object: a head of 9 octets (`TBP1`, flags, length of the content), then the
/// content, deflated when that makes it smaller, and closed by a {@link Lock}. Used by one thread at a time.
final class PieceForm {
    static final int HEAD = 9;

    /// The longest content that is read back, whatever a head says.
    static final int LONGEST = 256 << 20;

    private static final int MAGIC = 0x54425031; // "TBP1"
    private static final int DEFLATED = 1;
    private static final int ENCRYPTED = 2;
    private static final int SAMPLE = 64 << 10;

    private final Lock lock;

    PieceForm(Lock lock) {
        this.lock = lock;
    }

    byte[] encode(String object, byte[] content, int length) {
        byte[] body = content;
        int bodyLength = length;
        int flags = lock.isEncrypting() ? ENCRYPTED : 0;
        if (isWorthDeflating(content, length)) {
            byte[] deflated = new byte[length];
            int size = deflate(content, 0, length, deflated);
            if (size > 0) {
                body = deflated;
                bodyLength = size;
                flags |= DEFLATED;
            }
        }
        byte[] head = ByteBuffer.allocate(HEAD)
                .putInt(MAGIC)
                .put((byte) flags)
                .putInt(length)
                .array();
        return lock.close(object, head, body, bodyLength);
    }

    /// Tries the middle first: what is deflated already is not tried as a whole.
    private static boolean isWorthDeflating(byte[] content, int length) {
        if (length <= SAMPLE) {
            return length > 100;
        }
        byte[] sample = new byte[SAMPLE - SAMPLE / 16];
        return deflate(content, (length - SAMPLE) / 2, SAMPLE, sample) > 0;
    }

    /// @return octets, or 0 when they are not fewer than `into` takes
    private static int deflate(byte[] content, int offset, int length, byte[] into) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(content, offset, length);
            deflater.finish();
            int size = deflater.deflate(into);
            return deflater.finished() ? size : 0;
        } finally {
            deflater.end();
        }
    }

    /// @param object what it is called, for the sentence when it is damaged
    /// @throws BackupException.Damaged it is not what was written
    byte[] decode(String object, byte[] stored) {
        if (stored.length < HEAD) {
            throw new BackupException.Damaged(object, "is cut off after " + stored.length + " octets.");
        }
        ByteBuffer head = ByteBuffer.wrap(stored);
        int magic = head.getInt();
        int flags = head.get();
        int length = head.getInt();
        boolean encrypted = (flags & ENCRYPTED) != 0;
        if (magic != MAGIC || length < 0 || length > LONGEST || encrypted != lock.isEncrypting()) {
            throw new BackupException.Damaged(object, "does not begin as an object of a backup does.");
        }
        byte[] body;
        try {
            body = lock.open(object, stored, HEAD);
        } catch (GeneralSecurityException e) {
            throw new BackupException.Damaged(object, "was changed, cut off, or closed with another key.");
        }
        if ((flags & DEFLATED) != 0) {
            body = inflate(object, body, length);
        }
        if (body.length != length) {
            throw new BackupException.Damaged(object, "has " + body.length + " octets instead of " + length + ".");
        }
        return body;
    }

    private static byte[] inflate(String object, byte[] body, int length) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(body);
            byte[] content = new byte[length];
            int size = inflater.inflate(content);
            while (size < length && !inflater.finished() && !inflater.needsInput()) {
                size += inflater.inflate(content, size, length - size);
            }
            return Arrays.copyOf(content, size);
        } catch (DataFormatException e) {
            throw new BackupException.Damaged(object, "cannot be unpacked: it was changed or cut off.");
        } finally {
            inflater.end();
        }
    }
}
