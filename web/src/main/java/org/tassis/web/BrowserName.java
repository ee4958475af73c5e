package org.tassis.web;

import java.util.LinkedHashMap;
import java.util.Map;

/// The name of a browser, from what it says of itself: a stranger's words, of which only known names are
/// taken.
final class BrowserName {
    /// The first that is in it: many say that they are others, too.
    private static final Map<String, String> PROGRAMS = known(
            "Edg",
            "Edge",
            "OPR/",
            "Opera",
            "Vivaldi",
            "Vivaldi",
            "SamsungBrowser",
            "Samsung Internet",
            "Firefox",
            "Firefox",
            "FxiOS",
            "Firefox",
            "CriOS",
            "Chrome",
            "Chrome",
            "Chrome",
            "Safari",
            "Safari");

    private static final Map<String, String> SYSTEMS = known(
            "Android",
            "Android",
            "iPhone",
            "iPhone",
            "iPad",
            "iPad",
            "Windows",
            "Windows",
            "Macintosh",
            "macOS",
            "CrOS",
            "ChromeOS",
            "Linux",
            "Linux");

    private BrowserName() {}

    private static Map<String, String> known(String... pairs) {
        Map<String, String> known = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            known.put(pairs[i], pairs[i + 1]);
        }
        return known;
    }

    /// @return such as "Firefox, Windows"; as much of what it says as fits when it is nothing known
    static String of(String agent) {
        String program = first(PROGRAMS, agent);
        String system = first(SYSTEMS, agent);
        if (program.isEmpty() && system.isEmpty()) {
            return agent.isBlank() ? "?" : agent.substring(0, Math.min(60, agent.length()));
        }
        return program.isEmpty() || system.isEmpty() ? program + system : program + ", " + system;
    }

    private static String first(Map<String, String> known, String agent) {
        return known.entrySet().stream()
                .filter(one -> agent.contains(one.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
