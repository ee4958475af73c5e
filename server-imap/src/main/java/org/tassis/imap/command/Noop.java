package org.tassis.imap.command;

/// NOOP: RFC 9051 §6.1.2.
public record Noop() implements ImapCommand.AnyState {
    @Override
    public String word() {
        return "NOOP";
    }
}
