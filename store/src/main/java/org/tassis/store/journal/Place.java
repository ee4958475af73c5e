package org.tassis.store.journal;

import java.util.Optional;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;

/// A mailbox, as it was called when something happened in it.
///
/// @param id empty for a mailbox of another account, which its owner need not tell of
public record Place(Optional<MailboxId> id, MailboxName name) {
    public static final Place ELSEWHERE = new Place(Optional.empty(), new MailboxName("?"));

    public static Place of(MailboxId id, MailboxName name) {
        return new Place(Optional.of(id), name);
    }

    /// 0 for {@link #ELSEWHERE}.
    public long number() {
        return id.map(MailboxId::value).orElse(0L);
    }
}
