package org.tassis.imap.command;

import org.tassis.core.MailboxName;

/// About who may do what with a mailbox: RFC 4314 §3.
public sealed interface AclCommand extends ImapCommand.AfterLogin
        permits SetAcl, DeleteAcl, GetAcl, ListRights, MyRights {
    MailboxName mailbox();
}
