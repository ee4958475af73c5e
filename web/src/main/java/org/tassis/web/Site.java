package org.tassis.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;

/// Where the pages are visited: what passkeys are made for, and where browsers say that they sign. Pages and
/// administration differ in the port alone, which passkeys do not ask for.
///
/// @param host   the RP ID of W3C Web Authentication
/// @param origin as browsers write it
record Site(String host, String origin) {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    /// A stranger's name that leads here is none of ours. A browser's own machine is nobody else's.
    ///
    /// @return empty when passkeys cannot be used here
    static Optional<Site> of(HttpServletRequest request, SiteNames names) {
        return of(request.getServerName(), request.getServerPort(), names);
    }

    static Optional<Site> of(String name, int port, SiteNames names) {
        String host = name.toLowerCase(Locale.ROOT);
        if (!host.matches("[a-z0-9.-]*[a-z][a-z0-9.-]*") || !host.equals("localhost") && !names.isOurs(host)) {
            return Optional.empty();
        }
        String suffix = port == HTTPS || port == HTTP ? "" : ":" + port; // 80 is a proxy's, which speaks TLS for us
        return Optional.of(new Site(host, "https://" + host + suffix));
    }
}
