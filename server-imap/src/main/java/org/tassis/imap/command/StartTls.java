package org.tassis.imap.command;

/// STARTTLS: RFC 9051 §6.2.1.
public record StartTls() implements ImapCommand.BeforeLogin {
    @Override
    public String word() {
        return "STARTTLS";
    }
}
