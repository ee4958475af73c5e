package org.tassis.admin.operations;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// One thing that is looked after. Whoever knows of problems provides one as a bean, with the messages of
/// its findings.
///
/// @param name  a word; the message `watch.NAME` says what could not be looked at when looking fails
/// @param every how often; zero: whenever somebody asks, so it has to be quick
/// @param look  what is wrong now; empty when all is well. Bounded in time
public record Watch(String name, Duration every, Supplier<List<Finding>> look) {}
