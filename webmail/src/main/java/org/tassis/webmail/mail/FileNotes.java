package org.tassis.webmail.mail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.tassis.core.UidSet;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Finds out which messages hold files, where that was not noted when they arrived: messages from before it
/// was. A while for each page that asks, the newest first; what was found is kept for good. Any thread; two
/// at once do the same twice.
final class FileNotes {
    /// Looked at before it is noted, so that deliveries need not wait long for their turn.
    private static final int TOGETHER = 500;

    /// Looked at in any case, so that it comes to an end.
    private static final int AT_LEAST = 50;

    private FileNotes() {}

    /// @param left messages of which it is not known yet
    record Looked(MailboxSnapshot snapshot, int left) {}

    static Looked look(MailStore store, MailboxSnapshot snapshot, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<Integer> unknown = new ArrayList<>();
        for (int index = snapshot.count() - 1; index >= 0; index--) {
            if (snapshot.files(index) == MailboxSnapshot.Files.UNKNOWN) {
                unknown.add(index);
            }
        }
        int looked = 0;
        while (looked < unknown.size() && (looked == 0 || System.nanoTime() < deadline)) {
            UidSet.Builder with = new UidSet.Builder();
            UidSet.Builder without = new UidSet.Builder();
            int end = Math.min(unknown.size(), looked + TOGETHER);
            int least = looked + AT_LEAST;
            while (looked < end && (looked < least || System.nanoTime() < deadline)) {
                int index = unknown.get(looked++);
                (hasFiles(store, snapshot, index) ? with : without).add(snapshot.uid(index));
            }
            store.noteFiles(snapshot.mailbox(), with.build(), without.build());
        }
        return looked == 0
                ? new Looked(snapshot, 0)
                : new Looked(store.snapshot(snapshot.mailbox()), unknown.size() - looked);
    }

    /// What cannot be read has none: nobody could have them.
    private static boolean hasFiles(MailStore store, MailboxSnapshot snapshot, int index) {
        try {
            return store.message(snapshot, index).structure().root().hasFiles();
        } catch (StoreException e) {
            if (e.failure() instanceof StoreFailure.Unavailable) {
                throw e;
            }
            return false;
        }
    }
}
