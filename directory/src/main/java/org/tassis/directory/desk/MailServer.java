package org.tassis.directory.desk;

import java.util.List;

/// What people type into their programs to use this server.
///
/// @param host     its name
/// @param services in the order in which they are offered
/// @param pages    where the pages of administration are, such as `https://mail.example.org:10000/admin`
public record MailServer(String host, List<Service> services, String pages) {
    public MailServer {
        services = List.copyOf(services);
    }

    /// @param kind `imap`, `pop3` or `submission`
    /// @param tls  `implicit` or `starttls`
    public record Service(String kind, int port, String tls) {}
}
