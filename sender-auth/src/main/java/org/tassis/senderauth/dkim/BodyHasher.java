package org.tassis.senderauth.dkim;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import org.tassis.message.Octets;

/// Hashes a body that is fed in pieces, under one canonicalisation (RFC 6376 §3.4.3, §3.4.4) and any number
/// of `l=` limits. Only CRLF ends a line; a lone CR or LF is an octet like others. One thread.
final class BodyHasher {
    /// As a limit: the whole body.
    static final long WHOLE = Long.MAX_VALUE;

    private static final byte[] CRLFS = "\r\n".repeat(512).getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final boolean relaxed;
    private final Map<Long, MessageDigest> digests = new TreeMap<>();
    private final byte[] out = new byte[8192];
    private int outLength;
    /// Octets that went into the digests or would have, without limits.
    private long length;
    /// Line ends that count only when something follows.
    private long lineEnds;
    private boolean space;
    private boolean carriageReturn;

    BodyHasher(Canonicalization canonicalization, Iterable<Long> limits) {
        this.relaxed = canonicalization == Canonicalization.RELAXED;
        for (long limit : limits) {
            digests.put(limit, sha256());
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    void update(byte[] octets, int offset, int count) {
        int end = offset + count;
        int i = offset;
        if (carriageReturn && i < end) {
            carriageReturn = false;
            if (octets[i] == '\n') {
                lineEnd();
                i++;
            } else {
                octet((byte) '\r');
            }
        }
        while (i < end) {
            int cr = Octets.indexOf(octets, i, end, (byte) '\r');
            text(octets, i, cr < 0 ? end : cr);
            if (cr < 0) {
                return;
            }
            i = cr + 1;
            if (i == end) {
                carriageReturn = true;
            } else if (octets[i] == '\n') {
                lineEnd();
                i++;
            } else {
                octet((byte) '\r');
            }
        }
    }

    /// Nothing follows.
    void finish() {
        if (carriageReturn) {
            octet((byte) '\r');
        }
        if (!relaxed || length + outLength > 0) {
            lineEnds = 1;
            flushLineEnds();
        }
        flush();
    }

    /// In octets, canonicalised; after {@link #finish}.
    long length() {
        return length;
    }

    /// After {@link #finish}, once.
    byte[] digest(long limit) {
        var digest = digests.get(limit);
        if (digest == null) {
            throw new IllegalArgumentException("not asked for: " + limit);
        }
        return digest.digest();
    }

    private void lineEnd() {
        space = false;
        lineEnds++;
    }

    private void octet(byte b) {
        flushLineEnds();
        if (space) {
            space = false;
            put((byte) ' ');
        }
        put(b);
    }

    /// No CR within.
    private void text(byte[] octets, int from, int to) {
        if (from == to) {
            return;
        }
        if (!relaxed) {
            flushLineEnds();
            int at = from;
            while (at < to) {
                int n = Math.min(to - at, out.length - outLength);
                System.arraycopy(octets, at, out, outLength, n);
                outLength += n;
                at += n;
                if (outLength == out.length) {
                    flush();
                }
            }
            return;
        }
        int i = from;
        while (i < to) {
            byte b = octets[i];
            if (b == ' ' || b == '\t') {
                space = true;
                i++;
            } else if (space || lineEnds > 0 || outLength == out.length) {
                octet(b);
                i++;
            } else {
                i = word(octets, i, to);
            }
        }
    }

    /// Takes what comes before the next white space, as much as there is room for. Here is where the time
    /// goes.
    private int word(byte[] octets, int from, int to) {
        byte[] into = out;
        int at = outLength;
        int end = Math.min(to, from + into.length - at);
        int i = from;
        for (; i < end; i++) {
            byte b = octets[i];
            if (b == ' ' || b == '\t') {
                break;
            }
            into[at++] = b;
        }
        outLength = at;
        return i;
    }

    private void flushLineEnds() {
        while (lineEnds > 0) {
            if (lineEnds > 4) {
                flush();
                int n = (int) Math.min(lineEnds, CRLFS.length / 2);
                hash(CRLFS, n * 2);
                lineEnds -= n;
            } else {
                put((byte) '\r');
                put((byte) '\n');
                lineEnds--;
            }
        }
    }

    private void put(byte b) {
        if (outLength == out.length) {
            flush();
        }
        out[outLength++] = b;
    }

    private void flush() {
        hash(out, outLength);
        outLength = 0;
    }

    private void hash(byte[] octets, int count) {
        for (var digest : digests.entrySet()) {
            long room = digest.getKey() - length;
            if (room > 0) {
                digest.getValue().update(octets, 0, (int) Math.min(room, count));
            }
        }
        length += count;
    }
}
