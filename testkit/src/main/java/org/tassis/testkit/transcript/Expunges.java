package org.tassis.testkit.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// EXPUNGE responses that are expected together. Each number counts the messages that are left (RFC 9051 §7.5.1), so
/// the same messages may go in different numbers: what counts is which ones went.
final class Expunges {
    private static final Pattern EXPUNGE = Pattern.compile("\\* (\\d{1,9}) EXPUNGE", Pattern.CASE_INSENSITIVE);

    private final Set<Integer> expected = new TreeSet<>();
    private final Set<Integer> gone = new TreeSet<>();

    /// @param wanted loses the EXPUNGE lines
    Expunges(List<Transcript.Step> wanted) {
        for (Transcript.Step step : new ArrayList<>(wanted)) {
            if (isExpunge(step.text())) {
                expected.add(original(step.text(), expected));
                wanted.remove(step);
            }
        }
    }

    static boolean isExpunge(String response) {
        return EXPUNGE.matcher(response).matches();
    }

    /// The number that the message had before any of `gone` went.
    private static int original(String response, Set<Integer> gone) {
        Matcher expunge = EXPUNGE.matcher(response);
        if (!expunge.matches()) {
            throw new IllegalArgumentException(response);
        }
        int number = Integer.parseInt(expunge.group(1));
        for (int earlier : gone) { // ascending
            if (earlier <= number) {
                number++;
            }
        }
        return number;
    }

    /// @return whether it was expected
    boolean heard(String response) {
        int message = original(response, gone);
        gone.add(message);
        return expected.contains(message);
    }

    boolean areAwaited() {
        return gone.size() < expected.size();
    }

    /// For people: what is still awaited.
    @Override
    public String toString() {
        Set<Integer> left = new TreeSet<>(expected);
        left.removeAll(gone);
        return left.isEmpty() ? "" : ", EXPUNGE of " + left;
    }
}
