package org.tassis.web;

/// Under which names this server may be visited. Any thread.
@FunctionalInterface
public interface SiteNames {
    /// @param host lower case, without a port
    boolean isOurs(String host);
}
