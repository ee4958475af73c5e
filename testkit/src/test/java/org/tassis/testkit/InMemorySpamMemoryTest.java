package org.tassis.testkit;

import org.tassis.mailflow.spam.InMemorySpamMemory;
import org.tassis.mailflow.spam.SpamMemory;

class InMemorySpamMemoryTest implements SpamMemoryContract {
    private final SpamMemory memory = new InMemorySpamMemory();

    @Override
    public SpamMemory memory() {
        return memory;
    }

    @Override
    public SpamMemory again() {
        return memory;
    }
}
