package org.tassis.directory;

import java.util.Optional;

/// Where mail for an address goes.
public sealed interface Route {
    /// Into an account of this server.
    ///
    /// @param detail of a plus-address: the folder to use when there is one of that name
    record Local(Account account, Optional<String> detail) implements Route {}

    /// A domain of this server, but no such address in it.
    record NoSuchUser() implements Route {}

    /// The account exists but is switched off.
    record Disabled() implements Route {}

    /// Not a domain of this server.
    record Remote() implements Route {}
}
