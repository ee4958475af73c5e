package org.tassis.imap.command;

/// LOGOUT: RFC 9051 §6.1.3.
public record Logout() implements ImapCommand.AnyState {
    @Override
    public String word() {
        return "LOGOUT";
    }
}
