package org.tassis.directory;

import java.net.InetAddress;
import org.tassis.core.Secret;

/// Checks a name and password. Blocks: verification is slow by design, bounded in number, and slower still
/// for an account or network that keeps failing. Any thread; virtual threads expected.
@FunctionalInterface
public interface Authenticator {
    /// The protocol by which operators log in, too, and the administrator of a customer under its name. App
    /// passwords do not open it.
    String ADMINISTRATION = "admin";

    /// The protocol of a mailbox's own pages. Pages ask for the second factor themselves.
    String PAGES = "webmail";

    /// @param identity a login name or one of the account's addresses, as the client sent it
    /// @param client   the client's own address (behind a proxy: what the proxy says)
    /// @param protocol `imap`, `pop3`, `smtp`, `webmail`, `admin`: for app passwords and the log
    Outcome authenticate(String identity, Secret password, InetAddress client, String protocol);

    /// Somebody was let in without a password, by a passkey: for those who keep a history.
    default void letIn(Account account, InetAddress client, String protocol) {}

    /// Somebody who knows the password could not show what is asked for beside it: for those who count.
    default void turnedAway(Account account, InetAddress client, String protocol) {}

    sealed interface Outcome {
        record Granted(Account account) implements Outcome {}

        /// Unknown name or wrong password: nobody is told which.
        record Refused() implements Outcome {}

        /// The password is right, but the account asks for a second factor, which this protocol cannot
        /// show: an app password is needed here. Told to nobody who guesses: they do not know the password.
        record AppPasswordNeeded() implements Outcome {}

        /// The password is right, the account is switched off.
        record Disabled() implements Outcome {}

        /// Too many verifications wait, or the directory cannot be read: try again later.
        record Unavailable() implements Outcome {}
    }
}
