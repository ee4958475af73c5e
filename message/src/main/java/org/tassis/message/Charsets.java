package org.tassis.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Map;
import java.util.Optional;

/// Character sets by the names found in mail. Unknown names and plain lies end in a reading that shows something:
/// UTF-8 where it is valid, windows-1252 where it is not.
final class Charsets {
    /// Names that mail uses and the JDK does not know, or that are used for a superset.
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("iso-8859-9", "windows-1254"),
            Map.entry("gb2312", "GB18030"),
            Map.entry("gbk", "GB18030"),
            Map.entry("ks_c_5601-1987", "x-windows-949"),
            Map.entry("euc-kr", "x-windows-949"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("iso-8859-8-i", "iso-8859-8"),
            Map.entry("tis-620", "x-windows-874"),
            Map.entry("cp-850", "IBM850"),
            Map.entry("macintosh", "x-MacRoman"),
            Map.entry("unicode", "UTF-16"));

    private Charsets() {}

    /// The character set to read by; empty for the lenient reading of UTF-8 (also for US-ASCII and unknown names).
    static Optional<Charset> find(String name) {
        var lower = Octets.lower(name.strip());
        if (lower.isEmpty() || lower.length() > 40 || lower.equals("utf-8") || lower.equals("us-ascii")) {
            return Optional.empty();
        }
        try {
            var charset = Charset.forName(ALIASES.getOrDefault(lower, lower));
            return charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.US_ASCII)
                    ? Optional.empty()
                    : Optional.of(charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return Optional.empty();
        }
    }

    static boolean isKnown(String name) {
        var lower = Octets.lower(name.strip());
        return lower.equals("utf-8")
                || lower.equals("us-ascii")
                || lower.equals("utf8")
                || find(name).isPresent();
    }

    static String decode(byte[] octets, String charset) {
        var known = find(charset);
        return known.isPresent() ? new String(octets, known.get()) : lenient(octets);
    }

    static Reader reader(InputStream octets, String charset) {
        var known = find(charset);
        return known.isPresent() ? new InputStreamReader(octets, known.get()) : new LenientUtf8Reader(octets);
    }

    /// Octets held as Latin-1, read as UTF-8 or windows-1252.
    static String readable(String latin1) {
        for (int i = 0; i < latin1.length(); i++) {
            if (latin1.charAt(i) > 126) {
                return lenient(latin1.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return latin1;
    }

    static String lenient(byte[] octets) {
        try (var reader = new LenientUtf8Reader(new ByteArrayInputStream(octets))) {
            var text = new StringWriter(octets.length);
            reader.transferTo(text);
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array does not fail
        }
    }
}
