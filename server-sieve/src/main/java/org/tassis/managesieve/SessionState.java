package org.tassis.managesieve;

import org.tassis.directory.Account;

/// RFC 5804 §1.4. Each state carries the data that exists in it.
sealed interface SessionState {
    record NotAuthenticated() implements SessionState {}

    record Authenticated(Account account) implements SessionState {}

    /// All has been said; the connection is closed next.
    record Ended() implements SessionState {}
}
