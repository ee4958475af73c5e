package org.tassis.imap.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.Flags;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.imap.command.Fetch;
import org.tassis.imap.command.FetchItem;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.command.MessageSet;
import org.tassis.imap.command.PartialRange;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.session.Sync.Own;
import org.tassis.store.FlagChange;
import org.tassis.store.FlagsChanged;
import org.tassis.store.MailStore;
import org.tassis.store.Right;
import org.tassis.store.StoreException;

/// FETCH and UID FETCH: RFC 9051 §6.4.5, RFC 7162 §3.1.4, §3.2.6, RFC 9394 §3.3, RFC 9738. `\Seen` is
/// set for all messages at once before they are written. No state; any thread.
final class FetchHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FetchHandler.class);

    private final MailStore store;
    private final Sync sync;
    private final FetchReplies replies;

    FetchHandler(MailStore store, Sync sync, FetchReplies replies) {
        this.store = store;
        this.sync = sync;
        this.replies = replies;
    }

    Step fetch(Selected selected, Fetch command, Client client) throws IOException {
        if (command.vanished() && !selected.user().enabled().qresync()) {
            return new Step(selected, Completion.QRESYNC_NOT_ENABLED);
        }
        MessageRanges messages = command.messages().in(selected.view(), selected.saved());
        if (command.changedSince().isPresent()) {
            long since = command.changedSince().getAsLong();
            if (command.vanished()) {
                client.untagged().vanishedEarlier(vanished(selected, command.messages(), since));
            }
            messages = changedSince(selected.view(), messages, since);
        }
        if (command.partial().isPresent()) {
            PartialRange window = command.partial().get();
            OptionalInt limit = selected.user().capabilities().messageLimit();
            if (limit.isPresent() && window.size() > limit.getAsInt()) { // RFC 9738 §3.1
                return new Step(
                        selected,
                        Completion.aboveLimit(ResponseCode.messageLimit(limit.getAsInt(), OptionalLong.empty())));
            }
            messages = messages.window(window.from(messages.size()), window.to(messages.size()));
        }
        Portion portion = Portion.of(messages, selected);
        messages = portion.messages();
        Selected now = selected;
        UidSet seen = UidSet.EMPTY;
        List<FetchItem> items = command.items();
        if (command.uidImplied() && selected.user().enabled().uidOnly()) { // the response names it: RFC 9586 §3.2
            items = items.stream().filter(item -> item != FetchItem.Simple.UID).toList();
        }
        if (command.setsSeen() && !selected.examined() && selected.rights().has(Right.SEEN)) {
            FlagsChanged change = markSeen(selected, messages);
            if (change != null && !change.changed().isEmpty()) {
                seen = change.changed();
                boolean byUid = command.messages().byUid();
                // what the command itself changed is told with the messages, not before them
                now = sync.catchUp(
                        selected,
                        client.untagged(),
                        false,
                        new Own(UidSet.EMPTY, seen, change.modSeq(), Optional.empty(), false, byUid));
                items = withModSeq(items, now);
            }
        }
        Completion done = replies.write(now, messages, items, seen, portion.isPart(), client.out());
        return new Step(now, portion.end(done, client.untagged()));
    }

    /// Marks what is not marked. When the store cannot write now, mail can still be read.
    private @Nullable FlagsChanged markSeen(Selected selected, MessageRanges messages) {
        ClientView view = selected.view();
        UidSet.Builder unseen = new UidSet.Builder();
        for (int range = 0; range < messages.rangeCount(); range++) {
            for (int sequence = messages.first(range); sequence <= messages.last(range); sequence++) {
                int index = view.index(sequence);
                if (!view.isGhost(sequence) && (view.current().flagBits(index) & SystemFlag.SEEN.bit()) == 0) {
                    unseen.add(view.current().uid(index));
                }
            }
        }
        UidSet uids = unseen.build();
        if (uids.isEmpty()) {
            return null;
        }
        try {
            return store.changeFlags(
                    selected.mailbox().id(),
                    uids,
                    new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.SEEN)),
                    OptionalLong.empty());
        } catch (StoreException failed) {
            LOG.warn(
                    "{}: messages cannot be marked as seen: {}",
                    selected.mailbox().id(),
                    failed.failure());
            return null;
        }
    }

    /// A change that is told to who follows modification sequences has its own: RFC 7162 §3.1.4.2.
    private static List<FetchItem> withModSeq(List<FetchItem> items, Selected now) {
        if (!now.user().enabled().condstore() || items.contains(FetchItem.Simple.MODSEQ)) {
            return items;
        }
        List<FetchItem> more = new ArrayList<>(items);
        more.add(FetchItem.Simple.MODSEQ);
        return more;
    }

    private static MessageRanges changedSince(ClientView view, MessageRanges messages, long modSeq) {
        MessageRanges.Builder changed = new MessageRanges.Builder();
        for (int range = 0; range < messages.rangeCount(); range++) {
            for (int sequence = messages.first(range); sequence <= messages.last(range); sequence++) {
                if (view.snapshot(sequence).modSeq(view.index(sequence)) > modSeq) {
                    changed.add(sequence);
                }
            }
        }
        return changed.build();
    }

    /// What has gone of what was asked for, but for what the client is still to hear of: RFC 7162 §3.2.6.
    private UidSet vanished(Selected selected, MessageSet asked, long modSeq) {
        ClientView view = selected.view();
        UidSet all =
                switch (asked) {
                    case MessageSet.Uids(var numbers) -> {
                        long star = view.count() == 0 ? view.current().uidNext() - 1 : view.uid(view.count());
                        UidSet.Builder set = new UidSet.Builder();
                        for (int i = 0; i < numbers.rangeCount(); i++) {
                            set.add(Math.max(1, numbers.first(i, star)), Math.max(1, numbers.last(i, star)));
                        }
                        yield set.build();
                    }
                    case MessageSet.Saved _, MessageSet.Sequence _ -> selected.saved();
                };
        UidSet gone =
                UidSets.intersection(store.vanishedSince(selected.mailbox().id(), modSeq), all);
        return UidSets.difference(gone, view.uids());
    }
}
