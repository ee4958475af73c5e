package org.tassis.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Header values as people read them: RFC 2047 encoded words decoded, raw octets read as UTF-8 (or windows-1252 where
/// they are not). Never fails: what cannot be decoded stays as it is. Control characters become spaces, so that
/// nothing decoded can end a line.
public final class HeaderText {
    private HeaderText() {}

    /// @param raw an unfolded header value, octets as Latin-1
    public static String decode(String raw) {
        if (raw.indexOf("=?") < 0) {
            return clean(Charsets.readable(raw));
        }
        var text = new StringBuilder(raw.length());
        var octets = new ByteArrayOutputStream();
        var charset = "";
        int plain = 0; // what is not yet written begins here
        int at = 0;
        while ((at = raw.indexOf("=?", at)) >= 0) {
            var word = Word.at(raw, at);
            if (word == null) {
                at += 2;
                continue;
            }
            boolean joined = octets.size() > 0 && isBlank(raw, plain, at); // RFC 2047 §6.2
            if (!joined || !word.charset.equals(charset)) {
                flush(octets, charset, text);
            }
            if (!joined) {
                text.append(Charsets.readable(raw.substring(plain, at)));
            }
            charset = word.charset;
            word.decodeInto(octets);
            if (octets.size() == 0) { // an empty word still joins its neighbours
                plain = word.end;
                at = word.end;
                continue;
            }
            at = word.end;
            plain = at;
        }
        flush(octets, charset, text);
        text.append(Charsets.readable(raw.substring(plain)));
        return clean(text.toString());
    }

    private static void flush(ByteArrayOutputStream octets, String charset, StringBuilder text) {
        if (octets.size() > 0) {
            text.append(Charsets.decode(octets.toByteArray(), charset));
            octets.reset();
        }
    }

    private static boolean isBlank(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != ' ' && text.charAt(i) != '\t') {
                return false;
            }
        }
        return true;
    }

    private static String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                var clean = text.toCharArray();
                for (int k = i; k < clean.length; k++) {
                    if (Character.isISOControl(clean[k])) {
                        clean[k] = ' ';
                    }
                }
                return new String(clean);
            }
        }
        return text;
    }

    /// `=?charset*language?B or Q?text?=`
    private record Word(String charset, boolean base64, String text, int end) {
        private static final int MAX_CHARSET = 60;

        static @org.jspecify.annotations.Nullable Word at(String raw, int start) {
            int afterCharset = raw.indexOf('?', start + 2);
            if (afterCharset < 0
                    || afterCharset - start > MAX_CHARSET
                    || afterCharset == start + 2
                    || afterCharset + 3 >= raw.length()
                    || raw.charAt(afterCharset + 2) != '?') {
                return null;
            }
            char encoding = raw.charAt(afterCharset + 1);
            boolean base64 = encoding == 'B' || encoding == 'b';
            if (!base64 && encoding != 'Q' && encoding != 'q') {
                return null;
            }
            int from = afterCharset + 3;
            int end = from;
            while (end < raw.length() && raw.charAt(end) != '?') {
                end++;
            }
            if (end + 1 >= raw.length() || raw.charAt(end + 1) != '=') {
                return null;
            }
            var charset = raw.substring(start + 2, afterCharset);
            int star = charset.indexOf('*'); // RFC 2231 §5
            return new Word(
                    Octets.lower(star < 0 ? charset : charset.substring(0, star)),
                    base64,
                    raw.substring(from, end),
                    end + 2);
        }

        void decodeInto(ByteArrayOutputStream octets) {
            if (base64) {
                var raw = new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
                try (var decoded = TransferDecoder.decode("base64", raw).orElseThrow()) {
                    decoded.transferTo(octets);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e); // an array does not fail
                }
                return;
            }
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '_') {
                    octets.write(' ');
                } else if (c == '=' && i + 2 < text.length()) {
                    int high = Character.digit(text.charAt(i + 1), 16);
                    int low = Character.digit(text.charAt(i + 2), 16);
                    if (high >= 0 && low >= 0) {
                        octets.write(high << 4 | low);
                        i += 2;
                    } else {
                        octets.write(c);
                    }
                } else {
                    octets.write(c);
                }
            }
        }
    }
}
