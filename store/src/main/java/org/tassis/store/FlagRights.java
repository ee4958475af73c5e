package org.tassis.store;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;

/// Which flags one may set: `s` is for `\Seen`, `t` for `\Deleted`, `w` for all others (RFC 4314 §4). No
/// state; any thread.
public final class FlagRights {
    /// What may be done with flags, all of it.
    public static final Rights OF_FLAGS = Rights.of(Right.SEEN, Right.WRITE, Right.DELETE_MESSAGES);

    private FlagRights() {}

    public static Right of(SystemFlag flag) {
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
    public static Flags allowed(Flags flags, Rights rights) {
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
    ///
    /// @param rights of the copier to the mailbox into which they came
    /// @throws StoreException Unavailable
    static void strip(MailStore store, MailboxId target, Rights rights, List<Long> uids) {
        if (coversAll(rights) || uids.isEmpty()) {
            return;
        }
        MailboxSnapshot now = store.snapshot(target);
        Flags all = Flags.of(EnumSet.allOf(SystemFlag.class), now.keywords());
        Flags forbidden = without(all, allowed(all, rights));
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
                    target, copied.build(), new FlagChange(FlagChange.Mode.REMOVE, forbidden), OptionalLong.empty());
        }
    }

    private static boolean hasAny(Flags flags, Flags some) {
        return flags.system().stream().anyMatch(some::has)
                || flags.keywords().stream().anyMatch(some::has);
    }

    /// Those that are not among `some`.
    public static Flags without(Flags flags, Flags some) {
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        system.addAll(flags.system());
        system.removeAll(some.system());
        return Flags.of(
                system,
                flags.keywords().stream().filter(word -> !some.has(word)).toList());
    }
}
