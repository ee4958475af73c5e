package org.tassis.admin;

import java.util.Optional;

/// One thing that must be well for the server to serve. Called at each request for /health: cheap and bounded in
/// time.
///
/// @param problem says in a sentence what is wrong, or nothing
public record HealthCheck(String name, java.util.function.Supplier<Optional<String>> problem) {}
