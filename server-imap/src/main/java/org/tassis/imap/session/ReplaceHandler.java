package org.tassis.imap.session;

import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;
import org.tassis.imap.command.Append;
import org.tassis.imap.command.Replace;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.Reach.Reached;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.store.Appended;
import org.tassis.store.MailStore;
import org.tassis.store.NewMessage;
import org.tassis.store.Right;
import org.tassis.store.StoreException;

/// REPLACE and UID REPLACE: RFC 8508. The new message is there before the old one goes, so that none is
/// lost; should the old one not go, the new one is taken back. No state; any thread.
final class ReplaceHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ReplaceHandler.class);

    private final MailStore store;
    private final Reach reach;
    private final Sync sync;
    private final InstantSource clock;

    ReplaceHandler(MailStore store, Reach reach, Sync sync, InstantSource clock) {
        this.store = store;
        this.reach = reach;
        this.sync = sync;
        this.clock = clock;
    }

    Step replace(Selected selected, Replace command, Client client) throws IOException {
        selected.needs(Right.DELETE_MESSAGES, Right.EXPUNGE); // RFC 8508 §3.1
        UidSet old = command.replaced().in(selected.view(), selected.saved()).uids(selected.view());
        if (UidSets.difference(old, selected.view().ghostUids()).size() != 1) {
            return new Step(selected, Completion.NOTHING_TO_REPLACE);
        }
        Reached target = reach.target(selected.user(), command.mailbox());
        Append.Message message = command.message();
        NewMessage replacement = new NewMessage(
                message.content(),
                FlagRights.allowed(message.flags(), target.rights()),
                message.internalDate().orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS)));
        MailboxId mailbox = selected.mailbox().id();
        List<Appended> appended = store.append(target.mailbox().id(), List.of(replacement));
        try {
            store.expunge(mailbox, old);
        } catch (StoreException failed) {
            takeBack(target.mailbox().id(), appended);
            throw failed;
        }
        if (selected.user().capabilities().offers("UIDPLUS")) {
            client.untagged().ok(ResponseCode.appendUid(appended), "The replacement is there"); // RFC 8508 §3.4
        }
        Selected next = sync.catchUp(selected, client.untagged(), true);
        return new Step(
                next,
                next.user().enabled().condstore()
                        ? Completion.ok(
                                ResponseCode.highestModSeq(next.view().current().highestModSeq()), "Replaced")
                        : Completion.ok("Replaced"));
    }

    private void takeBack(MailboxId mailbox, List<Appended> appended) {
        try {
            UidSet.Builder uids = new UidSet.Builder();
            appended.forEach(one -> uids.add(one.uid()));
            store.expunge(mailbox, uids.build());
        } catch (StoreException failed) {
            LOG.warn("{}: a replacement stays beside what it was to replace: {}", mailbox, failed.failure());
        }
    }
}
