package org.tassis.mailflow.trace;

/// Takes events. Returns at once, whatever the storage does; any thread.
@FunctionalInterface
public interface Trace {
    /// Forgets everything.
    Trace NONE = _ -> {};

    /// Under a flood, events of connections and refusals may be left out, and are counted; those of accepted
    /// messages never are. The last second may be lost in a crash.
    void record(TraceEvent event);
}
