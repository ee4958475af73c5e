package org.tassis.imap.session;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.tassis.core.Flags;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.imap.session.Reach.Reached;
import org.tassis.store.FlagChange;
import org.tassis.store.FlagsChanged;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Right;
import org.tassis.store.Rights;

/// Which flags a user may set: `s` is for `\Seen`, `t` for `\Deleted`, `w` for all others (RFC 4314 §4).
final class FlagRights {
    /// What may be done with flags, all of it.
    static final Rights OF_FLAGS = Rights.of(Right.SEEN, Right.WRITE, Right.DELETE_MESSAGES);

    private FlagRights() {}

    static Right of(SystemFlag flag) {
        return switch (flag) {
            case SEEN -> Right.SEEN;
            case DELETED -> Right.DELETE_MESSAGES;
            case ANSWERED, FLAGGED, DRAFT -> Right.WRITE;
        };
    }

    private static boolean coversAll(Rights rights) {
        return OF_FLAGS.without(rights).isNone();
    }

    /// Those of them that may be set.
    static Flags allowed(Flags flags, Rights rights) {
        if (coversAll(rights)) {
            return flags;
        }
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        for (SystemFlag flag : flags.system()) {
            if (rights.has(of(flag))) {
                system.add(flag);
            }
        }
        return Flags.of(system, rights.has(Right.WRITE) ? flags.keywords() : Set.of());
    }

    /// Takes from messages that were copied what their copier may not set.
    static void strip(MailStore store, Reached target, List<Long> uids) {
        if (coversAll(target.rights()) || uids.isEmpty()) {
            return;
        }
        MailboxSnapshot now = store.snapshot(target.mailbox().id());
        Flags all = Flags.of(EnumSet.allOf(SystemFlag.class), now.keywords());
        Flags forbidden = minus(all, allowed(all, target.rights()));
        UidSet.Builder copied = new UidSet.Builder();
        boolean any = false;
        for (long uid : uids) {
            int index = now.indexOf(uid);
            if (index >= 0 && hasAny(now.flags(index), forbidden)) {
                copied.add(uid);
                any = true;
            }
        }
        if (any) {
            store.changeFlags(
                    target.mailbox().id(),
                    copied.build(),
                    new FlagChange(FlagChange.Mode.REMOVE, forbidden),
                    OptionalLong.empty());
        }
    }

    private static boolean hasAny(Flags flags, Flags some) {
        return flags.system().stream().anyMatch(some::has)
                || flags.keywords().stream().anyMatch(some::has);
    }

    private static Flags minus(Flags flags, Flags some) {
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        system.addAll(flags.system());
        system.removeAll(some.system());
        return Flags.of(
                system,
                flags.keywords().stream().filter(word -> !some.has(word)).toList());
    }

    /// Replaces the flags that may be set and leaves the others: first what goes, then what comes.
    static FlagsChanged replace(
            MailStore store,
            MailboxSnapshot now,
            UidSet uids,
            Flags flags,
            Rights rights,
            OptionalLong unchangedSince) {
        Flags known = allowed(Flags.of(EnumSet.allOf(SystemFlag.class), now.keywords()), rights);
        Flags wanted = allowed(flags, rights);
        FlagsChanged gone = store.changeFlags(
                now.mailbox(), uids, new FlagChange(FlagChange.Mode.REMOVE, minus(known, wanted)), unchangedSince);
        FlagsChanged come = store.changeFlags(
                now.mailbox(),
                UidSets.difference(uids, gone.modified()),
                new FlagChange(FlagChange.Mode.ADD, wanted),
                OptionalLong.empty());
        return new FlagsChanged(gone.changed().union(come.changed()), gone.modified(), come.modSeq());
    }
}
