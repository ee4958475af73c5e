package org.tassis.imap.session;

import java.io.IOException;
import java.util.Optional;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.imap.command.Copy;
import org.tassis.imap.command.Move;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.store.Copied;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;

/// COPY and MOVE, with and without UID: RFC 9051 §6.4.7, §6.4.8, RFC 4315, RFC 6851. No state; any thread.
final class CopyHandler {
    private final MailStore store;
    private final Sync sync;

    CopyHandler(MailStore store, Sync sync) {
        this.store = store;
        this.sync = sync;
    }

    Step copy(Selected selected, Copy command) {
        UidSet uids = command.messages().in(selected.view(), selected.saved()).uids(selected.view());
        Optional<Mailbox> target = target(selected, command.to());
        if (target.isEmpty()) {
            return new Step(selected, Completion.TRY_CREATE);
        }
        Copied copied = store.copy(selected.mailbox().id(), uids, target.get().id());
        if (copied.source().isEmpty()) {
            return new Step(selected, nothing(uids, command.messages().byUid()));
        }
        return new Step(
                selected,
                selected.user().capabilities().offers("UIDPLUS")
                        ? Completion.ok(ResponseCode.copyUid(copied), "Copied")
                        : Completion.ok("Copied"));
    }

    /// COPYUID comes untagged before the messages go, so that the client knows where to: RFC 6851 §4.3.
    Step move(Selected selected, Move command, Client client) throws IOException {
        if (selected.readOnly()) {
            return new Step(selected, Completion.READ_ONLY_MAILBOX);
        }
        UidSet uids = command.messages().in(selected.view(), selected.saved()).uids(selected.view());
        Optional<Mailbox> target = target(selected, command.to());
        if (target.isEmpty()) {
            return new Step(selected, Completion.TRY_CREATE);
        }
        Copied moved = store.move(selected.mailbox().id(), uids, target.get().id());
        if (moved.source().isEmpty()) {
            return new Step(selected, nothing(uids, command.messages().byUid()));
        }
        if (selected.user().capabilities().offers("UIDPLUS")) {
            client.untagged().ok(ResponseCode.copyUid(moved), "Moved");
        }
        Selected next = sync.catchUp(selected, client.untagged(), true);
        return new Step(
                next,
                next.user().enabled().condstore()
                        ? Completion.ok(
                                ResponseCode.highestModSeq(next.view().current().highestModSeq()), "Moved")
                        : Completion.ok("Moved"));
    }

    private Optional<Mailbox> target(Selected selected, MailboxName name) {
        return store.mailbox(selected.user().id(), name);
    }

    /// UIDs that are not there are no error (RFC 9051 §6.4.9); sequence numbers named messages that the client saw.
    private static Completion nothing(UidSet asked, boolean byUid) {
        return byUid || asked.isEmpty() ? Completion.ok("No such messages") : Completion.ALL_EXPUNGED;
    }
}
