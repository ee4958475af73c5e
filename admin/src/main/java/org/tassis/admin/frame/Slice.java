package org.tassis.admin.frame;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/// One page of a list that is read from a place on, so that the last page costs what the first one does.
///
/// @param rows those of this page
/// @param next the `after` of the next page; empty on the last one
public record Slice<T>(List<T> rows, Optional<String> next) {
    public static final int ROWS = 50;

    public Slice {
        rows = List.copyOf(rows);
    }

    /// @param reading gets how many are to be read: one more than are shown
    /// @param place   of a row, from which the next page goes on
    public static <T> Slice<T> of(IntFunction<List<T>> reading, Function<T, String> place) {
        List<T> found = reading.apply(ROWS + 1);
        return found.size() <= ROWS
                ? new Slice<>(found, Optional.empty())
                : new Slice<>(found.subList(0, ROWS), Optional.of(place.apply(found.get(ROWS - 1))));
    }

    public <R> Slice<R> map(Function<T, R> shown) {
        return new Slice<>(rows.stream().map(shown).toList(), next);
    }
}
