package org.tassis.mailflow.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tassis.core.DomainName;

/// How often the same thing happened with a domain on a day.
///
/// @param day   in UTC
/// @param facts what happened, in an order that its kind knows; without control characters; what does not fit into
///              {@link #MAX_LENGTH} characters is left out at the end
/// @param count above zero
public record Tally(Kind kind, LocalDate day, DomainName domain, List<String> facts, long count) {
    /// Of all facts together.
    public static final int MAX_LENGTH = 4000;

    /// What is counted. Numbers are written in databases.
    public enum Kind {
        /// Connections to servers of the domain, and what became of TLS: RFC 8460.
        TLS_SEEN(1),
        /// Messages that came here in the name of the domain: RFC 7489 §7.2.
        DMARC_SEEN(2),
        /// What others report about connections to a domain of this server.
        TLS_TOLD(3),
        /// What others report about messages in the name of a domain of this server.
        DMARC_TOLD(4);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    public Tally {
        List<String> clean = new ArrayList<>(facts.size());
        int left = MAX_LENGTH;
        for (String fact : facts) {
            if (fact.length() + 1 > left) {
                break;
            }
            clean.add(clean(fact));
            left -= fact.length() + 1;
        }
        facts = List.copyOf(clean);
        if (count <= 0) {
            throw new IllegalArgumentException("a count of " + count);
        }
    }

    private static String clean(String fact) {
        return fact.chars().anyMatch(Character::isISOControl) ? fact.replaceAll("\\p{Cntrl}", " ") : fact;
    }

    /// The facts as one text of at most {@link #MAX_LENGTH} characters.
    public String text() {
        return String.join("\n", facts);
    }

    /// What {@link #text} wrote.
    public static List<String> facts(String text) {
        return Arrays.asList(text.split("\n", -1));
    }

    /// A fact by its place; empty when it was left out.
    public String fact(int place) {
        return place < facts.size() ? facts.get(place) : "";
    }

    public Tally withCount(long other) {
        return new Tally(kind, day, domain, facts, other);
    }
}
