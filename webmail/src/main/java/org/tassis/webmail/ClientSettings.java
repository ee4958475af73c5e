package org.tassis.webmail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a person types into a mail program to use this server.
///
/// @param host     the name to connect to
/// @param services in the order in which to offer them
public record ClientSettings(String host, List<Service> services) {
    public ClientSettings {
        services = List.copyOf(services);
    }

    /// The services by what they are for, each in order.
    public List<Use> uses() {
        Map<String, List<Service>> byKind = new LinkedHashMap<>();
        services.forEach(service ->
                byKind.computeIfAbsent(service.kind(), _ -> new ArrayList<>()).add(service));
        return byKind.entrySet().stream()
                .map(use -> new Use(use.getKey(), use.getValue()))
                .toList();
    }

    /// @param kind a message key
    public record Use(String kind, List<Service> services) {
        public Use {
            services = List.copyOf(services);
        }
    }

    /// @param kind     a message key: `imap`, `pop3`, `submission`
    /// @param security a message key: `implicit`, `starttls`
    public record Service(String kind, int port, String security) {}
}
