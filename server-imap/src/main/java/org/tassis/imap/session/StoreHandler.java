package org.tassis.imap.session;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.tassis.core.Flags;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.imap.command.StoreFlags;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.session.Sync.Own;
import org.tassis.store.FlagChange;
import org.tassis.store.FlagRights;
import org.tassis.store.FlagsChanged;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Rights;

/// STORE and UID STORE: RFC 9051 §6.4.6, conditional: RFC 7162 §3.1.3, limited: RFC 9738. No state; any
/// thread.
final class StoreHandler {
    private final MailStore store;
    private final Sync sync;

    StoreHandler(MailStore store, Sync sync) {
        this.store = store;
        this.sync = sync;
    }

    Step store(Selected selected, StoreFlags command, Client client) throws IOException {
        selected.needs();
        Flags allowed = FlagRights.allowed(command.change().flags(), selected.rights());
        boolean replaces = command.change().mode() == FlagChange.Mode.REPLACE;
        if (replaces
                ? !selected.rights().hasAny(FlagRights.OF_FLAGS)
                : allowed.isEmpty() && !command.change().flags().isEmpty()) {
            return new Step(selected, Completion.NO_RIGHT); // RFC 4314 §4: not while one of them may be set
        }
        boolean byUid = command.messages().byUid();
        Portion portion = Portion.of(command.messages().in(selected.view(), selected.saved()), selected);
        UidSet uids = portion.messages().uids(selected.view());
        if (uids.isEmpty()) {
            return new Step(selected, Completion.ok("Nothing to store"));
        }
        FlagsChanged result =
                replaces && !FlagRights.OF_FLAGS.without(selected.rights()).isNone()
                        ? replace(
                                store.snapshot(selected.mailbox().id()),
                                uids,
                                allowed,
                                selected.rights(),
                                command.unchangedSince())
                        : store.changeFlags(
                                selected.mailbox().id(),
                                uids,
                                new FlagChange(command.change().mode(), allowed),
                                command.unchangedSince());
        Own own = command.silent()
                ? new Own(
                        UidSet.EMPTY,
                        result.changed(),
                        result.modSeq(),
                        Optional.of(new FlagChange(command.change().mode(), allowed)),
                        true,
                        byUid)
                : new Own(UidSets.difference(uids, result.modified()), UidSet.EMPTY, 0, Optional.empty(), false, byUid);
        Selected next = sync.catchUp(selected, client.untagged(), byUid, own);
        return new Step(next, portion.end(completion(next, uids, result, byUid), client.untagged()));
    }

    /// Replaces the flags that may be set and leaves the others: first what goes, then what comes.
    private FlagsChanged replace(
            MailboxSnapshot now, UidSet uids, Flags wanted, Rights rights, OptionalLong unchangedSince) {
        Flags known = FlagRights.allowed(Flags.of(EnumSet.allOf(SystemFlag.class), now.keywords()), rights);
        FlagsChanged gone = store.changeFlags(
                now.mailbox(),
                uids,
                new FlagChange(FlagChange.Mode.REMOVE, FlagRights.without(known, wanted)),
                unchangedSince);
        FlagsChanged come = store.changeFlags(
                now.mailbox(),
                UidSets.difference(uids, gone.modified()),
                new FlagChange(FlagChange.Mode.ADD, wanted),
                OptionalLong.empty());
        return new FlagsChanged(gone.changed().union(come.changed()), gone.modified(), come.modSeq());
    }

    private static Completion completion(Selected next, UidSet uids, FlagsChanged result, boolean byUid) {
        if (!result.modified().isEmpty()) {
            UidSet numbers = byUid ? result.modified() : sequences(result.modified(), next.view());
            return Completion.ok(ResponseCode.modified(numbers.toString()), "Some were changed since");
        }
        if (!byUid
                && next.view().hasGhosts()
                && !UidSets.intersection(uids, next.view().ghostUids()).isEmpty()) {
            return Completion.OTHERS_EXPUNGED;
        }
        return Completion.ok("Stored");
    }

    private static UidSet sequences(UidSet uids, ClientView view) {
        UidSet.Builder numbers = new UidSet.Builder();
        uids.stream().mapToInt(view::sequence).filter(sequence -> sequence > 0).forEach(numbers::add);
        return numbers.build();
    }
}
