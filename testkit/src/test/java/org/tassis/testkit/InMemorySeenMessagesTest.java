package org.tassis.testkit;

import org.tassis.mailflow.filter.InMemorySeenMessages;
import org.tassis.mailflow.filter.SeenMessages;

class InMemorySeenMessagesTest implements SeenMessagesContract {
    private final SeenMessages messages = new InMemorySeenMessages();

    @Override
    public SeenMessages messages() {
        return messages;
    }

    @Override
    public SeenMessages again() {
        return messages;
    }
}
