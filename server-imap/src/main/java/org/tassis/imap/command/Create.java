package org.tassis.imap.command;

import java.util.Set;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;

/// CREATE: RFC 9051 §6.3.4, with USE: RFC 6154 §3. A separator at the end of the name was taken off.
///
/// @param asksUnknownUse an attribute that this server does not offer was asked for: NO [USEATTR]
public record Create(MailboxName mailbox, Set<SpecialUse> uses, boolean asksUnknownUse)
        implements ImapCommand.AfterLogin {
    public Create {
        uses = Set.copyOf(uses);
    }

    @Override
    public String word() {
        return "CREATE";
    }
}
