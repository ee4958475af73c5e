package org.tassis.imap.session;

import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.tassis.core.UidSet;
import org.tassis.imap.command.Append;
import org.tassis.imap.command.Replace;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.Reach.Reached;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.store.FlagRights;
import org.tassis.store.MailStore;
import org.tassis.store.NewMessage;
import org.tassis.store.Replaced;
import org.tassis.store.Right;

/// REPLACE and UID REPLACE: RFC 8508. The new message comes and the old one goes in one step of the store. No
/// state; any thread.
final class ReplaceHandler {
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
        UidSet old = UidSets.difference(
                command.replaced().in(selected.view(), selected.saved()).uids(selected.view()),
                selected.view().ghostUids());
        if (old.size() != 1) {
            return new Step(selected, Completion.NOTHING_TO_REPLACE);
        }
        Reached target = reach.target(selected.user(), command.mailbox());
        Append.Message message = command.message();
        NewMessage replacement = new NewMessage(
                message.content(),
                FlagRights.allowed(message.flags(), target.rights()),
                message.internalDate().orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS)));
        Replaced replaced = store.replace(
                selected.mailbox().id(), old.first(0), target.mailbox().id(), replacement);
        if (selected.user().capabilities().offers("UIDPLUS")) { // RFC 8508 §3.4
            client.untagged().ok(ResponseCode.appendUid(List.of(replaced.appended())), "The replacement is there");
        }
        Selected next = sync.catchUp(selected, client.untagged(), true);
        return new Step(
                next,
                next.user().enabled().condstore()
                        ? Completion.ok(
                                ResponseCode.highestModSeq(next.view().current().highestModSeq()), "Replaced")
                        : Completion.ok("Replaced"));
    }
}
