package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.assertRefused;
import static org.tassis.testkit.store.StoreFixture.flags;
import static org.tassis.testkit.store.StoreFixture.uids;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.FlagChange;
import org.tassis.store.FlagsChanged;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreFailure;

/// Flags: RFC 9051 §6.4.6, RFC 7162 §3.1.
interface FlagsContract extends StoreFixture {
    private FlagsChanged change(MailboxId mailbox, UidSet uids, FlagChange.Mode mode, Flags flags) {
        return store().changeFlags(mailbox, uids, new FlagChange(mode, flags), OptionalLong.empty());
    }

    @Test
    default void flagsAreAddedRemovedAndReplaced() {
        MailboxId inbox = inbox(newAccount());
        putMany(inbox, 3);
        long modSeq = now(inbox).highestModSeq();
        FlagsChanged added =
                change(inbox, uids(1, 2, 99), FlagChange.Mode.ADD, flags(SystemFlag.SEEN, SystemFlag.DELETED, "$Work"));
        assertThat(added.changed()).isEqualTo(uids(1, 2));
        assertThat(added.modified()).isEqualTo(UidSet.EMPTY);
        assertThat(added.modSeq()).isGreaterThan(modSeq);
        MailboxSnapshot snapshot = now(inbox);
        assertThat(snapshot.highestModSeq()).isEqualTo(added.modSeq());
        assertThat(snapshot.modSeq(0)).isEqualTo(added.modSeq());
        assertThat(snapshot.modSeq(2)).isLessThan(added.modSeq());
        assertThat(snapshot.flags(1)).isEqualTo(flags(SystemFlag.SEEN, SystemFlag.DELETED, "$work"));
        assertThat(snapshot.flags(2)).isEqualTo(Flags.NONE);
        assertThat(snapshot.unseen()).isEqualTo(1);
        assertThat(snapshot.deleted()).isEqualTo(2);

        FlagsChanged removed =
                change(inbox, UidSet.ALL, FlagChange.Mode.REMOVE, flags(SystemFlag.DELETED, "$WORK", "unknown"));
        assertThat(removed.changed()).isEqualTo(uids(1, 2));
        assertThat(now(inbox).flags(0)).isEqualTo(flags(SystemFlag.SEEN));
        assertThat(now(inbox).deleted()).isZero();
        assertThat(now(inbox).keywords()).containsExactly("$Work");

        FlagsChanged replaced = change(inbox, uids(1, 3), FlagChange.Mode.REPLACE, flags(SystemFlag.DRAFT, "other"));
        assertThat(replaced.changed()).isEqualTo(uids(1, 3));
        assertThat(now(inbox).flags(0)).isEqualTo(flags(SystemFlag.DRAFT, "other"));
        assertThat(now(inbox).unseen()).isEqualTo(2);
        assertThat(now(inbox).keywords()).containsExactly("$Work", "other");
        change(inbox, UidSet.ALL, FlagChange.Mode.REPLACE, Flags.NONE);
        assertThat(now(inbox).flagBits(0)).isZero();
    }

    @Test
    default void aChangeThatChangesNothingLeavesNoTrace() {
        MailboxId inbox = inbox(newAccount());
        put(inbox, new byte[0], flags(SystemFlag.SEEN, "w"));
        MailboxSnapshot before = now(inbox);
        List<FlagsChanged> nothing = List.of(
                change(inbox, UidSet.ALL, FlagChange.Mode.ADD, flags(SystemFlag.SEEN, "W")),
                change(inbox, UidSet.ALL, FlagChange.Mode.REMOVE, flags(SystemFlag.DRAFT, "never")),
                change(inbox, UidSet.ALL, FlagChange.Mode.REPLACE, flags(SystemFlag.SEEN, "w")),
                change(inbox, UidSet.ALL, FlagChange.Mode.ADD, Flags.NONE),
                change(inbox, uids(5), FlagChange.Mode.ADD, flags("fresh")),
                change(inbox, UidSet.EMPTY, FlagChange.Mode.ADD, flags(SystemFlag.DRAFT)));
        assertThat(nothing)
                .allMatch(c -> c.changed().isEmpty() && c.modified().isEmpty())
                .allMatch(c -> c.modSeq() == before.highestModSeq());
        assertThat(now(inbox).highestModSeq()).isEqualTo(before.highestModSeq());
        assertThat(now(inbox).since(before).isEmpty()).isTrue();
        assertThat(now(inbox).keywords()).containsExactly("w");
    }

    @Test
    default void unchangedSinceLeavesAloneWhatChangedMeanwhile() { // RFC 7162 §3.1.3
        MailboxId inbox = inbox(newAccount());
        putMany(inbox, 4);
        long seen = now(inbox).highestModSeq();
        change(inbox, uids(2, 4), FlagChange.Mode.ADD, flags(SystemFlag.FLAGGED));
        FlagsChanged done = store().changeFlags(
                        inbox,
                        UidSet.of(1, 3),
                        new FlagChange(FlagChange.Mode.ADD, flags(SystemFlag.SEEN)),
                        OptionalLong.of(seen));
        assertThat(done.changed()).isEqualTo(uids(1, 3));
        assertThat(done.modified()).isEqualTo(uids(2));
        assertThat(now(inbox).flags(1)).isEqualTo(flags(SystemFlag.FLAGGED));
        FlagsChanged none = store().changeFlags(
                        inbox,
                        UidSet.ALL,
                        new FlagChange(FlagChange.Mode.ADD, flags(SystemFlag.DRAFT)),
                        OptionalLong.of(0));
        assertThat(none.changed().isEmpty()).isTrue();
        assertThat(none.modified()).isEqualTo(UidSet.of(1, 4));
        assertThat(none.modSeq()).isEqualTo(now(inbox).highestModSeq());
    }

    @Test
    default void keywordsAreLimitedPerMailbox() {
        MailboxId inbox = inbox(newAccount());
        MailboxId other = newMailbox(newAccount(), "other");
        put(inbox, "m");
        List<String> all = new ArrayList<>();
        for (int i = 0; i < MailboxSnapshot.MAX_KEYWORDS; i++) {
            all.add("k" + i);
        }
        change(inbox, UidSet.ALL, FlagChange.Mode.ADD, Flags.of(Set.of(), all));
        assertThat(now(inbox).flags(0).keywords()).hasSize(MailboxSnapshot.MAX_KEYWORDS);
        long modSeq = now(inbox).highestModSeq();
        assertRefused(
                StoreFailure.TooMany.class, () -> change(inbox, UidSet.ALL, FlagChange.Mode.ADD, flags("one-more")));
        assertRefused(StoreFailure.TooMany.class, () -> put(inbox, new byte[1], flags("one-more")));
        put(other, new byte[1], flags("one-more"));
        assertRefused(StoreFailure.TooMany.class, () -> store().copy(other, UidSet.ALL, inbox));
        assertRefused(StoreFailure.TooMany.class, () -> store().move(other, UidSet.ALL, inbox));
        assertThat(now(inbox).highestModSeq()).isEqualTo(modSeq);
        assertThat(now(inbox).count()).isEqualTo(1);
        assertThat(now(other).count()).isEqualTo(1);
        change(inbox, UidSet.ALL, FlagChange.Mode.REPLACE, flags("K55", "k0"));
        assertThat(now(inbox).flags(0)).isEqualTo(flags("k0", "k55"));
    }

    @Test
    default void bitsOfKeywordsStay() {
        MailboxId inbox = inbox(newAccount());
        put(inbox, new byte[1], flags("zebra"));
        long bits = now(inbox).flagBits(0);
        put(inbox, new byte[1], flags("apple"));
        put(inbox, new byte[1], flags("ZEBRA"));
        assertThat(now(inbox).flagBits(0)).isEqualTo(bits).isEqualTo(now(inbox).flagBits(2));
        assertThat(now(inbox).keywords()).containsExactly("zebra", "apple");
    }

    @Test
    default void manyAreChangedAtOnce() {
        MailboxId inbox = inbox(newAccount());
        putMany(inbox, 1500);
        FlagsChanged done = change(inbox, UidSet.ALL, FlagChange.Mode.ADD, flags(SystemFlag.SEEN));
        assertThat(done.changed()).isEqualTo(UidSet.of(1, 1500));
        assertThat(now(inbox).unseen()).isZero();
        assertThat(store().expunge(inbox, UidSet.of(2, 1499)).uids().size()).isEqualTo(1498);
        assertThat(now(inbox).uids()).isEqualTo(uids(1, 1500));
    }
}
