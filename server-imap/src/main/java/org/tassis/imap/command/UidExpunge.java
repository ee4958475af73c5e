package org.tassis.imap.command;

/// UID EXPUNGE: RFC 9051 §6.4.9, RFC 4315 §2.1.
public record UidExpunge(MessageSet messages) implements ImapCommand.InMailbox {
    @Override
    public String word() {
        return "UID EXPUNGE";
    }
}
