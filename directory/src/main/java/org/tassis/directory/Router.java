package org.tassis.directory;

import org.tassis.core.EmailAddress;

/// Says where an address leads. Answers from memory when it can; any thread.
@FunctionalInterface
public interface Router {
    Route route(EmailAddress address);
}
