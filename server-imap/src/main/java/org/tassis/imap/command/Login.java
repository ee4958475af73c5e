package org.tassis.imap.command;

import org.tassis.core.Secret;

/// LOGIN: RFC 9051 §6.2.3.
public record Login(String user, Secret password) implements ImapCommand.BeforeLogin {
    @Override
    public String word() {
        return "LOGIN";
    }
}
