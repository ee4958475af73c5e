package org.tassis.admin.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A part of a list.
///
/// @param next for the parameter `cursor` of the next request; empty on the last page
record Page<T>(List<T> items, Optional<String> next) {
    static final int MOST = 500;

    /// What a page is asked for by.
    ///
    /// @param after the key of the last item of the page before
    record Wanted(Optional<String> after, int limit) {
        /// @param cursor as the page before gave it
        static Wanted of(Optional<String> cursor, int limit) {
            if (limit < 1 || limit > MOST) {
                throw Refusal.invalid("limit", "A page has 1 to " + MOST + " items.");
            }
            return new Wanted(cursor.map(Wanted::read), limit);
        }

        private static String read(String cursor) {
            try {
                return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw Refusal.invalid("cursor", "This is not a cursor of the page before.");
            }
        }

        /// Where keys are numbers.
        long afterNumber() {
            try {
                return after.map(Long::parseLong).orElse(0L);
            } catch (NumberFormatException e) {
                throw Refusal.invalid("cursor", "This is not a cursor of the page before.");
            }
        }

        <K> Optional<K> after(Function<String, Optional<K>> parser) {
            return after.map(text -> parser.apply(text)
                    .orElseThrow(() -> Refusal.invalid("cursor", "This is not a cursor of the page before.")));
        }
    }

    /// @param rows one more than wanted, when there are more
    /// @param key  by which the page behind a row is found
    static <R, T> Page<T> of(List<R> rows, Wanted wanted, Function<R, Object> key, Function<R, T> item) {
        boolean more = rows.size() > wanted.limit();
        List<R> shown = more ? rows.subList(0, wanted.limit()) : rows;
        return new Page<>(
                shown.stream().map(item).toList(),
                more ? Optional.of(cursor(key.apply(shown.getLast()).toString())) : Optional.empty());
    }

    private static String cursor(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }
}
