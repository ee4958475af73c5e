package org.tassis.smtp.command;

import org.tassis.core.EmailAddress;

/// What stands between the angle brackets of MAIL and RCPT: RFC 5321 §4.1.2. Source routes are read and
/// forgotten (§4.1.1.3, appendix C).
public sealed interface Path {
    /// `<>`: the sender of notifications, RFC 5321 §4.5.5.
    record Null() implements Path {}

    record Mailbox(EmailAddress address) implements Path {}

    /// `<Postmaster>` without a domain: RFC 5321 §4.5.1.
    record Postmaster() implements Path {}

    /// An address at an address literal, `<user@[192.0.2.1]>`: well-formed, and never ours.
    record AtLiteral() implements Path {}
}
