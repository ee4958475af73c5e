package org.tassis.mailflow.trace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tassis.mailflow.trace.TraceEvent.Accepted;
import org.tassis.mailflow.trace.TraceEvent.Attempted;
import org.tassis.mailflow.trace.TraceEvent.Deleted;
import org.tassis.mailflow.trace.TraceEvent.Delivered;
import org.tassis.mailflow.trace.TraceEvent.Filtered;
import org.tassis.mailflow.trace.TraceEvent.Refused;

/// All that is known of one message, or one event that belongs to none.
///
/// @param message its id, or empty
/// @param events  at least one, in the order they happened
public record Story(String message, List<TraceEvent> events) {
    public Story {
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("a story of nothing");
        }
    }

    /// The event in which it ended so far, for each recipient by its address as written; under the empty
    /// text what ended for all. A refusal that was only observed ends nothing.
    public Map<String, TraceEvent> endings() {
        Map<String, TraceEvent> endings = new LinkedHashMap<>();
        for (TraceEvent event : events) {
            switch (event) {
                case Refused refused when !refused.enforced() -> {}
                case Refused refused -> endings.put(refused.recipient(), event);
                case Accepted accepted -> accepted.recipients().forEach(to -> endings.put(to, event));
                case Delivered e -> endings.put(e.recipient(), event);
                case Attempted e -> endings.put(e.recipient(), event);
                case Filtered e when e.action().equals("replied") -> {} // the message is where it was before
                case Filtered e -> endings.put(e.recipient(), event);
                case Deleted e -> deleted(e, endings);
                case TraceEvent.Connected _, TraceEvent.LeftOut _ -> {}
            }
        }
        if (endings.isEmpty()) {
            endings.put("", events.getLast());
        }
        return endings;
    }

    /// Who deletes in a mailbox is a login, which may have got it by any address.
    private static void deleted(Deleted event, Map<String, TraceEvent> endings) {
        List<String> addresses = endings.entrySet().stream()
                .filter(ending -> ending.getValue() instanceof Delivered delivered
                        && delivered.login().equals(event.recipient()))
                .map(Map.Entry::getKey)
                .toList();
        (addresses.isEmpty() ? List.of(event.recipient()) : addresses).forEach(to -> endings.put(to, event));
    }
}
