package org.tassis.launcher.backup;

import java.nio.file.Path;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.Secret;

/// A server on a copy, for a drill: it listens on loopback alone, and sends nothing.
public interface Instance extends AutoCloseable {
    /// Port of IMAP, in clear.
    int imap();

    /// Port of POP3, in clear.
    int pop3();

    /// Who can log in, and with what; nothing when the account is removed or switched off.
    Optional<Entrance> entrance(AccountId account);

    /// @param password made for this, in the copy alone
    record Entrance(String login, Secret password) {}

    @Override
    void close();

    /// Starts one.
    @FunctionalInterface
    interface Starter {
        Instance start(Path data);
    }
}
