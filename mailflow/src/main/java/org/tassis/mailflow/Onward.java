package org.tassis.mailflow;

import java.util.List;
import org.tassis.core.EmailAddress;

/// What became of a filter's wish to send a message on.
///
/// @param here  at whose mailboxes it arrives by that, with what their filters want
/// @param leaves whether it goes to another server
public record Onward(EmailAddress to, List<Arrival> here, boolean leaves) {
    public Onward {
        here = List.copyOf(here);
    }

    static Onward nowhere(EmailAddress to) {
        return new Onward(to, List.of(), false);
    }

    /// Whether it reaches anybody.
    public boolean works() {
        return leaves || !here.isEmpty();
    }
}
