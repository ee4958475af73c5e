package org.tassis.webmail;

import java.util.List;
import java.util.Map;

/// What a browser says it is, in two words for people: `Firefox, Linux`. A guess, as all of them claim to
/// be others, too.
public final class Browser {
    // the first that is found counts
    private static final List<Map.Entry<String, String>> PROGRAMS = List.of(
            Map.entry("Edg", "Edge"),
            Map.entry("OPR/", "Opera"),
            Map.entry("SamsungBrowser/", "Samsung Internet"),
            Map.entry("Firefox/", "Firefox"),
            Map.entry("FxiOS/", "Firefox"),
            Map.entry("CriOS/", "Chrome"),
            Map.entry("Chrome/", "Chrome"),
            Map.entry("Safari/", "Safari"));
    private static final List<Map.Entry<String, String>> SYSTEMS = List.of(
            Map.entry("Windows", "Windows"),
            Map.entry("iPhone", "iPhone"),
            Map.entry("iPad", "iPad"),
            Map.entry("Android", "Android"),
            Map.entry("Mac OS X", "macOS"),
            Map.entry("CrOS", "ChromeOS"),
            Map.entry("Linux", "Linux"));

    private Browser() {}

    /// @param agent a stranger's words
    /// @return empty when it is none that is known
    public static String name(String agent) {
        String program = find(PROGRAMS, agent);
        String system = find(SYSTEMS, agent);
        return program.isEmpty() ? "" : system.isEmpty() ? program : program + ", " + system;
    }

    private static String find(List<Map.Entry<String, String>> names, String agent) {
        return names.stream()
                .filter(one -> agent.contains(one.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
