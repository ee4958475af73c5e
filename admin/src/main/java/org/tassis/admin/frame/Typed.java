package org.tassis.admin.frame;

import java.util.LinkedHashMap;
import java.util.Map;

/// A form as it was typed, so that it is there again after an error. For templates: `typed.text('name')`,
/// `typed.on('box')`. Passwords are never among it: take them out by {@link #without}.
///
/// @param fields a field that was not sent is an empty text
public record Typed(Map<String, String> fields) {
    public static final Typed NOTHING = new Typed(Map.of());

    private static final int MAX = 100_000;

    public Typed {
        fields = Map.copyOf(fields);
    }

    /// @param fields name, value, name, value ...
    public static Typed of(String... fields) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            all.put(fields[i], fields[i + 1]);
        }
        return new Typed(all);
    }

    /// As it was typed, at most 100 000 characters of it.
    public String raw(String name) {
        String text = fields.getOrDefault(name, "");
        return text.substring(0, Math.min(MAX, text.length()));
    }

    /// Without spaces around it.
    public String text(String name) {
        return raw(name).strip();
    }

    public boolean isEmpty(String name) {
        return text(name).isEmpty();
    }

    /// Whether a box is ticked.
    public boolean on(String name) {
        return text(name).equals("true");
    }

    public Typed with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put(name, value);
        return new Typed(all);
    }

    public Typed without(String name) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.remove(name);
        return new Typed(all);
    }
}
