package org.tassis.web;

import java.util.Locale;

/// Protocols as people know them.
public final class Protocols {
    private Protocols() {}

    /// @param protocol as {@link org.tassis.directory.Authenticator} is told
    public static String shown(String protocol) {
        return switch (protocol) {
            case "managesieve" -> "ManageSieve";
            case "webmail" -> "Webmail";
            case "admin" -> "Tassis";
            default -> protocol.toUpperCase(Locale.ROOT);
        };
    }
}
