package org.tassis.mailflow;

import org.tassis.message.MessageContent;

/// What follows a message that was stored: it is durable, and its sender waits for the answer, so this does
/// not take long. Must not throw: nothing can take the message back. Any thread.
@FunctionalInterface
public interface Aftermath {
    /// Nothing follows.
    Aftermath NONE = (_, _) -> {};

    void delivered(Reception reception, MessageContent content);

    default Aftermath andThen(Aftermath next) {
        return (reception, content) -> {
            delivered(reception, content);
            next.delivered(reception, content);
        };
    }
}
