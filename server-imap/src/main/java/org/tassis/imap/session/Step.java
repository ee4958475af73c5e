package org.tassis.imap.session;

import org.tassis.imap.reply.Completion;

/// What a command led to: the state after it, and its completion.
record Step(SessionState next, Completion completion, After after) {
    /// What is done once the completion is written.
    enum After {
        GO_ON,
        START_TLS,
        COMPRESS,
        START_OVER
    }

    Step(SessionState next, Completion completion) {
        this(next, completion, After.GO_ON);
    }
}
