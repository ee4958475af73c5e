package org.tassis.store;

import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;

/// A mailbox as LIST knows it.
///
/// @param uidValidity 1 to 2^32-1, never given twice to one name: RFC 9051 §2.3.1.1
public record Mailbox(
        MailboxId id, AccountId account, MailboxName name, long uidValidity, Set<SpecialUse> uses, boolean subscribed) {
    public Mailbox {
        uses = Set.copyOf(uses);
    }
}
