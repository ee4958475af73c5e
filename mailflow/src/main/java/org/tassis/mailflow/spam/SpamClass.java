package org.tassis.mailflow.spam;

/// What people say about a message.
public enum SpamClass {
    SPAM,
    /// Wanted.
    HAM
}
