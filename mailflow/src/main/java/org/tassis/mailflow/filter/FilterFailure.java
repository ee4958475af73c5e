package org.tassis.mailflow.filter;

import java.util.List;
import java.util.stream.Collectors;
import org.tassis.mailflow.sieve.SieveError;

/// Every way in which a change of filters is refused. {@link #text} tells a person what is wrong and what to do.
public sealed interface FilterFailure {
    /// Plain sentences in English; of several lines for {@link Invalid} only.
    String text();

    record BadName() implements FilterFailure {
        @Override
        public String text() {
            return "A filter's name has 1 to " + ScriptName.MAX_LENGTH
                    + " characters, none of them a control character or a slash.";
        }
    }

    record NoSuchScript(ScriptName name) implements FilterFailure {
        @Override
        public String text() {
            return "There is no filter '" + name + "'.";
        }
    }

    record ScriptExists(ScriptName name) implements FilterFailure {
        @Override
        public String text() {
            return "There is already a filter '" + name + "'. Choose another name, or remove it first.";
        }
    }

    /// An active script is not removed.
    record ScriptActive(ScriptName name) implements FilterFailure {
        @Override
        public String text() {
            return "The filter '" + name + "' is active. Switch it off first.";
        }
    }

    record TooMany(int limit) implements FilterFailure {
        @Override
        public String text() {
            return "There are already " + limit + " filters, which is the most. Remove one first.";
        }
    }

    /// @param limit octets
    record TooLarge(int limit) implements FilterFailure {
        @Override
        public String text() {
            return "A filter has at most " + limit + " octets.";
        }
    }

    /// Not UTF-8, or with NUL in it: RFC 5228 §2.1.
    record NotText() implements FilterFailure {
        @Override
        public String text() {
            return "A filter is text in UTF-8 without NUL characters.";
        }
    }

    /// @param errors at least one
    record Invalid(List<SieveError> errors) implements FilterFailure {
        public Invalid {
            errors = List.copyOf(errors);
        }

        @Override
        public String text() {
            return errors.stream().map(SieveError::toString).collect(Collectors.joining("\n"));
        }
    }

    /// The database cannot be used now; the cause is in the exception, for the log.
    record Unavailable() implements FilterFailure {
        @Override
        public String text() {
            return "Filters cannot be read or written now. Try again in a moment.";
        }
    }
}
