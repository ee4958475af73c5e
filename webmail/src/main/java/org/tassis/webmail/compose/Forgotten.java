package org.tassis.webmail.compose;

import java.util.regex.Pattern;

/// Whether a text speaks of a file that does not go along, in the languages of the pages. What is quoted
/// does not count.
final class Forgotten {
    private static final Pattern FILE =
            Pattern.compile("(?iuU)\\b(attach(ed|ment|ments|ing)|enclosed|enclosures?|i attach"
                    + "|pi[eè]ces? jointes?|ci-(joint|jointe|joints|jointes|annexée?s?)|(fichier|document|annexe)s? jointe?s?"
                    + "|en annexe|je (vous |t[e’'] ?)?joins"
                    + "|bijlagen?|bijgevoegde?|bijgaande?|bijgesloten|aangehechte?|(ik|wij|we) voeg(en)?\\b[^.?!]{0,60}\\b(bij|toe)"
                    + "|anhang|beigef[uü]gt)\\b");

    private Forgotten() {}

    static boolean in(String subject, String text) {
        return FILE.matcher(subject).find()
                || text.lines()
                        .takeWhile(line -> !line.equals("-- "))
                        .filter(line -> !line.startsWith(">"))
                        .anyMatch(line -> FILE.matcher(line).find());
    }
}
