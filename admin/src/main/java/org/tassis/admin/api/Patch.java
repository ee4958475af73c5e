package org.tassis.admin.api;

import java.util.Optional;
import java.util.function.Consumer;

/// A field of a change where null means something else than nothing: RFC 7396 §2.
///
/// @param given whether the field is there
/// @param value empty when it is null
record Patch<T>(boolean given, Optional<T> value) {
    void ifGiven(Consumer<Optional<T>> change) {
        if (given) {
            change.accept(value);
        }
    }
}
