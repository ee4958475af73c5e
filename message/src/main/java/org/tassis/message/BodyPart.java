package org.tassis.message;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One part of a message's MIME tree, with where it lies in the message's octets: RFC 2045, RFC 9051 §7.5.2.
///
/// All offsets count octets from the start of the whole message. The header of the part is `[headerStart,
/// bodyStart)` with its empty line; the body is `[bodyStart, bodyEnd)` without the line end that belongs to
/// the boundary behind it. A multipart has at least one child.
///
/// @param type        media type, lower case; `text` when the message says nothing or nonsense
/// @param subtype     lower case
/// @param parameters  of Content-Type, names lower case, in order, RFC 2231 joined and decoded: values are
///     Unicode, encoded words in them left as they are
/// @param id          Content-ID with its angle brackets
/// @param description Content-Description, raw octets as Latin-1
/// @param encoding    Content-Transfer-Encoding, lower case; `7bit` when absent
/// @param md5         Content-MD5
/// @param disposition Content-Disposition's word, lower case
/// @param dispositionParameters like `parameters`
/// @param languages   Content-Language, tags in order
/// @param location    Content-Location
/// @param lines       line ends of the body, for text and message parts (0 for others is allowed): a last
///     line without one does not count, as in the example of RFC 3501 §7.4.2, where 4554 octets of base64
///     are 73 lines and 28 octets
/// @param children    the parts of a multipart, or the single root part of a message/rfc822 or message/global
/// @param envelope    of the message inside, for message/rfc822 and message/global only
public record BodyPart(
        String type,
        String subtype,
        Map<String, String> parameters,
        Optional<String> id,
        Optional<String> description,
        String encoding,
        Optional<String> md5,
        Optional<String> disposition,
        Map<String, String> dispositionParameters,
        List<String> languages,
        Optional<String> location,
        long headerStart,
        long bodyStart,
        long bodyEnd,
        long lines,
        List<BodyPart> children,
        Optional<Envelope> envelope) {

    public boolean isMultipart() {
        return type.equals("multipart");
    }

    /// A message inside this message: its one child is that message's root part.
    public boolean isMessage() {
        return envelope.isPresent();
    }

    public long bodySize() {
        return bodyEnd - bodyStart;
    }

    /// Whether a person would take this part for a file: no text to be read, no picture within one, no
    /// signature.
    public boolean isFile() {
        boolean text = type.equals("text") && (subtype.equals("plain") || subtype.equals("html"));
        boolean attached = disposition.filter("attachment"::equals).isPresent();
        return attached
                || !text && id.isEmpty() && !subtype.equals("pgp-signature") && !subtype.equals("pkcs7-signature");
    }

    /// Whether there is such a part among those below, or this is one.
    public boolean hasFiles() {
        return isMultipart() ? children.stream().anyMatch(BodyPart::hasFiles) : isFile();
    }
}
