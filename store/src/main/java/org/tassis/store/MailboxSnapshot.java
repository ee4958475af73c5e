package org.tassis.store;

import java.util.List;
import org.tassis.core.ContentId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MessageId;
import org.tassis.core.UidSet;

/// A mailbox at one instant. Messages are in ascending UID order; `index` runs from 0 to `count() - 1`, so
/// that a message's sequence number in this snapshot is `index + 1`. Immutable and thread-safe; sessions
/// hold one each, and snapshots share what did not change.
public interface MailboxSnapshot {
    MailboxId mailbox();

    long uidValidity();

    /// Greater than every UID ever given: RFC 9051 §2.3.1.1.
    long uidNext();

    /// The highest modification sequence of the mailbox, of expunges too; at least 1: RFC 7162 §3.1.2.1.
    long highestModSeq();

    int count();

    /// Messages without `\\Seen`.
    int unseen();

    /// Messages with `\\Deleted`: RFC 9051 §6.3.11.
    int deleted();

    /// Octets of all messages: RFC 8438.
    long bytes();

    long uid(int index);

    /// The message's index, or `-(insertion point) - 1` as in `Arrays.binarySearch`.
    int indexOf(long uid);

    long modSeq(int index);

    /// System flags as {@link org.tassis.core.SystemFlag#bit}, keywords as bits by their place in {@link
    /// #keywords}: keyword i is bit `FIRST_KEYWORD_BIT + i`. Equal bits in one mailbox are equal flags,
    /// over snapshots too.
    long flagBits(int index);

    int FIRST_KEYWORD_BIT = 8;

    /// A mailbox knows at most this many keywords.
    int MAX_KEYWORDS = 56;

    /// Keywords ever used in this mailbox, in the order of their bits.
    List<String> keywords();

    Flags flags(int index);

    /// In octets.
    long size(int index);

    /// Seconds since 1970: INTERNALDATE.
    long internalDate(int index);

    /// Seconds since 1970 when the message came into this mailbox: RFC 8514.
    long saveDate(int index);

    MessageId id(int index);

    ContentId contentId(int index);

    boolean hiddenFromPop(int index);

    /// Whether a message holds what people call files: {@link org.tassis.message.BodyPart#hasFiles}.
    enum Files {
        /// It was stored before this was looked at: {@link MailStore#noteFiles}.
        UNKNOWN,
        NONE,
        SOME
    }

    /// From beside the flags, without reading the message.
    default Files files(int index) {
        return Files.UNKNOWN;
    }

    /// The UIDs of all messages.
    UidSet uids();

    /// What happened between `earlier`, a snapshot of the same mailbox, and this one. Costs the number of
    /// changes plus a small part of the number of messages.
    Difference since(MailboxSnapshot earlier);

    /// @param expunged in the earlier snapshot, no longer in this
    /// @param changed  in both, with another modification sequence
    /// @param arrived  only in this
    record Difference(UidSet expunged, UidSet changed, UidSet arrived) {
        public boolean isEmpty() {
            return expunged.isEmpty() && changed.isEmpty() && arrived.isEmpty();
        }
    }
}
