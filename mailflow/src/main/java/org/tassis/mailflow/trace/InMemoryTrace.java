package org.tassis.mailflow.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A trace that ends with the process and is not bounded: for tests, and as the model of others. Any thread.
public final class InMemoryTrace implements Trace, TraceSearch {
    private final List<TraceEvent> events = new ArrayList<>(); // guarded by this

    @Override
    public synchronized void record(TraceEvent event) {
        events.add(event);
    }

    @Override
    public synchronized List<Story> find(TraceQuery query) {
        Map<String, List<TraceEvent>> found = new LinkedHashMap<>();
        for (TraceEvent event : events.reversed()) {
            if (found.size() < query.most()
                    && !event.at().isBefore(query.since())
                    && event.at().isBefore(query.until())
                    && Terms.of(event).containsAll(query.words())) {
                found.computeIfAbsent(
                        event.message().isEmpty() ? " " + found.size() : event.message(), _ -> all(event));
            }
        }
        return found.values().stream()
                .map(all -> new Story(all.getFirst().message(), all))
                .sorted(Comparator.comparing(
                                (Story story) -> story.events().getLast().at())
                        .reversed())
                .toList();
    }

    private List<TraceEvent> all(TraceEvent event) {
        return event.message().isEmpty()
                ? List.of(event)
                : events.stream()
                        .filter(other -> other.message().equals(event.message()))
                        .toList();
    }
}
