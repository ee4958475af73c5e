package org.tassis.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;

/// Undoes Content-Transfer-Encoding: RFC 2045 §6. Streams in bounded memory and reads damaged encodings as far as
/// they make sense: octets outside the base64 alphabet are skipped, an `=` that introduces nothing is itself.
public final class TransferDecoder {
    private TransferDecoder() {}

    /// Whether the octets are their own decoding: `7bit`, `8bit`, `binary`.
    public static boolean isIdentity(String encoding) {
        return encoding.equals("7bit") || encoding.equals("8bit") || encoding.equals("binary");
    }

    /// Whether {@link #decode} can decode it; if not IMAP answers `UNKNOWN-CTE` (RFC 3516 §4.3).
    ///
    /// @param encoding lower case, as {@link BodyPart#encoding}
    public static boolean isKnown(String encoding) {
        return isIdentity(encoding) || encoding.equals("base64") || encoding.equals("quoted-printable");
    }

    /// @param raw closed with the returned stream
    /// @return the decoded octets; empty when the encoding is not known
    public static Optional<InputStream> decode(String encoding, InputStream raw) {
        return switch (encoding) {
            case "7bit", "8bit", "binary" -> Optional.of(raw);
            case "base64" -> Optional.of(new Base64Stream(raw));
            case "quoted-printable" -> Optional.of(new QuotedPrintableStream(raw));
            default -> Optional.empty();
        };
    }

    /// Reads encoded octets in blocks and hands out decoded ones.
    private abstract static class Decoder extends InputStream {
        private final InputStream in;
        final byte[] encoded = new byte[8192];
        int at;
        int limit;
        boolean ended;

        Decoder(InputStream in) {
            this.in = in;
        }

        /// Keeps what is not used yet and reads more; afterwards at least one octet is new, or `ended` is true.
        final void fill() throws IOException {
            System.arraycopy(encoded, at, encoded, 0, limit - at);
            limit -= at;
            at = 0;
            int n = in.read(encoded, limit, encoded.length - limit);
            if (n < 0) {
                ended = true;
            } else {
                limit += n;
            }
        }

        @Override
        public final int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public final int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            int n = 0;
            while (n == 0 && (!ended || hasMore())) {
                n = decode(into, offset, length);
            }
            return n == 0 ? -1 : n;
        }

        abstract boolean hasMore();

        /// Decodes at most `length` octets; 0 only after more input was read, or at the end.
        abstract int decode(byte[] into, int offset, int length) throws IOException;

        @Override
        public final void close() throws IOException {
            in.close();
        }
    }

    private static final class Base64Stream extends Decoder {
        private static final byte[] VALUES = new byte[256];

        static {
            java.util.Arrays.fill(VALUES, (byte) -1);
            var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            for (int i = 0; i < 64; i++) {
                VALUES[alphabet.charAt(i)] = (byte) i;
            }
        }

        private int bits;
        private int count;

        Base64Stream(InputStream in) {
            super(in);
        }

        @Override
        boolean hasMore() {
            return at < limit;
        }

        @Override
        int decode(byte[] into, int offset, int length) throws IOException {
            if (at == limit) {
                fill();
            }
            int n = 0;
            while (at < limit && n < length) {
                int b = encoded[at++] & 0xff;
                int value = VALUES[b];
                if (value < 0) {
                    if (b == '=') { // the end of this text; another may be glued to it
                        count = 0;
                        bits = 0;
                    }
                    continue;
                }
                bits = bits << 6 | value;
                count += 6;
                if (count >= 8) {
                    count -= 8;
                    into[offset + n++] = (byte) (bits >>> count);
                }
            }
            return n;
        }
    }

    private static final class QuotedPrintableStream extends Decoder {
        /// White space held back because a line end after it would make it nothing: RFC 2045 §6.7 (3).
        private static final int MAX_SPACE = 1000;

        QuotedPrintableStream(InputStream in) {
            super(in);
        }

        @Override
        boolean hasMore() {
            return at < limit;
        }

        @Override
        int decode(byte[] into, int offset, int length) throws IOException {
            if (limit - at < MAX_SPACE + 4 && !ended) {
                fill();
                if (limit - at < MAX_SPACE + 4 && !ended) {
                    return 0;
                }
            }
            int safe = ended ? limit : limit - MAX_SPACE - 3;
            int n = 0;
            while (at < safe && n < length) {
                byte b = encoded[at];
                if (b == '=') {
                    n += escape(into, offset + n);
                } else if (b == ' ' || b == '\t') {
                    int end = endOfSpace(at);
                    if (endsLine(end)) {
                        at = end;
                    } else {
                        into[offset + n++] = b;
                        at++;
                        while (at < end && n < length && at < safe) {
                            into[offset + n++] = encoded[at++];
                        }
                    }
                } else {
                    into[offset + n++] = b;
                    at++;
                }
            }
            return n;
        }

        /// @return how many octets it stands for
        private int escape(byte[] into, int offset) {
            if (at + 2 < limit) {
                int high = Character.digit(encoded[at + 1], 16);
                int low = Character.digit(encoded[at + 2], 16);
                if (high >= 0 && low >= 0) {
                    into[offset] = (byte) (high << 4 | low);
                    at += 3;
                    return 1;
                }
            }
            int end = endOfSpace(at + 1);
            if (endsLine(end)) {
                at = end < limit && encoded[end] == '\r' ? end + 2 : Math.min(end + 1, limit);
                at = Math.min(at, limit);
                return 0;
            }
            into[offset] = '=';
            at++;
            return 1;
        }

        private int endOfSpace(int from) {
            int end = from;
            int most = Math.min(limit, from + MAX_SPACE);
            while (end < most && (encoded[end] == ' ' || encoded[end] == '\t')) {
                end++;
            }
            return end;
        }

        private boolean endsLine(int index) {
            return index >= limit && ended
                    || index < limit
                            && (encoded[index] == '\n'
                                    || encoded[index] == '\r' && index + 1 < limit && encoded[index + 1] == '\n');
        }
    }
}
