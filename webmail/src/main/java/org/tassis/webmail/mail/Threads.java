package org.tassis.webmail.mail;

import java.util.ArrayList;
import java.util.List;
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

    /// Content and key side by side, at a place by the content: a later one may take the place of an
    /// earlier one.
    private final long[] contents = new long[SLOTS];

    private final long[] keys = new long[SLOTS];

    /// @param messages   newest first
    /// @param unfinished whether time was over before all were looked at
    record Found(List<Member> messages, boolean unfinished) {}

    /// @param index in the snapshot
    record Member(Mailbox mailbox, MailboxSnapshot snapshot, int index) {}

    /// @param deadline of `System.nanoTime()`
    Found find(MailStore store, List<Mailbox> mailboxes, long key, int most, long deadline) {
        List<Member> found = new ArrayList<>();
        boolean unfinished = false;
        int looked = 0;
        for (Mailbox mailbox : mailboxes) {
            MailboxSnapshot snapshot = store.snapshot(mailbox.id());
            for (int index = snapshot.count() - 1; index >= 0; index--) {
                if ((++looked & 63) == 0 && System.nanoTime() > deadline) {
                    unfinished = true;
                    break;
                }
                if (key(store, snapshot, index) == key) {
                    found.add(new Member(mailbox, snapshot, index));
                }
            }
        }
        found.sort((a, b) ->
                Long.compare(b.snapshot().internalDate(b.index()), a.snapshot().internalDate(a.index())));
        return new Found(found.subList(0, Math.min(most, found.size())), unfinished);
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
