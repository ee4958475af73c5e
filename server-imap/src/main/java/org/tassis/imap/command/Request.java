package org.tassis.imap.command;

/// What came from the client: a command, or what is to be answered instead of one.
public sealed interface Request {
    /// `*` when the tag could not be read.
    String tag();

    /// An understood command. Its state was not checked.
    record Accepted(String tag, ImapCommand command) implements Request {}

    /// Not IMAP, or past a bound: tagged BAD with this text.
    record Malformed(String tag, String text) implements Request {}

    /// Understood and refused before it was complete, or for its arguments.
    record Refused(String tag, Reason reason) implements Request {}

    /// A message of APPEND was refused before it was sent.
    record AppendRefused(String tag, AppendGate.Refusal reason) implements Request {}

    /// A URL of CATENATE leads nowhere: RFC 4469 §4.1.
    record BadUrl(String tag, String url) implements Request {}

    /// The client sends more than is even thrown away: say BYE with this text and close.
    record Hopeless(String tag, String text) implements Request {}

    /// Why a command is refused for its arguments.
    enum Reason {
        /// NO [CANNOT]: no mailbox can have this name, or it is not encoded as the session agreed.
        BAD_MAILBOX_NAME,
        /// NO [BADCHARSET (US-ASCII UTF-8)]: RFC 9051 §6.4.4.
        BAD_CHARSET,
        /// NO [LIMIT]: a literal, though well-formed, is larger than a command may be.
        TOO_BIG
    }
}
