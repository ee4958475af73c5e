package org.tassis.imap.session;

import java.io.IOException;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.imap.command.MessageSet;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Right;

/// EXPUNGE and UID EXPUNGE: RFC 9051 §6.4.3, §6.4.9. No state; any thread.
final class ExpungeHandler {
    private final MailStore store;
    private final Sync sync;

    ExpungeHandler(MailStore store, Sync sync) {
        this.store = store;
        this.sync = sync;
    }

    Step expunge(Selected selected, Client client) throws IOException {
        return expunge(selected, UidSet.ALL, client);
    }

    Step expunge(Selected selected, MessageSet messages, Client client) throws IOException {
        return expunge(selected, messages.in(selected.view(), selected.saved()).uids(selected.view()), client);
    }

    private Step expunge(Selected selected, UidSet among, Client client) throws IOException {
        selected.needs(Right.EXPUNGE);
        UidSet deleted = deleted(store.snapshot(selected.mailbox().id()), among);
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
