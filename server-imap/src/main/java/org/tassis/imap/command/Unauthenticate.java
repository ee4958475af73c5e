package org.tassis.imap.command;

/// UNAUTHENTICATE: RFC 8437 §3.
public record Unauthenticate() implements ImapCommand.AfterLogin {
    @Override
    public String word() {
        return "UNAUTHENTICATE";
    }
}
