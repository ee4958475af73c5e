package org.tassis.imap.command;

/// CHECK: RFC 3501 §6.4.1. Like NOOP.
public record Check() implements ImapCommand.InMailbox {
    @Override
    public String word() {
        return "CHECK";
    }
}
