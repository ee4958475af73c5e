package org.tassis.imap.session;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;
import org.tassis.imap.session.SessionState.Enabled;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.store.FlagChange;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;

/// Brings a client's view up to the store's present, and tells the client what is new: RFC 9051 §5.2, §7.
/// Called at safe points only; whether EXPUNGE may be told is for the caller to know. No state; any thread.
final class Sync {
    private static final Logger LOG = LoggerFactory.getLogger(Sync.class);

    private final MailStore store;
    private final Reach reach;
    private final ContextUpdates contexts;

    Sync(MailStore store, Reach reach, ContextUpdates contexts) {
        this.store = store;
        this.reach = reach;
        this.contexts = contexts;
    }

    /// What the running command itself did to flags, which decides what is told about it.
    ///
    /// @param echo   messages to be told about although nothing may have changed
    /// @param quiet  messages whose change to `modSeq` came from this very command and is not to be told
    /// @param modSeq of the command's change
    /// @param made   what the command did to the quiet ones, when it is for the client to know: a message
    ///     that is different otherwise is told about (RFC 9051 §6.4.6)
    /// @param tellModSeq the new modification sequence of quiet messages is told to who follows them
    /// @param byUid  the command is a UID command, so that responses name UIDs (RFC 9051 §6.4.9)
    record Own(UidSet echo, UidSet quiet, long modSeq, Optional<FlagChange> made, boolean tellModSeq, boolean byUid) {
        static final Own NOTHING = new Own(UidSet.EMPTY, UidSet.EMPTY, 0, Optional.empty(), false, false);

        /// What NOTIFY tells names UIDs: RFC 5465 §5.1.
        static final Own NOTIFIED = new Own(UidSet.EMPTY, UidSet.EMPTY, 0, Optional.empty(), false, true);

        boolean isQuiet(MailboxSnapshot before, MailboxSnapshot now, int index) {
            return now.modSeq(index) == modSeq
                    && quiet.contains(now.uid(index))
                    && (made.isEmpty() || explains(made.get(), before, now, index));
        }

        /// Whether nobody else had a hand in it.
        private static boolean explains(FlagChange change, MailboxSnapshot before, MailboxSnapshot now, int index) {
            int then = before.indexOf(now.uid(index));
            if (then < 0) {
                return false;
            }
            long bits = change.flags().systemBits();
            for (int i = 0;
                    i < now.keywords().size() && !change.flags().keywords().isEmpty();
                    i++) {
                if (change.flags().has(now.keywords().get(i))) {
                    bits |= 1L << (MailboxSnapshot.FIRST_KEYWORD_BIT + i);
                }
            }
            long old = before.flagBits(then);
            return now.flagBits(index)
                    == switch (change.mode()) {
                        case ADD -> old | bits;
                        case REMOVE -> old & ~bits;
                        case REPLACE -> bits;
                    };
        }
    }

    /// What is told of new messages besides EXISTS, before anything that follows from them: RFC 5465 §5.2.
    interface Fresh {
        void tell(Selected now) throws IOException;
    }

    Selected catchUp(Selected selected, Untagged out, boolean tellExpunges) throws IOException {
        return catchUp(selected, out, tellExpunges, Own.NOTHING);
    }

    Selected catchUp(Selected selected, Untagged out, boolean tellExpunges, Own own) throws IOException {
        return catchUp(selected, out, tellExpunges, own, _ -> {});
    }

    /// @throws StoreException nothing was told, and the view is as before
    Selected catchUp(Selected before, Untagged out, boolean tellExpunges, Own own, Fresh fresh) throws IOException {
        Selected selected = reach.current(before, out);
        ClientView view = selected.view();
        MailboxSnapshot newer = store.snapshot(selected.mailbox().id());
        if (newer == view.current()) {
            Selected same = selected;
            if (tellExpunges && view.hasGhosts()) {
                same = contexts.beforeExpunges(selected, out);
                tellExpunges(selected, out);
                view = view.withoutGhosts();
            }
            tellFlags(same, before.view().current(), view, own.echo(), own, out);
            return view == selected.view() ? selected : same.withView(view);
        }
        MailboxSnapshot.Difference news = newer.since(view.current());
        view = view.advanced(newer, news.expunged());
        Selected next = selected.withView(view);
        if (tellExpunges && view.hasGhosts()) {
            next = contexts.beforeExpunges(next, out);
            tellExpunges(next, out);
            view = view.withoutGhosts();
            next = next.withView(view);
        }
        if (!news.arrived().isEmpty()) {
            out.exists(view.count());
        }
        UidSet told = own.echo().isEmpty() ? news.changed() : news.changed().union(own.echo());
        if (!told.isEmpty() || !news.arrived().isEmpty()) {
            next = tellKeywords(next, out);
        }
        tellFlags(next, before.view().current(), view, told, own, out);
        fresh.tell(next);
        return contexts.afterNews(next, news.changed(), news.arrived(), out);
    }

    /// Whether the mailbox is still there and may be read; nothing is told of its messages.
    ///
    /// @throws StoreException as with {@link #catchUp}
    Selected look(Selected before, Untagged out) throws IOException {
        Selected selected = reach.current(before, out);
        store.snapshot(selected.mailbox().id());
        return selected;
    }

    private static void tellExpunges(Selected selected, Untagged out) throws IOException {
        ClientView view = selected.view();
        if (selected.user().enabled().tellsVanished()) {
            out.vanished(view.ghostUids());
        } else {
            for (int sequence : view.expunges()) {
                out.expunge(sequence);
            }
        }
    }

    /// Keywords are announced before they are used: RFC 9051 §7.3.5.
    static Selected tellKeywords(Selected selected, Untagged out) throws IOException {
        int known = selected.view().current().keywords().size();
        if (known <= selected.keywordsTold()) {
            return selected;
        }
        out.flags(selected.view().current().keywords());
        out.permanentFlags(selected.view().current().keywords(), selected);
        return selected.withKeywordsTold(known);
    }

    private static void tellFlags(
            Selected selected, MailboxSnapshot before, ClientView view, UidSet uids, Own own, Untagged out)
            throws IOException {
        if (uids.isEmpty()) {
            return;
        }
        Enabled enabled = selected.user().enabled();
        MailboxSnapshot now = view.current();
        boolean uidWanted = own.byUid() || enabled.tellsUids();
        for (int range = 0; range < uids.rangeCount(); range++) {
            int from = now.indexOf(uids.first(range));
            for (int index = from >= 0 ? from : -from - 1;
                    index < now.count() && now.uid(index) <= uids.last(range);
                    index++) {
                long uid = now.uid(index);
                int sequence = view.hasGhosts() ? view.sequence(uid) : index + 1;
                if (own.isQuiet(before, now, index)) {
                    if (own.tellModSeq() && enabled.condstore()) {
                        out.fetchModSeq(sequence, now, index, uidWanted);
                    }
                } else {
                    boolean recent = selected.recent().contains(uid);
                    out.fetchFlags(sequence, now, index, recent, uidWanted, enabled.condstore());
                }
            }
        }
    }

    /// Tells an IMAP4rev1 client how many messages are recent, when some came since `before`: RFC 3501
    /// §7.3.2. Claiming them costs a write, so it is done once for a command, and once for a whole IDLE.
    Selected tellRecent(Selected before, Selected now, Untagged out) throws IOException {
        MailboxSnapshot current = now.view().current();
        if (now.user().enabled().rev2()
                || !before.mailbox().id().equals(now.mailbox().id())
                || before.view().current().uidNext() == current.uidNext()) {
            return now;
        }
        UidSet recent = recent(now);
        out.recent(countRecent(recent, current));
        return now.withRecent(recent);
    }

    /// The session's recent messages with those that it is the first to hear of: RFC 3501 §2.3.2. Nothing
    /// is written when there are none.
    UidSet recent(Selected selected) {
        MailboxId mailbox = selected.mailbox().id();
        try {
            UidSet unheard = UidSet.between(
                    store.recentFrom(mailbox), selected.view().current().uidNext());
            if (!unheard.isEmpty() && !selected.readOnly() && selected.own()) { // they are the owner's to hear of
                unheard = store.claimRecent(mailbox);
            }
            return selected.recent().union(unheard);
        } catch (StoreException unimportant) { // a message that is not shown as recent is no reason to fail
            LOG.debug("recent messages of {} cannot be claimed", mailbox, unimportant);
            return selected.recent();
        }
    }

    static int countRecent(UidSet recent, MailboxSnapshot in) {
        int count = 0;
        for (int range = 0; range < recent.rangeCount(); range++) {
            int from = in.indexOf(recent.first(range));
            int to = in.indexOf(recent.last(range));
            int begin = from >= 0 ? from : -from - 1;
            int end = to >= 0 ? to + 1 : -to - 1;
            count += Math.max(0, end - begin);
        }
        return count;
    }
}
