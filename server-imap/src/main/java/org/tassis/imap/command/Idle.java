package org.tassis.imap.command;

/// IDLE: RFC 9051 §6.3.13. The session sends the continuation and waits for DONE.
public record Idle() implements ImapCommand.AfterLogin {
    @Override
    public String word() {
        return "IDLE";
    }
}
