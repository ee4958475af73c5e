package org.tassis.webmail.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tassis.core.ContentId;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;

/// Which messages belong to a conversation, over all folders. The store keeps the key of a conversation
/// beside each message; here is remembered which message has which, so that it is read once. What was
/// stored never changes, so nothing here is ever stale. Bounded memory; any thread.
final class Threads {
    private static final int SLOTS = 1 << 20;

    /// Of one mailbox, before it is the next one's turn.
    private static final int AT_ONCE = 32;

    /// Content and key side by side, at a place by the content: a later one may take the place of an
    /// earlier one.
    private final long[] contents = new long[SLOTS];

    private final long[] keys = new long[SLOTS];

    /// @param messages   newest first
    /// @param unfinished whether time was over before all were looked at
    record Found(List<Member> messages, boolean unfinished) {}

    /// @param index in the snapshot
    record Member(Mailbox mailbox, MailboxSnapshot snapshot, int index) {}

    /// From a moment on into both directions, in all mailboxes side by side: who answers each other mostly
    /// does so soon, and what is far away may be left out when time is over.
    private static final class Walk {
        private final Mailbox mailbox;
        private final MailboxSnapshot snapshot;
        private int below;
        private int above;

        Walk(Mailbox mailbox, MailboxSnapshot snapshot, long around) {
            this.mailbox = mailbox;
            this.snapshot = snapshot;
            int low = 0;
            int high = snapshot.count();
            while (low < high) { // roughly, where dates do not ascend
                int middle = (low + high) >>> 1;
                if (snapshot.internalDate(middle) <= around) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            above = low;
            below = low - 1;
        }

        boolean isOver() {
            return below < 0 && above == snapshot.count();
        }
    }

    /// @param around   seconds since 1970
    /// @param deadline of `System.nanoTime()`
    Found find(MailStore store, List<Mailbox> mailboxes, long key, long around, int most, long deadline) {
        List<Member> found = new ArrayList<>();
        List<Walk> walks = mailboxes.stream()
                .map(mailbox -> new Walk(mailbox, store.snapshot(mailbox.id()), around))
                .collect(Collectors.toCollection(ArrayList::new));
        walks.removeIf(Walk::isOver);
        while (!walks.isEmpty()) {
            for (Walk walk : walks) {
                if (System.nanoTime() > deadline) {
                    return new Found(newestFirst(found, most), true);
                }
                for (int i = 0; i < AT_ONCE && walk.below >= 0; i++) {
                    look(store, walk, walk.below--, key, found);
                }
                for (int i = 0; i < AT_ONCE && walk.above < walk.snapshot.count(); i++) {
                    look(store, walk, walk.above++, key, found);
                }
            }
            walks.removeIf(Walk::isOver);
        }
        return new Found(newestFirst(found, most), false);
    }

    private void look(MailStore store, Walk walk, int index, long key, List<Member> found) {
        if (key(store, walk.snapshot, index) == key) {
            found.add(new Member(walk.mailbox, walk.snapshot, index));
        }
    }

    private static List<Member> newestFirst(List<Member> found, int most) {
        found.sort((a, b) ->
                Long.compare(b.snapshot().internalDate(b.index()), a.snapshot().internalDate(a.index())));
        return found.subList(0, Math.min(most, found.size()));
    }

    private long key(MailStore store, MailboxSnapshot snapshot, int index) {
        ContentId content = snapshot.contentId(index);
        int slot = (int) (content.value() & SLOTS - 1);
        synchronized (contents) {
            if (contents[slot] == content.value()) {
                return keys[slot];
            }
        }
        long key;
        try {
            key = store.message(snapshot, index).structure().threadId();
        } catch (StoreException _) { // it is no member as long as it cannot be read
            return 0;
        }
        synchronized (contents) {
            contents[slot] = content.value();
            keys[slot] = key;
        }
        return key;
    }
}
