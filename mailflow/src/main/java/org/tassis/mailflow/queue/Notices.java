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
        /// It was delivered to an alias, and passed on from there to several addresses: RFC 3461 §5.2.7.3.
        EXPANDED,
        DELAYED,
        FAILED
    }

    /// Stores what is to be told about recipients of one message where people of this server find it, and
    /// what a forward could not bring away in its mailbox. Does nothing for whom nothing should be told;
    /// strangers are never told anything. Durable when it returns.
    ///
    /// @throws StoreException it could not be stored
    void tell(List<Notice> notices);

    /// Says nothing.
    Notices NONE = _ -> {};
}
