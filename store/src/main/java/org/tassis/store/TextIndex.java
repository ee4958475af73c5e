package org.tassis.store;

import java.util.List;
import java.util.Optional;
import org.tassis.core.MailboxId;

/// Knows beforehand which messages of a mailbox cannot hold a text, so that searches need not read them.
/// Made from the store alone: one that is lost, late or does not answer makes searches slower and never
/// wrong. Any thread; answers within milliseconds, and fails by knowing nothing.
public interface TextIndex {
    /// Knows nothing: every message is looked at.
    TextIndex NONE = new TextIndex() {
        @Override
        public Optional<Candidates> candidates(MailboxId mailbox, TextPart part, String text, int[] threes) {
            return Optional.empty();
        }

        @Override
        public List<Similar> similar(List<MailboxId> mailboxes, String words, int limit) {
            return List.of();
        }
    };

    /// What may hold a text, as the index was at the moment of the call.
    ///
    /// @param text   folded; not empty
    /// @param threes hashes of all three characters in a row of the text; none where it is too short for that
    /// @return nothing when the index does not know the mailbox (yet)
    Optional<Candidates> candidates(MailboxId mailbox, TextPart part, String text, int[] threes);

    /// Messages whose words are like these whatever their form, the best first: for people, not for exact
    /// searches. What came in the last moments may be missing, what left the mailbox may still be there.
    ///
    /// @param words what somebody typed
    /// @param limit how many at most (1 to 1000)
    List<Similar> similar(List<MailboxId> mailboxes, String words, int limit);

    /// Messages whose attachments hold all these words in any form: for people, not for exact searches. What
    /// came in the last minutes may be missing, what left the mailbox may still be there.
    ///
    /// @param words what somebody typed
    /// @return UIDs in ascending order; none where attachments are not read
    default long[] inFiles(MailboxId mailbox, String words) {
        return new long[0];
    }

    /// Immutable.
    interface Candidates {
        /// {@link Answer#LACKS} and {@link Answer#HOLDS} are true of messages that are still in the mailbox
        /// after {@link #candidates} returned.
        Answer of(long uid);
    }

    enum Answer {
        /// It holds the text, for certain.
        HOLDS,
        /// It must be looked through.
        MAY_HOLD,
        /// It does not hold the text, for certain.
        LACKS,
        /// The index does not know it (yet).
        UNKNOWN
    }

    /// @param score positive; comparable within one answer only
    record Similar(MailboxId mailbox, long uid, float score) {}
}
