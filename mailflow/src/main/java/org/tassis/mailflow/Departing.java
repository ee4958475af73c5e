package org.tassis.mailflow;

import java.util.List;
import java.util.Map;
import org.tassis.mailflow.sieve.EditedHeader;

/// What leaves of one message.
///
/// @param plain  as it came
/// @param edited by what a filter put in place of its header
record Departing(List<Outgoing> plain, Map<EditedHeader, List<Outgoing>> edited) {
    boolean isEmpty() {
        return plain.isEmpty() && edited.isEmpty();
    }
}
