package org.tassis.launcher.backup;

/// Why something failed, for people.
final class Sentences {
    private Sentences() {}

    static String of(Exception e) {
        String text = String.valueOf(e.getMessage());
        if (text.isEmpty()) {
            return e.getClass().getSimpleName() + ".";
        }
        boolean named = text.startsWith("pieces/") || text.startsWith("manifests/"); // objects keep their names
        return (named ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1))
                + (text.endsWith(".") ? "" : ".");
    }
}
