package org.tassis.imap.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.UidSet;
import org.tassis.imap.command.FetchItem;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.fetch.FetchWriter;
import org.tassis.imap.fetch.UnknownTransferEncoding;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.StoreFailures;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// FETCH responses: RFC 9051 §7.5.2. Messages are streamed one by one. One that others expunged meanwhile is
/// read from history; one that cannot be read is left out, and the completion says so. No state; any thread.
final class FetchReplies {
    private static final Logger LOG = LoggerFactory.getLogger(FetchReplies.class);

    private final MailStore store;

    FetchReplies(MailStore store) {
        this.store = store;
    }

    /// Writes what the items tell of each message.
    ///
    /// @param seen      messages whose flags are told, too
    /// @param backwards the newest first, so that who leaves in the middle knows where to go on: RFC 9738
    ///     §3.1
    /// @throws StoreException nothing can be read now
    Completion write(
            Selected now,
            MessageRanges messages,
            List<FetchItem> items,
            UidSet seen,
            boolean backwards,
            ResponseWriter out)
            throws IOException {
        FetchWriter writer = new FetchWriter(out, store, items);
        ClientView view = now.view();
        boolean ghosts = view.hasGhosts();
        boolean recents = !now.recent().isEmpty();
        boolean flagsToo = !seen.isEmpty();
        Completion trouble = Completion.ok("Fetched");
        int ranges = messages.rangeCount();
        for (int turn = 0; turn < ranges; turn++) {
            int range = backwards ? ranges - 1 - turn : turn;
            int length = messages.last(range) - messages.first(range) + 1;
            for (int place = 0; place < length; place++) {
                int sequence = backwards ? messages.last(range) - place : messages.first(range) + place;
                MailboxSnapshot snapshot = ghosts ? view.snapshot(sequence) : view.current();
                int index = ghosts ? view.index(sequence) : sequence - 1;
                boolean recent = recents && now.recent().contains(snapshot.uid(index));
                boolean flags = flagsToo && seen.contains(snapshot.uid(index));
                try {
                    writer.write(sequence, snapshot, index, recent, flags);
                } catch (StoreException failed) {
                    if (failed.failure() instanceof StoreFailure.Unavailable) {
                        throw failed; // the others cannot be read either
                    }
                    if (StoreFailures.isFault(failed.failure())) {
                        LOG.warn("{}: uid {}: {}", now.mailbox().id(), snapshot.uid(index), failed.failure());
                        trouble = StoreFailures.completion(failed.failure());
                    } else if (trouble.kind() == Completion.Kind.OK) {
                        trouble = Completion.OTHERS_EXPUNGED;
                    }
                } catch (UnknownTransferEncoding unknown) {
                    trouble = Completion.UNKNOWN_ENCODING;
                }
            }
        }
        return trouble;
    }

    /// Tells of new messages without being asked for each, with their UIDs: RFC 5465 §5.2, §7. Those that
    /// cannot be read now are not told of.
    void tellNew(Selected now, UidSet uids, List<FetchItem> items, ResponseWriter out) throws IOException {
        MessageRanges.Builder messages = new MessageRanges.Builder();
        uids.stream()
                .mapToInt(now.view()::sequence)
                .filter(sequence -> sequence > 0)
                .forEach(messages::add);
        List<FetchItem> all = new ArrayList<>(items);
        if (!items.contains(FetchItem.Simple.UID) && !now.user().enabled().uidOnly()) {
            all.add(FetchItem.Simple.UID);
        }
        try {
            write(now, messages.build(), all, UidSet.EMPTY, false, out);
        } catch (StoreException unreadable) {
            LOG.warn("{}: new messages cannot be told: {}", now.mailbox().id(), unreadable.failure());
        }
    }
}
