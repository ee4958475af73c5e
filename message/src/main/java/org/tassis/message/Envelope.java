package org.tassis.message;

import java.util.List;
import java.util.Optional;

/// The envelope of a message in IMAP's sense: RFC 9051 §7.5.2. Strings are the header's raw octets,
/// unfolded, as Latin-1 (so that encoded words and 8-bit text go out exactly as they came in); {@link
/// HeaderText} decodes them for people. They hold no NUL, CR or LF. `from`, `sender` and `replyTo` are as
/// in the header: who writes the envelope applies the defaults of §7.5.2. An address without a domain has
/// an empty `host`, present.
public record Envelope(
        Optional<String> date,
        Optional<String> subject,
        List<Mailbox> from,
        List<Mailbox> sender,
        List<Mailbox> replyTo,
        List<Mailbox> to,
        List<Mailbox> cc,
        List<Mailbox> bcc,
        Optional<String> inReplyTo,
        Optional<String> messageId) {

    /// An address of a header, or the start (`host` empty, `local` the group's name) or end (both empty) of
    /// a group.
    ///
    /// @param name  display name, raw
    /// @param local raw
    /// @param host  raw
    /// @param route obsolete (RFC 5322 §4.4), `@one,@two`, raw
    public record Mailbox(
            Optional<String> name, Optional<String> local, Optional<String> host, Optional<String> route) {
        public Mailbox(Optional<String> name, Optional<String> local, Optional<String> host) {
            this(name, local, host, Optional.empty());
        }
    }
}
