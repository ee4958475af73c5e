package org.tassis.imap.session;

import java.util.Arrays;
import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.store.MailboxSnapshot;

/// What a client has been told of its selected mailbox: the messages with their sequence numbers (RFC 9051
/// §2.3.1.2).
///
/// It is the newest snapshot that the session took plus the *ghosts*: messages that are expunged since, but
/// whose EXPUNGE the client has not been sent yet (RFC 9051 §7.5.1 forbids that while sequence numbers are
/// in use). Ghosts keep their place, and the snapshot they were last in, so that they can still be read
/// from history. Immutable; without ghosts it costs nothing beside its snapshot.
final class ClientView implements KnownMailbox {
    private static final long[] NO_UIDS = {};
    private static final MailboxSnapshot[] NO_SNAPSHOTS = {};

    private final MailboxSnapshot current;
    /// Ascending.
    private final long[] ghosts;
    /// The last snapshot that held the ghost of the same index.
    private final MailboxSnapshot[] lastSeen;
    /// How many snapshots the ghosts keep alive.
    private final int generations;

    private ClientView(MailboxSnapshot current, long[] ghosts, MailboxSnapshot[] lastSeen, int generations) {
        this.current = current;
        this.ghosts = ghosts;
        this.lastSeen = lastSeen;
        this.generations = generations;
    }

    static ClientView of(MailboxSnapshot snapshot) {
        return new ClientView(snapshot, NO_UIDS, NO_SNAPSHOTS, 0);
    }

    /// The newest snapshot taken; it lacks the ghosts.
    MailboxSnapshot current() {
        return current;
    }

    /// How many snapshots the ghosts keep in memory: what a client costs that never lets itself be told.
    int generations() {
        return generations;
    }

    boolean hasGhosts() {
        return ghosts.length > 0;
    }

    /// The modification sequence up to which the client has been told all that has gone.
    long toldUpTo() {
        long told = current.highestModSeq();
        for (MailboxSnapshot seen : lastSeen) {
            told = Math.min(told, seen.highestModSeq());
        }
        return told;
    }

    @Override
    public MailboxId id() {
        return current.mailbox();
    }

    /// Messages as the client counts them.
    @Override
    public int count() {
        return current.count() + ghosts.length;
    }

    /// @param sequence from 1 to {@link #count}
    @Override
    public long uid(int sequence) {
        int ghost = ghostAt(sequence);
        return ghost >= 0 ? ghosts[ghost] : current.uid(sequence - 1 - ghostsBeforeSequence(ghost));
    }

    /// The message's sequence number, 0 when the client knows no message of that UID.
    int sequence(long uid) {
        int index = current.indexOf(uid);
        if (ghosts.length == 0) {
            return index < 0 ? 0 : index + 1;
        }
        int ghost = Arrays.binarySearch(ghosts, uid);
        if (index >= 0) {
            return index + 1 + -(ghost + 1);
        }
        return ghost < 0 ? 0 : -(index + 1) + ghost + 1;
    }

    @Override
    public int sequenceFrom(long uid) {
        int index = current.indexOf(uid);
        int ghost = Arrays.binarySearch(ghosts, uid);
        return (index >= 0 ? index : -index - 1) + (ghost >= 0 ? ghost : -ghost - 1) + 1;
    }

    /// The snapshot to read a message from: the current one, or for a ghost the last that held it.
    @Override
    public MailboxSnapshot snapshot(int sequence) {
        int ghost = ghostAt(sequence);
        return ghost >= 0 ? lastSeen[ghost] : current;
    }

    /// The message's index in {@link #snapshot}.
    @Override
    public int index(int sequence) {
        int ghost = ghostAt(sequence);
        return ghost >= 0 ? lastSeen[ghost].indexOf(ghosts[ghost]) : sequence - 1 - ghostsBeforeSequence(ghost);
    }

    boolean isGhost(int sequence) {
        return ghostAt(sequence) >= 0;
    }

    /// Every UID the client knows, ghosts too.
    @Override
    public UidSet uids() {
        return ghosts.length == 0 ? current.uids() : current.uids().union(ghostUids());
    }

    /// The messages whose expunge the client has yet to hear of.
    UidSet ghostUids() {
        UidSet.Builder uids = new UidSet.Builder();
        for (long ghost : ghosts) {
            uids.add(ghost);
        }
        return uids.build();
    }

    /// The sequence numbers to be sent in EXPUNGE responses, one after the other: each already counts with
    /// the renumbering that those before it cause (RFC 9051 §7.5.1).
    int[] expunges() {
        int[] sequences = new int[ghosts.length];
        for (int i = 0; i < ghosts.length; i++) {
            sequences[i] = -(current.indexOf(ghosts[i]) + 1) + 1;
        }
        return sequences;
    }

    /// The view after the client was told of every expunge.
    ClientView withoutGhosts() {
        return ghosts.length == 0 ? this : of(current);
    }

    /// The view with what a newer snapshot of the same mailbox brings; what it lost become ghosts.
    ///
    /// @param expunged what `newer` says has gone since {@link #current}
    ClientView advanced(MailboxSnapshot newer, UidSet expunged) {
        if (expunged.isEmpty()) {
            return new ClientView(newer, ghosts, lastSeen, generations);
        }
        long[] gone = expunged.stream().toArray();
        long[] uids = new long[ghosts.length + gone.length];
        MailboxSnapshot[] seen = new MailboxSnapshot[uids.length];
        for (int i = 0, old = 0, fresh = 0; i < uids.length; i++) {
            if (fresh == gone.length || old < ghosts.length && ghosts[old] < gone[fresh]) {
                uids[i] = ghosts[old];
                seen[i] = lastSeen[old++];
            } else {
                uids[i] = gone[fresh++];
                seen[i] = current;
            }
        }
        return new ClientView(newer, uids, seen, generations + 1);
    }

    /// The ghost with that sequence number, or `-(ghosts before it) - 1` when a living message has it.
    private int ghostAt(int sequence) {
        int low = 0;
        int high = ghosts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int place = -(current.indexOf(ghosts[middle]) + 1) + middle + 1;
            if (place < sequence) {
                low = middle + 1;
            } else if (place > sequence) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -low - 1;
    }

    private static int ghostsBeforeSequence(int notFound) {
        return -(notFound + 1);
    }
}
