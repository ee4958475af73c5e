package org.tassis.pop3.command;

import java.util.Optional;
import java.util.OptionalInt;
import org.tassis.core.Secret;

/// Every POP3 command this server speaks, sorted by the state it needs. Message numbers are as the client sent them:
/// positive, not necessarily of a message.
public sealed interface Pop3Command {
    /// The command's word, for metrics.
    default String word() {
        return getClass().getSimpleName().toUpperCase(java.util.Locale.ROOT);
    }

    sealed interface AnyState extends Pop3Command {}

    /// RFC 1939 §4: before login.
    sealed interface Authorization extends Pop3Command {}

    /// RFC 1939 §5: after login.
    sealed interface Transaction extends Pop3Command {}

    /// RFC 2449 §5.
    record Capa() implements AnyState {}

    /// RFC 1939 §5, §6. The end of the session, and the only way to delete.
    record Quit() implements AnyState {}

    /// RFC 6856 §3.
    ///
    /// @param tag empty to ask for the list
    record Lang(Optional<String> tag) implements AnyState {}

    /// RFC 2595 §4.
    record Stls() implements Authorization {}

    /// RFC 6856 §2.1.
    record Utf8() implements Authorization {}

    /// RFC 1939 §7.
    record User(String name) implements Authorization {}

    /// RFC 1939 §7.
    record Pass(Secret password) implements Authorization {}

    /// RFC 5034 §4.
    ///
    /// @param mechanism upper case; empty to ask for the list, as was done before RFC 5034
    /// @param initial   the initial response, base64, or `=`
    record Auth(String mechanism, Optional<Secret> initial) implements Authorization {}

    /// RFC 1939 §5.
    record Stat() implements Transaction {}

    /// RFC 1939 §5.
    record List(OptionalInt message) implements Transaction {}

    /// RFC 1939 §7.
    record Uidl(OptionalInt message) implements Transaction {}

    /// RFC 1939 §5.
    record Retr(int message) implements Transaction {}

    /// RFC 1939 §7.
    record Top(int message, int lines) implements Transaction {}

    /// RFC 1939 §5.
    record Dele(int message) implements Transaction {}

    /// RFC 1939 §5.
    record Rset() implements Transaction {}

    /// RFC 1939 §5.
    record Noop() implements Transaction {}
}
