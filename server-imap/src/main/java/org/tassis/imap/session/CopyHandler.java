package org.tassis.imap.session;

import java.io.IOException;
import org.tassis.core.UidSet;
import org.tassis.imap.command.Copy;
import org.tassis.imap.command.Move;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.Reach.Reached;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.store.Copied;
import org.tassis.store.MailStore;
import org.tassis.store.Right;
import org.tassis.store.Transfers;

/// COPY and MOVE, with and without UID: RFC 9051 §6.4.7, §6.4.8, RFC 4315, RFC 6851, RFC 9738. No state;
/// any thread.
final class CopyHandler {
    private final Transfers transfers;
    private final Reach reach;
    private final Sync sync;

    CopyHandler(MailStore store, Reach reach, Sync sync) {
        this.transfers = new Transfers(store);
        this.reach = reach;
        this.sync = sync;
    }

    Step copy(Selected selected, Copy command) {
        Portion portion = Portion.ofCopied(command.messages().in(selected.view(), selected.saved()), selected);
        if (portion.isPart()) { // all or none: RFC 9051 §6.4.7
            return new Step(selected, portion.refusal());
        }
        UidSet uids = portion.messages().uids(selected.view());
        Reached target = reach.target(selected.user(), command.to());
        Copied copied = transfers.copy(selected.mailbox().id(), uids, target.mailbox(), target.rights());
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
        selected.needs(Right.DELETE_MESSAGES, Right.EXPUNGE);
        Portion portion = Portion.of(command.messages().in(selected.view(), selected.saved()), selected);
        UidSet uids = portion.messages().uids(selected.view());
        Reached target = reach.target(selected.user(), command.to());
        Copied moved = transfers.move(selected.mailbox(), uids, target.mailbox(), target.rights());
        if (moved.source().isEmpty()) {
            return new Step(
                    selected, portion.end(nothing(uids, command.messages().byUid()), client.untagged()));
        }
        if (selected.user().capabilities().offers("UIDPLUS")) {
            client.untagged().ok(ResponseCode.copyUid(moved), "Moved");
        }
        Selected next = sync.catchUp(selected, client.untagged(), true);
        Completion moves = next.user().enabled().condstore()
                ? Completion.ok(ResponseCode.highestModSeq(next.view().current().highestModSeq()), "Moved")
                : Completion.ok("Moved");
        return new Step(next, portion.end(moves, client.untagged()));
    }

    /// UIDs that are not there are no error (RFC 9051 §6.4.9); sequence numbers named messages that the
    /// client saw.
    private static Completion nothing(UidSet asked, boolean byUid) {
        return byUid || asked.isEmpty() ? Completion.ok("No such messages") : Completion.ALL_EXPUNGED;
    }
}
