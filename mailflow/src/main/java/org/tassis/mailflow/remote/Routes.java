package org.tassis.mailflow.remote;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Where mail for a destination goes: straight to the servers of its domain, or through a relay.
public final class Routes {
    /// To the servers that the domain itself names.
    public static final Routes DIRECT = new Routes(Map.of(), Optional.empty());

    private final Map<String, Relay> byDomain = new TreeMap<>();
    private final Optional<Relay> otherwise;

    /// @param byDomain  by domain, or by `.domain` for everything below it
    /// @param otherwise the smarthost, if there is one
    public Routes(Map<String, Relay> byDomain, Optional<Relay> otherwise) {
        byDomain.forEach((domain, relay) -> this.byDomain.put(domain.toLowerCase(Locale.ROOT), relay));
        this.otherwise = otherwise;
    }

    /// @param destination a domain, or `host:port`
    /// @return empty for a domain whose own servers are to be found
    public Optional<Relay> of(String destination) {
        Optional<Relay> explicit = explicit(destination);
        if (explicit.isPresent()) {
            return explicit;
        }
        Relay found = byDomain.get(destination);
        for (int dot = destination.indexOf('.'); found == null && dot >= 0; dot = destination.indexOf('.', dot + 1)) {
            found = byDomain.get(destination.substring(dot));
        }
        return Optional.ofNullable(found).or(() -> otherwise);
    }

    /// What {@link Relay#place} wrote: one of the relays that are set up, or a server that is sent to as if it were the
    /// domain's own.
    private Optional<Relay> explicit(String destination) {
        int colon = destination.lastIndexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        Optional<Relay> known = otherwise
                .filter(relay -> relay.place().equals(destination))
                .or(() -> byDomain.values().stream()
                        .filter(relay -> relay.place().equals(destination))
                        .findFirst());
        String host = destination.substring(0, colon).replaceAll("^\\[|]$", "");
        return known.or(() -> Optional.of(new Relay(
                host,
                Integer.parseInt(destination.substring(colon + 1)),
                Relay.Encryption.OPPORTUNISTIC,
                Optional.empty())));
    }

    /// What an administrator may write: a domain, or a host with a port. Lower case.
    public static Optional<String> destination(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.matches("(\\[[0-9a-f:.]{2,45}]|[a-z0-9._-]{1,253}):[0-9]{1,5}")) {
            int port = Integer.parseInt(lower.substring(lower.lastIndexOf(':') + 1));
            return port >= 1 && port <= 65535 ? Optional.of(lower) : Optional.empty();
        }
        return org.tassis.core.DomainName.parse(lower).map(org.tassis.core.DomainName::ascii);
    }
}
