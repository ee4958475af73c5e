package org.tassis.imap.command;

/// CLOSE: RFC 9051 §6.4.1.
public record Close() implements ImapCommand.InMailbox {
    @Override
    public String word() {
        return "CLOSE";
    }
}
