package org.tassis.directory.writing;

import java.time.Duration;
import java.util.List;

/// What a person likes when writing and reading mail.
///
/// @param rich     whether letters begin as rich text
/// @param undo     how long sent mail waits so that it can be called back: one of {@link #UNDO}
/// @param receipts what happens when a sender asks whether mail was read
public record WritingHabits(boolean rich, Duration undo, Receipts receipts) {
    /// How long mail may wait to be called back.
    public static final List<Duration> UNDO =
            List.of(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30));

    public static final WritingHabits DEFAULT = new WritingHabits(true, Duration.ofSeconds(10), Receipts.ASK);

    /// Whether senders learn that their mail was read: RFC 8098 §2.1.
    public enum Receipts {
        /// They are not told, and the reader is not asked.
        NEVER,
        /// The reader decides for each message.
        ASK,
        /// They are told when the message is opened, unless it is suspicious: then the reader decides.
        ALWAYS
    }

    /// @throws IllegalArgumentException not one of {@link #UNDO}
    public WritingHabits {
        if (!UNDO.contains(undo)) {
            throw new IllegalArgumentException("mail does not wait for " + undo);
        }
    }
}
