package org.tassis.admin.operations;

import java.util.List;

/// Something that an operator should know of.
///
/// @param key    the message `finding.KEY` says what it is, `finding.KEY.remedy` what to do
/// @param values for the places of both; what is a number is one
/// @param link   to the page where something is done about it; empty when there is none
public record Finding(Level level, String key, List<Object> values, String link) {
    public enum Level {
        /// Mail is lost or late, or soon will be.
        BAD,
        WARN,
        /// Good to know.
        INFO;

        /// Of badges.
        public String look() {
            return this == INFO ? "" : name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public Finding {
        values = List.copyOf(values);
    }

    public static Finding of(Level level, String key, String link, Object... values) {
        return new Finding(level, key, List.of(values), link);
    }

    public String text() {
        return "finding." + key;
    }

    public String remedy() {
        return "finding." + key + ".remedy";
    }
}
