package org.tassis.imap.command;

import org.tassis.core.MailboxName;

/// DELETEACL: RFC 4314 §3.2.
///
/// @param identifier as the client wrote it, with a `-` in front for rights that are taken
public record DeleteAcl(MailboxName mailbox, String identifier) implements AclCommand {
    @Override
    public String word() {
        return "DELETEACL";
    }
}
