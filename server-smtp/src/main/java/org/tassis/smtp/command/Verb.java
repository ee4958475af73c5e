package org.tassis.smtp.command;

/// The first word of a command: for metrics and limits.
public enum Verb {
    HELO,
    EHLO,
    LHLO,
    STARTTLS,
    AUTH,
    MAIL,
    RCPT,
    DATA,
    BDAT,
    BURL,
    RSET,
    NOOP,
    VRFY,
    EXPN,
    HELP,
    QUIT,
    /// None of them.
    OTHER
}
