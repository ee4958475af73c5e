package org.tassis.imap.command;

/// CAPABILITY: RFC 9051 §6.1.1.
public record Capability() implements ImapCommand.AnyState {
    @Override
    public String word() {
        return "CAPABILITY";
    }
}
