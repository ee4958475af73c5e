package org.tassis.admin;

import java.util.Optional;
import java.util.function.Supplier;

/// One thing that must be well for the server to serve, or that an operator must know of. Called at each
/// request for /health: cheap and bounded in time.
///
/// @param problem says in a sentence what is wrong, or nothing
/// @param needed  whether the server does not serve as it should while there is a problem
public record HealthCheck(String name, Supplier<Optional<String>> problem, boolean needed) {
    public HealthCheck(String name, Supplier<Optional<String>> problem) {
        this(name, problem, true);
    }

    /// Something beside the service, which goes on.
    public static HealthCheck beside(String name, Supplier<Optional<String>> problem) {
        return new HealthCheck(name, problem, false);
    }
}
