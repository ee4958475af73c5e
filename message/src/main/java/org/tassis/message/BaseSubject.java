package org.tassis.message;

/// The base subject, by which replies and forwards sort and thread with what they answer: RFC 5256 §2.1.
public final class BaseSubject {
    /// Beyond this a subject is cut: it bounds the time, and nobody answers such a one.
    private static final int MAX_LENGTH = 2000;

    private final String text;
    private int from;
    private int to;
    private boolean answers;

    private BaseSubject(String text) {
        this.text = text;
        this.to = text.length();
    }

    /// @param subject decoded, as {@link HeaderText#decode} gives it
    public static String of(String subject) {
        return parse(subject).base();
    }

    /// @param base    the base subject
    /// @param answers the message is a reply or forward: something of the subject said so and was taken away
    public record Parsed(String base, boolean answers) {}

    /// As {@link #of}, and whether it is of a reply or forward.
    public static Parsed parse(String subject) {
        var base = new BaseSubject(folded(subject));
        do {
            base.dropTrailers();
            while (base.dropLeader() || base.dropBlobIfMoreFollows()) {}
        } while (base.unwrapForward());
        return new Parsed(base.text.substring(base.from, base.to), base.answers);
    }

    /// (1) white space runs become one space.
    private static String folded(String subject) {
        var folded = new StringBuilder(Math.min(subject.length(), MAX_LENGTH));
        boolean space = false;
        for (int i = 0; i < subject.length() && folded.length() < MAX_LENGTH; i++) {
            char c = subject.charAt(i);
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
                space = true;
                continue;
            }
            if (space && !folded.isEmpty()) {
                folded.append(' ');
            }
            space = false;
            folded.append(c);
        }
        return folded.toString();
    }

    /// (2) `(fwd)` and white space at the end.
    private void dropTrailers() {
        while (true) {
            if (to > from && text.charAt(to - 1) == ' ') {
                to--;
            } else if (to - from >= 5 && matches(to - 5, "(fwd)")) {
                to -= 5;
                answers = true;
            } else {
                return;
            }
        }
    }

    /// (3) `*blob (re | fw | fwd) [blob] ":"`, or white space.
    private boolean dropLeader() {
        if (from < to && text.charAt(from) == ' ') {
            from++;
            return true;
        }
        int i = from;
        int behind;
        while ((behind = behindBlob(i)) > i) {
            i = behind;
        }
        if (matches(i, "re")) {
            i += 2;
        } else if (matches(i, "fwd")) {
            i += 3;
        } else if (matches(i, "fw")) {
            i += 2;
        } else {
            return false;
        }
        i = behindBlob(behindSpace(i));
        if (i >= to || text.charAt(i) != ':') {
            return false;
        }
        from = i + 1;
        answers = true;
        return true;
    }

    /// (4) a blob at the beginning, unless nothing is left without it.
    private boolean dropBlobIfMoreFollows() {
        int behind = behindBlob(from);
        if (behind == from || behind >= to) {
            return false;
        }
        from = behind;
        return true;
    }

    /// (6) `[fwd: ... ]`
    private boolean unwrapForward() {
        if (to - from >= 6 && matches(from, "[fwd:") && text.charAt(to - 1) == ']') {
            from += 5;
            to--;
            answers = true;
            return true;
        }
        return false;
    }

    /// Behind `"[" *BLOBCHAR "]" *WSP`, or `at` when there is none.
    private int behindBlob(int at) {
        if (at >= to || text.charAt(at) != '[') {
            return at;
        }
        for (int i = at + 1; i < to && text.charAt(i) != '['; i++) {
            if (text.charAt(i) == ']') {
                return behindSpace(i + 1);
            }
        }
        return at;
    }

    private int behindSpace(int at) {
        int i = at;
        while (i < to && text.charAt(i) == ' ') {
            i++;
        }
        return i;
    }

    private boolean matches(int at, String word) {
        if (at < from || at + word.length() > to) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (Octets.lower(text.charAt(at + i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
