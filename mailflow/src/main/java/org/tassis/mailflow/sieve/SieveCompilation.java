package org.tassis.mailflow.sieve;

import java.util.List;

/// What became of a text: a script that may run, or errors.
public sealed interface SieveCompilation {
    record Valid(SieveScript script) implements SieveCompilation {}

    /// @param errors at least one, in the order of their places; at most {@link #MAX_ERRORS}
    record Invalid(List<SieveError> errors) implements SieveCompilation {
        public Invalid {
            errors = List.copyOf(errors);
        }
    }

    int MAX_ERRORS = 20;
}
