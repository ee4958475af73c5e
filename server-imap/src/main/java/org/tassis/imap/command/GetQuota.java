package org.tassis.imap.command;

/// GETQUOTA: RFC 9208 §4.1.2. The root is as the client wrote it.
public record GetQuota(String root) implements ImapCommand.AfterLogin {
    @Override
    public String word() {
        return "GETQUOTA";
    }
}
