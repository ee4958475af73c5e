package org.tassis.mailflow.queue;

import java.time.Instant;
import java.util.Optional;

/// The queue in numbers.
///
/// @param waiting rows to be tried
/// @param held    rows that wait for an administrator
/// @param oldest  when the oldest message in it was accepted
public record QueueFigures(long waiting, long held, Optional<Instant> oldest) {}
