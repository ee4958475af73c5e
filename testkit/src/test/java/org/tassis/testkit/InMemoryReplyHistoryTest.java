package org.tassis.testkit;

import org.tassis.mailflow.autoreply.InMemoryReplyHistory;
import org.tassis.mailflow.autoreply.ReplyHistory;

class InMemoryReplyHistoryTest implements ReplyHistoryContract {
    private final ReplyHistory history = new InMemoryReplyHistory();

    @Override
    public ReplyHistory history() {
        return history;
    }

    @Override
    public ReplyHistory again() {
        return history;
    }
}
