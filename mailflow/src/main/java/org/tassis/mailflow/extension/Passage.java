package org.tassis.mailflow.extension;

import java.util.List;
import org.tassis.core.EmailAddress;
import org.tassis.message.MessageContent;

/// What came of a stage. To be closed when its contents have been read.
public sealed interface Passage extends AutoCloseable {
    @Override
    default void close() {}

    /// It goes on as it was.
    record Unchanged() implements Passage {}

    /// It is refused for good.
    ///
    /// @param reason for the sender
    record Refused(String reason) implements Passage {}

    /// Something failed: the sender is to come again.
    ///
    /// @param why for the log
    record Failed(String why) implements Passage {}

    /// It goes on otherwise: in parts, each for some recipients. Who is in none does not get it, and nobody is told.
    record Parts(List<Part> parts, Runnable release) implements Passage {
        public Parts {
            parts = List.copyOf(parts);
        }

        @Override
        public void close() {
            release.run();
        }
    }

    /// @param recipients of those there were; at least one
    /// @param content    to be read before the passage is closed
    record Part(List<EmailAddress> recipients, MessageContent content) {
        public Part {
            recipients = List.copyOf(recipients);
        }
    }
}
