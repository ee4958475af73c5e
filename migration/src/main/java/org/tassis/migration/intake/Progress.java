package org.tassis.migration.intake;

import java.util.ArrayList;
import java.util.List;

/// How far it got. Written by those who work, read by those who look on; any thread.
public final class Progress {
    /// Remarks that are kept; more are only counted.
    public static final int MAX_REMARKS = 200;

    private static final int MAX_REMARK = 300;

    private final List<String> remarks = new ArrayList<>();
    private String at = "";
    private long expected;
    private long messages;
    private long bytes;
    private long known;
    private long changed;
    private long refused;
    private long remarked;
    private boolean cancelled;

    /// At one moment.
    ///
    /// @param at       the mailbox and folder at hand
    /// @param expected messages that there are to look at; 0 when that is not known
    /// @param messages brought in
    /// @param bytes    octets of these
    /// @param known    messages that were there already
    /// @param changed  messages whose flags were changed as they had been at the source
    /// @param refused  messages that could not be brought in; the remarks say why
    /// @param remarks  the first {@link #MAX_REMARKS}
    /// @param remarked how many remarks there were
    public record Figures(
            String at,
            long expected,
            long messages,
            long bytes,
            long known,
            long changed,
            long refused,
            List<String> remarks,
            long remarked) {
        public static final Figures NONE = new Figures("", 0, 0, 0, 0, 0, 0, List.of(), 0);

        public Figures {
            remarks = List.copyOf(remarks);
        }

        /// All messages that were looked at.
        public long seen() {
            return messages + known + refused;
        }
    }

    public synchronized Figures figures() {
        return new Figures(at, expected, messages, bytes, known, changed, refused, remarks, remarked);
    }

    public synchronized void at(String place) {
        at = place;
    }

    /// More messages are to be looked at.
    public synchronized void expect(long count) {
        expected += count;
    }

    public synchronized void brought(long count, long octets) {
        messages += count;
        bytes += octets;
    }

    public synchronized void known(long count) {
        known += count;
    }

    public synchronized void changed(long count) {
        changed += count;
    }

    /// A message that could not be brought in.
    public synchronized void refused(String why) {
        refused++;
        remark(why);
    }

    /// What somebody should know. Words of strangers in it are made harmless.
    public synchronized void remark(String text) {
        remarked++;
        if (remarks.size() < MAX_REMARKS) {
            remarks.add(harmless(text));
        }
    }

    /// Lets whoever works stop at the next message.
    public synchronized void cancel() {
        cancelled = true;
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /// @throws Stopped it was cancelled
    public void check() {
        if (isCancelled() || Thread.currentThread().isInterrupted()) {
            throw new Stopped(Stopped.Reason.CANCELLED, "It was stopped.");
        }
    }

    /// One line without control characters, of bounded length.
    public static String harmless(String text) {
        return harmless(text, MAX_REMARK);
    }

    /// @param most characters
    public static String harmless(String text, int most) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), most));
        text.codePoints().limit(most).forEach(c -> {
            boolean shown = !Character.isISOControl(c)
                    && Character.getType(c) != Character.FORMAT
                    && Character.getType(c) != Character.SURROGATE;
            safe.appendCodePoint(shown ? c : '?');
        });
        return safe.toString();
    }
}
