package org.tassis.directory;

import java.time.Instant;

/// A plan that was removed, and can be restored for {@link DirectorySettings#keepRemoved}. No customer has
/// it: a plan that somebody has is not removed.
///
/// @param removed when
public record RemovedPlan(Plan plan, Instant removed) {}
