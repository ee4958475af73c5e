package org.tassis.webmail.compose;

import java.util.regex.Pattern;

/// Whether a text speaks of a file that does not go along, in the languages of the pages. What is quoted does not
/// count.
final class Forgotten {
    private static final Pattern FILE = Pattern.compile(
            "(?iu)\\b(attach(ed|ment|ments|ing)?|enclosed|pi[eè]ces? jointes?|ci-joints?|ci-jointes?|en annexe|joins?"
                    + "|bijlagen?|bijgevoegd|bijgaand|in bijlage|anhang|beigef[uü]gt)\\b");

    private Forgotten() {}

    static boolean in(String subject, String text) {
        return FILE.matcher(subject).find()
                || text.lines()
                        .takeWhile(line -> !line.equals("-- "))
                        .filter(line -> !line.startsWith(">"))
                        .anyMatch(line -> FILE.matcher(line).find());
    }
}
