package org.tassis.imap.command;

/// EXPUNGE: RFC 9051 §6.4.3.
public record Expunge() implements ImapCommand.InMailbox {
    @Override
    public String word() {
        return "EXPUNGE";
    }
}
