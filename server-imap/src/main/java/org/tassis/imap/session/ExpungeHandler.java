package org.tassis.imap.session;

import java.io.IOException;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.command.MessageSet;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Right;

/// EXPUNGE and UID EXPUNGE: RFC 9051 §6.4.3, §6.4.9, RFC 9738. No state; any thread.
final class ExpungeHandler {
    private final MailStore store;
    private final Sync sync;

    ExpungeHandler(MailStore store, Sync sync) {
        this.store = store;
        this.sync = sync;
    }

    /// Never limited: RFC 9738 §3.1.
    Step expunge(Selected selected, Client client) throws IOException {
        selected.needs(Right.EXPUNGE);
        UidSet deleted = deleted(store.snapshot(selected.mailbox().id()), UidSet.ALL);
        return expunge(selected, deleted, client);
    }

    Step expunge(Selected selected, MessageSet messages, Client client) throws IOException {
        selected.needs(Right.EXPUNGE);
        ClientView view = selected.view();
        UidSet among = messages.in(view, selected.saved()).uids(view);
        MessageRanges.Builder deleted = new MessageRanges.Builder();
        deleted(store.snapshot(selected.mailbox().id()), among).stream()
                .mapToInt(view::sequence)
                .filter(sequence -> sequence > 0)
                .forEach(sequence -> deleted.add(sequence));
        Portion portion = Portion.of(deleted.build(), selected);
        Step step = expunge(selected, portion.messages().uids(view), client);
        return new Step(step.next(), portion.end(step.completion(), client.untagged()));
    }

    private Step expunge(Selected selected, UidSet deleted, Client client) throws IOException {
        if (!deleted.isEmpty()) {
            store.expunge(selected.mailbox().id(), deleted);
        }
        Selected next = sync.catchUp(selected, client.untagged(), true);
        boolean tellModSeq = next.user().enabled().condstore() && !deleted.isEmpty(); // RFC 7162 §3.2.7
        return new Step(
                next,
                tellModSeq
                        ? Completion.ok(
                                ResponseCode.highestModSeq(next.view().current().highestModSeq()), "Expunged")
                        : Completion.ok("Expunged"));
    }

    /// The messages with `\Deleted`.
    static UidSet deleted(MailboxSnapshot now, UidSet among) {
        UidSet.Builder deleted = new UidSet.Builder();
        int left = now.deleted();
        for (int index = 0; left > 0 && index < now.count(); index++) {
            if ((now.flagBits(index) & SystemFlag.DELETED.bit()) != 0) {
                left--;
                if (among.contains(now.uid(index))) {
                    deleted.add(now.uid(index));
                }
            }
        }
        return deleted.build();
    }
}
