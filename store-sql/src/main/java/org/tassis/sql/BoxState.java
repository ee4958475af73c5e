package org.tassis.sql;

import org.jspecify.annotations.Nullable;
import org.tassis.store.ChunkedSnapshot;
import org.tassis.store.KeywordTable;

/// A mailbox's row, as committed or as it will be. Immutable.
///
/// @param recent    the first UID that no session was told is recent
/// @param forgotten expunges up to this modification sequence may be missing in history
/// @param left      since this modification sequence no message left the mailbox; kept in memory alone,
///     from when the row was read
/// @param version   goes up with every commit that changes the mailbox or one of its messages
record BoxState(
        long id,
        long account,
        boolean deleted,
        long uidValidity,
        long uidNext,
        long modSeq,
        long recent,
        long forgotten,
        long left,
        long version,
        KeywordTable keywords) {

    static BoxState created(long id, long account, long uidValidity) {
        return new BoxState(id, account, false, uidValidity, 1, 1, 1, 0, 0, 0, KeywordTable.EMPTY);
    }

    BoxState withMessages(long nextUid, long nextModSeq, KeywordTable table) {
        return new BoxState(
                id, account, deleted, uidValidity, nextUid, nextModSeq, recent, forgotten, left, version, table);
    }

    /// Some of its messages left it now.
    BoxState withoutSome(long nextModSeq) {
        return new BoxState(
                id,
                account,
                deleted,
                uidValidity,
                uidNext,
                nextModSeq,
                recent,
                forgotten,
                nextModSeq,
                version,
                keywords);
    }

    BoxState withRecent(long uid) {
        return new BoxState(
                id, account, deleted, uidValidity, uidNext, modSeq, uid, forgotten, left, version, keywords);
    }

    BoxState withForgotten(long upTo) {
        return new BoxState(
                id,
                account,
                deleted,
                uidValidity,
                uidNext,
                modSeq,
                recent,
                Math.max(forgotten, upTo),
                left,
                version,
                keywords);
    }

    BoxState asDeleted() {
        return new BoxState(
                id, account, true, uidValidity, uidNext, modSeq, recent, forgotten, left, version, keywords);
    }

    BoxState committed() {
        return new BoxState(
                id, account, deleted, uidValidity, uidNext, modSeq, recent, forgotten, left, version + 1, keywords);
    }

    /// Whether all messages that it had at an earlier modification sequence are still in it.
    boolean hasAllOf(long earlier) {
        return !deleted && left <= earlier && earlier <= modSeq;
    }

    /// A mailbox in memory: its row, and its messages when they are loaded, both of the same version.
    record WithView(BoxState state, @Nullable ChunkedSnapshot view) {}
}
