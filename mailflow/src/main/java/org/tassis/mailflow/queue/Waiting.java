package org.tassis.mailflow.queue;

import java.time.Instant;

/// A destination with rows that wait.
///
/// @param due when the first of them is
public record Waiting(String destination, Instant due) {}
