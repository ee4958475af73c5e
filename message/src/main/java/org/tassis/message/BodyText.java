package org.tassis.message;

import java.io.InputStream;
import java.io.Reader;

/// The text of a text part as people read it, for searching and previews. Streams in bounded memory; never fails on
/// what the part holds.
public final class BodyText {
    private BodyText() {}

    /// @param raw the octets of the part's body, as they lie in the message; closed with the reader
    public static Reader reader(BodyPart part, InputStream raw) {
        return reader(part.subtype(), part.encoding(), part.parameters().getOrDefault("charset", ""), raw);
    }

    /// Takes HTML's tags, style sheets and scripts out of its source, as {@link #reader} does.
    ///
    /// @param source closed with the reader
    public static Reader withoutTags(Reader source) {
        return new HtmlTextReader(source);
    }

    /// As {@link #reader(BodyPart, InputStream)}, with HTML's tags in it: for showing it, made harmless.
    public static Reader sourceReader(BodyPart part, InputStream raw) {
        return reader("plain", part.encoding(), part.parameters().getOrDefault("charset", ""), raw);
    }

    /// Undoes the transfer encoding (what has an unknown one is read as it is) and the character set (UTF-8 or
    /// windows-1252 when it is unknown or untrue), and leaves out HTML's tags, style sheets and scripts.
    static Reader reader(String subtype, String encoding, String charset, InputStream raw) {
        var text = Charsets.reader(TransferDecoder.decode(encoding, raw).orElse(raw), charset);
        return subtype.equals("html") || subtype.equals("xhtml+xml") ? new HtmlTextReader(text) : text;
    }

    /// Whether a character set can be decoded: IMAP SEARCH CHARSET, RFC 9051 §6.4.4.
    public static boolean knowsCharset(String name) {
        return Charsets.isKnown(name);
    }

    /// Octets in a character set as text; see {@link #knowsCharset}.
    public static String decode(byte[] octets, String charset) {
        return Charsets.decode(octets, charset);
    }
}
