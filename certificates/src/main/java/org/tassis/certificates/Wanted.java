package org.tassis.certificates;

import java.util.List;

/// A certificate that there should be.
///
/// @param name  of its directory: the first host, lower case letters, digits, dots and hyphens
/// @param hosts at least one, at most 100
public record Wanted(String name, List<String> hosts) {
    public Wanted {
        hosts = List.copyOf(hosts);
        if (hosts.isEmpty() || hosts.size() > 100 || !name.matches("[a-z0-9][a-z0-9.-]{0,252}")) {
            throw new IllegalArgumentException("no certificate can be wanted for " + name);
        }
    }
}
