package org.tassis.mailflow;

import java.time.Instant;
import java.util.List;
import org.tassis.message.MessageContent;
import org.tassis.store.Destination;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;

/// Where mail that was accepted becomes durable: in mailboxes, and in the queue for other servers, by one decision.
/// Any thread; blocks.
public interface Intake {
    /// Whether mail for other servers is taken now.
    boolean passesOn();

    /// Whether mail can wait here for its time: {@link MailParameters#releaseAt}.
    default boolean holds() {
        return false;
    }

    /// Stores the content once, for all mailboxes and all of `outgoing`, or for none. Durable when it returns.
    ///
    /// @throws StoreException nothing was stored
    void accept(MessageContent content, Instant now, List<Destination> mailboxes, List<Outgoing> outgoing);

    /// For a server that sends nothing on.
    static Intake mailboxesOnly(MailStore store) {
        return new Intake() {
            @Override
            public boolean passesOn() {
                return false;
            }

            @Override
            public void accept(
                    MessageContent content, Instant now, List<Destination> mailboxes, List<Outgoing> outgoing) {
                if (!outgoing.isEmpty()) {
                    throw new IllegalStateException("nothing is passed on here");
                }
                store.deliver(content, now, mailboxes);
            }
        };
    }
}
