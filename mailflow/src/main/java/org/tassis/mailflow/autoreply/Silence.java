package org.tassis.mailflow.autoreply;

/// Why a message is not answered by a machine. The names stand in the trace.
public enum Silence {
    /// It is a bounce or another notice, which expects no answer: RFC 3834 §2, RFC 5321 §4.5.5.
    NULL_SENDER,

    /// Nobody vouches for the sender's address, which may be forged: neither a login here nor its domain.
    UNPROVEN_SENDER,

    /// The sender's address is that of a machine, or says that nobody reads what is sent to it.
    NO_REPLY_SENDER,

    /// The mailbox wrote to itself.
    OWN_ADDRESS,

    /// It was sent by a machine, and says so: RFC 3834 §5.
    AUTOMATIC,

    /// It came through a mailing list: RFC 2369, RFC 2919.
    LIST,

    /// It was sent to many.
    BULK,

    /// A report about other mail: RFC 6522.
    REPORT,

    /// It says that it wants no automatic answer.
    SUPPRESSED,

    /// It is taken for spam.
    SPAM,

    /// It does not name any address of the mailbox: RFC 5230 §4.5.
    NOT_ADDRESSED,

    /// The same sender was answered a short time ago.
    ANSWERED_LATELY
}
