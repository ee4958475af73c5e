package org.tassis.imap.command;

/// NAMESPACE: RFC 9051 §6.3.10.
public record Namespace() implements ImapCommand.AfterLogin {
    @Override
    public String word() {
        return "NAMESPACE";
    }
}
