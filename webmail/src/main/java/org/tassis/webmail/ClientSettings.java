package org.tassis.webmail;

import java.util.List;

/// What a person types into a mail program to use this server.
///
/// @param host     the name to connect to
/// @param services in the order in which to offer them
public record ClientSettings(String host, List<Service> services) {
    public ClientSettings {
        services = List.copyOf(services);
    }

    /// @param kind     a message key: `imap`, `pop3`, `submission`
    /// @param security a message key: `implicit`, `starttls`
    public record Service(String kind, int port, String security) {}
}
