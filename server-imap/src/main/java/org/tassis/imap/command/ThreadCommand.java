package org.tassis.imap.command;

import java.util.Optional;

/// THREAD and UID THREAD: RFC 5256 §3.
///
/// @param byUid results are UIDs
public record ThreadCommand(boolean byUid, Algorithm algorithm, SearchKey key) implements ImapCommand.InMailbox {
    /// How messages are put together.
    public enum Algorithm {
        /// By base subject alone, flat.
        ORDEREDSUBJECT,
        /// By what they refer to, then by subject.
        REFERENCES,
        /// By what they refer to alone; the conversation with the newest message last
        /// (draft-ietf-morg-inthread).
        REFS;

        static Optional<Algorithm> named(String word) {
            for (Algorithm algorithm : values()) {
                if (algorithm.name().equals(word)) {
                    return Optional.of(algorithm);
                }
            }
            return Optional.empty();
        }
    }

    @Override
    public String word() {
        return byUid ? "UID THREAD" : "THREAD";
    }

    @Override
    public boolean usesSequenceNumbers() {
        return !byUid;
    }

    @Override
    public boolean namesSequenceNumbers() {
        return !byUid || key.namesSequenceNumbers();
    }

    @Override
    public boolean enablesCondstore() {
        return key.asksModSeq();
    }
}
