package org.tassis.mailflow.queue;

import java.util.List;
import org.tassis.store.StoreException;

/// Tells senders what became of their mail: RFC 3461. Any thread; blocks.
public interface Notices {
    /// One thing to tell about one recipient.
    record Notice(Kind kind, Queued row, DeliveryStatus status) {}

    enum Kind {
        /// It was delivered, or relayed to a server that does not promise to say more.
        DELIVERED,
        RELAYED,
        DELAYED,
        FAILED
    }

    /// Stores what is to be told about recipients of one message where its owner finds it; does nothing for whom
    /// nothing should be told, and for mail of strangers. Durable when it returns.
    ///
    /// @throws StoreException it could not be stored
    void tell(List<Notice> notices);

    /// Says nothing.
    Notices NONE = _ -> {};
}
