package org.tassis.testkit;

import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceSearch;

class InMemoryTraceTest implements TraceContract {
    private final InMemoryTrace trace = new InMemoryTrace();

    @Override
    public Trace trace() {
        return trace;
    }

    @Override
    public TraceSearch search() {
        return trace;
    }
}
