package org.tassis.search;

/// How the index is.
///
/// @param mailboxes that have to be in it, counted when it began to follow the store
/// @param behind    of them, those that are not complete yet
/// @param waiting   mailboxes of which something is to be done, those behind included
/// @param messages  in it
/// @param octets    on the disk
/// @param trouble   what went wrong last and has not passed, for people; empty when nothing has
public record SearchStatus(
        State state, long mailboxes, long behind, long waiting, long messages, long octets, String trouble) {
    public enum State {
        /// What is on the disk is being compared with its checksums and with the store.
        CHECKING,
        /// Messages are being indexed that are not new; searches of mailboxes that are not complete read
        /// more.
        BUILDING,
        /// Everything but the last seconds is in it.
        CURRENT,
        /// The disk is nearly full: nothing more is indexed, what was indexed is used.
        PAUSED,
        /// It cannot be used, and is tried again; searches read all messages.
        FAILED,
        /// Closed.
        OFF
    }
}
