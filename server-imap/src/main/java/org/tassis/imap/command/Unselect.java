package org.tassis.imap.command;

/// UNSELECT: RFC 9051 §6.4.2.
public record Unselect() implements ImapCommand.InMailbox {
    @Override
    public String word() {
        return "UNSELECT";
    }
}
