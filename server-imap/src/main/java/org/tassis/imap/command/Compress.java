package org.tassis.imap.command;

/// COMPRESS DEFLATE: RFC 4978 §3.
public record Compress() implements ImapCommand.AfterLogin {
    @Override
    public String word() {
        return "COMPRESS";
    }
}
