package org.tassis.admin.frame;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was done a moment ago, told on the next page.
///
/// @param key    of the message that tells it
/// @param values of its places
/// @param undo   how it is taken back, when it can be
public record Note(String key, List<String> values, Optional<Undo> undo) {
    public Note {
        values = List.copyOf(values);
    }

    /// A form that takes something back.
    ///
    /// @param path   where it is posted to
    /// @param fields its hidden fields
    public record Undo(String path, Map<String, String> fields) {
        public Undo {
            fields = Map.copyOf(fields);
        }

        /// @param fields name, value, name, value ...
        public static Undo of(String path, String... fields) {
            Map<String, String> all = new LinkedHashMap<>();
            for (int i = 0; i < fields.length; i += 2) {
                all.put(fields[i], fields[i + 1]);
            }
            return new Undo(path, all);
        }
    }

    public static Note of(String key, String... values) {
        return new Note(key, List.of(values), Optional.empty());
    }

    public Note with(Undo undo) {
        return new Note(key, values, Optional.of(undo));
    }
}
