package org.tassis.managesieve.command;

import java.util.Locale;
import java.util.Optional;
import org.tassis.core.Secret;

/// Every ManageSieve command this server speaks, sorted by the state it needs: RFC 5804 §2. Names of scripts are as
/// the client sent them: not necessarily well-formed.
public sealed interface Command {
    /// The command's word, for metrics.
    default String word() {
        return getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }

    sealed interface AnyState extends Command {}

    sealed interface BeforeLogin extends Command {}

    sealed interface AfterLogin extends Command {}

    /// RFC 5804 §2.4.
    record Capability() implements AnyState {}

    /// RFC 5804 §2.3.
    record Logout() implements AnyState {}

    /// RFC 5804 §2.13.
    record Noop(Optional<String> tag) implements AnyState {}

    /// RFC 5804 §2.2.
    record StartTls() implements BeforeLogin {}

    /// RFC 5804 §2.1.
    ///
    /// @param mechanism upper case
    /// @param initial   the initial response, base64
    record Authenticate(String mechanism, Optional<Secret> initial) implements BeforeLogin {}

    /// RFC 5804 §2.5.
    record HaveSpace(String name, long octets) implements AfterLogin {}

    /// RFC 5804 §2.6.
    record PutScript(String name, String text) implements AfterLogin {}

    /// RFC 5804 §2.7.
    record ListScripts() implements AfterLogin {}

    /// RFC 5804 §2.8.
    ///
    /// @param name empty to filter no more
    record SetActive(String name) implements AfterLogin {}

    /// RFC 5804 §2.9.
    record GetScript(String name) implements AfterLogin {}

    /// RFC 5804 §2.10.
    record DeleteScript(String name) implements AfterLogin {}

    /// RFC 5804 §2.11.
    record RenameScript(String from, String to) implements AfterLogin {}

    /// RFC 5804 §2.12.
    record CheckScript(String text) implements AfterLogin {}

    /// RFC 5804 §2.14.1.
    record Unauthenticate() implements AfterLogin {}
}
