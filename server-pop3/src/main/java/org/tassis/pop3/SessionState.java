package org.tassis.pop3;

import java.util.Optional;
import org.tassis.directory.Account;

/// RFC 1939 §3. Each state carries the data that exists in it.
sealed interface SessionState {
    /// @param user what USER said
    record Authorization(Optional<String> user) implements SessionState {
        static final Authorization START = new Authorization(Optional.empty());
    }

    record Transaction(Account account, Maildrop maildrop) implements SessionState {}

    /// All has been said; the connection is closed next.
    record Ended() implements SessionState {}
}
