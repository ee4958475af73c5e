package org.tassis.imap.session;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.imap.command.Select;
import org.tassis.imap.command.Select.Resync;
import org.tassis.imap.command.Select.SequenceMatch;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.reply.StoreFailures;
import org.tassis.imap.session.Reach.Reached;
import org.tassis.imap.session.SessionState.Authenticated;
import org.tassis.imap.session.SessionState.Enabled;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.session.SessionState.User;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Right;
import org.tassis.store.Rights;
import org.tassis.store.StoreException;

/// SELECT, EXAMINE, CLOSE and UNSELECT: RFC 9051 §6.3.2, §6.3.3, §6.4.1, §6.4.2; quick resynchronisation:
/// RFC 7162 §3.2.5. No state; any thread.
final class SelectHandler {
    private final MailStore store;
    private final Reach reach;
    private final Sync sync;

    SelectHandler(MailStore store, Reach reach, Sync sync) {
        this.store = store;
        this.reach = reach;
        this.sync = sync;
    }

    /// Whatever comes of it, the mailbox that was selected before is selected no longer: RFC 9051 §6.3.2.
    Step select(LoggedIn state, Select command, Client client) throws IOException {
        User user = state.user();
        if (command.resync().isPresent() && !user.enabled().qresync()) {
            return new Step(state, Completion.QRESYNC_NOT_ENABLED); // RFC 7162 §3.2.5
        }
        if (state instanceof Selected) {
            client.untagged().ok(ResponseCode.CLOSED, "The mailbox selected before is closed");
        }
        if (command.enablesCondstore()) {
            user = user.withEnabled(user.enabled().withCondstore());
        }
        MailboxSnapshot snapshot;
        Mailbox mailbox;
        Rights rights;
        try {
            Optional<Reached> found = reach.find(user, command.mailbox());
            if (found.isEmpty() || !found.get().may(Right.READ)) {
                return new Step(
                        new Authenticated(user), found.isEmpty() ? Completion.NO_SUCH_MAILBOX : Completion.NO_RIGHT);
            }
            mailbox = found.get().mailbox();
            rights = found.get().rights();
            snapshot = store.snapshot(mailbox.id());
        } catch (StoreException refused) {
            return new Step(new Authenticated(user), StoreFailures.completion(refused.failure()));
        }
        Selected selected = new Selected(
                user,
                mailbox,
                ClientView.of(snapshot),
                rights,
                command.readOnly(),
                UidSet.EMPTY,
                UidSet.EMPTY,
                snapshot.keywords().size(),
                List.of());
        if (!user.enabled().rev2()) {
            selected = selected.withRecent(sync.recent(selected));
        }
        describe(selected, client.untagged());
        if (command.resync().isPresent() && command.resync().get().uidValidity() == snapshot.uidValidity()) {
            resynchronise(selected, command.resync().get(), client.untagged());
        }
        return new Step(
                selected,
                selected.readOnly()
                        ? Completion.ok(ResponseCode.READ_ONLY, "Opened for reading only")
                        : Completion.ok(ResponseCode.READ_WRITE, "Opened"));
    }

    private static void describe(Selected selected, Untagged out) throws IOException {
        MailboxSnapshot snapshot = selected.view().current();
        Enabled enabled = selected.user().enabled();
        out.flags(snapshot.keywords());
        out.permanentFlags(snapshot.keywords(), selected);
        out.exists(snapshot.count());
        if (enabled.rev2()) {
            out.list("LIST", List.of(), selected.mailbox().name(), false); // RFC 9051 §6.3.2
        } else {
            out.recent(Sync.countRecent(selected.recent(), snapshot));
            int unseen = firstUnseen(snapshot);
            if (unseen > 0 && !enabled.uidOnly()) {
                out.ok(ResponseCode.unseen(unseen), "The first message not seen");
            }
        }
        out.ok(ResponseCode.uidValidity(snapshot.uidValidity()), "UIDs are valid");
        out.ok(ResponseCode.uidNext(snapshot.uidNext()), "The next UID");
        if (selected.user().capabilities().offers("CONDSTORE")) {
            out.ok(ResponseCode.highestModSeq(snapshot.highestModSeq()), "Modification sequences are kept");
        }
        if (selected.user().capabilities().offers("OBJECTID")) {
            out.ok(ResponseCode.mailboxId(selected.mailbox().id()), "The mailbox for ever");
        }
        if (selected.user().capabilities().offers("URLAUTH")) {
            out.ok(ResponseCode.URL_MECHANISMS, "URLs are vouched for"); // RFC 4467 §8
        }
    }

    private static int firstUnseen(MailboxSnapshot snapshot) {
        if (snapshot.unseen() > 0) {
            for (int index = 0; index < snapshot.count(); index++) {
                if ((snapshot.flagBits(index) & SystemFlag.SEEN.bit()) == 0) {
                    return index + 1;
                }
            }
        }
        return 0;
    }

    /// What happened since the client was here: first what has gone, then what has changed: RFC 7162 §3.2.5.
    private void resynchronise(Selected selected, Resync resync, Untagged out) throws IOException {
        MailboxSnapshot now = selected.view().current();
        UidSet interesting = resync.knownUids().orElse(UidSet.between(1, now.uidNext()));
        long intact = resync.sequenceMatch().map(match -> lastMatch(match, now)).orElse(0L);
        if (resync.modSeq() < now.highestModSeq()) {
            // what went after `now` was taken still counts in this session, and is told later
            UidSet vanished = UidSets.difference(
                    UidSets.intersection(store.vanishedSince(now.mailbox(), resync.modSeq()), interesting), now.uids());
            if (intact > 0) {
                vanished = UidSets.difference(vanished, UidSet.of(1, intact));
            }
            out.vanishedEarlier(vanished);
            for (int index = 0; index < now.count(); index++) {
                if (now.modSeq(index) > resync.modSeq() && interesting.contains(now.uid(index))) {
                    boolean recent = selected.recent().contains(now.uid(index));
                    out.fetchFlags(index + 1, now, index, recent, true, true);
                }
            }
        }
    }

    /// The highest UID up to which the client has missed no expunge: below it, sequence numbers are what it
    /// believes. RFC 7162 §3.2.5.2.
    private static long lastMatch(SequenceMatch match, MailboxSnapshot now) {
        long best = 0;
        Pairs pairs = new Pairs(match.sequenceNumbers(), match.uids());
        for (OptionalLong sequence = pairs.next(); sequence.isPresent(); sequence = pairs.next()) {
            if (sequence.getAsLong() > now.count() || now.uid((int) sequence.getAsLong() - 1) != pairs.uid()) {
                break; // UIDs ascend: after the first pair that is wrong no other is right
            }
            best = pairs.uid();
        }
        return best;
    }

    /// Goes through two sets in step.
    private static final class Pairs {
        private final UidSet left;
        private final UidSet right;
        private int leftRange;
        private int rightRange;
        private long leftNext;
        private long rightNext;
        private long uid;

        Pairs(UidSet left, UidSet right) {
            this.left = left;
            this.right = right;
            this.leftNext = left.isEmpty() ? 0 : left.first(0);
            this.rightNext = right.isEmpty() ? 0 : right.first(0);
        }

        OptionalLong next() {
            if (leftRange == left.rangeCount() || rightRange == right.rangeCount()) {
                return OptionalLong.empty();
            }
            long sequence = leftNext;
            uid = rightNext;
            if (leftNext++ == left.last(leftRange) && ++leftRange < left.rangeCount()) {
                leftNext = left.first(leftRange);
            }
            if (rightNext++ == right.last(rightRange) && ++rightRange < right.rangeCount()) {
                rightNext = right.first(rightRange);
            }
            return OptionalLong.of(sequence);
        }

        long uid() {
            return uid;
        }
    }

    /// Expunges without a word, unless the mailbox was opened for reading only or the user may not: RFC 9051
    /// §6.4.1, RFC 4314 §4.
    Step close(Selected selected) {
        if (!selected.examined() && selected.rights().has(Right.EXPUNGE)) {
            UidSet deleted =
                    ExpungeHandler.deleted(store.snapshot(selected.mailbox().id()), UidSet.ALL);
            if (!deleted.isEmpty()) {
                store.expunge(selected.mailbox().id(), deleted);
            }
        }
        return new Step(selected.closed(), Completion.ok("Closed"));
    }

    Step unselect(Selected selected) {
        return new Step(selected.closed(), Completion.ok("Unselected"));
    }
}
