package org.tassis.imap.session;

import org.tassis.imap.reply.Completion;

/// A command that ends where it is found out that it may not be done; nothing was done. Becomes its answer in
/// {@link Session}.
final class RefusedCommand extends RuntimeException {
    private final transient Completion completion;

    RefusedCommand(Completion completion) {
        super(completion.text(), null, false, false);
        this.completion = completion;
    }

    Completion completion() {
        return completion;
    }
}
