package org.tassis.search;

import org.tassis.core.MailboxId;

/// How far the index has come with a mailbox.
///
/// @param next   the messages with lower UIDs are in the index, as far as they are in the mailbox
/// @param modSeq what left the mailbox up to this modification sequence has left the index
/// @param files  of the messages with lower UIDs the attachments are in the index, too, as far as they are
///     read; not above `next`
record Mark(MailboxId mailbox, long next, long modSeq, long files) {
    static Mark none(MailboxId mailbox) {
        return new Mark(mailbox, 1, 0, 1);
    }

    Mark withFiles(long upTo) {
        return new Mark(mailbox, next, modSeq, Math.min(upTo, next));
    }
}
