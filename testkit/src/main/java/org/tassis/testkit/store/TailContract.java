package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.assertRefused;
import static org.tassis.testkit.store.StoreFixture.uids;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.store.MailboxMark;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreFailure;

/// What those need who follow the store.
interface TailContract extends StoreFixture {
    @Test
    default void theTailOfAMailboxIsThePartOfItsSnapshotFromThere() {
        MailboxId inbox = inbox(newAccount());
        putMany(inbox, 7);
        put(inbox, new byte[9], StoreFixture.flags(SystemFlag.SEEN, "word"));
        store().expunge(inbox, uids(3, 5));
        MailboxSnapshot all = now(inbox);
        for (long from : List.of(1L, 2L, 3L, 8L, 9L, 4_000_000_000L)) {
            for (int limit : List.of(1, 3, 100)) {
                assertPart(all, from, limit, store().tail(inbox, from, limit));
            }
        }
        assertThat(store().message(store().tail(inbox, 8, 1), 0).size()).isEqualTo(9);
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().tail(new MailboxId(987_654_321L), 1, 1));
    }

    private static void assertPart(MailboxSnapshot all, long from, int limit, MailboxSnapshot tail) {
        assertThat(tail.mailbox()).isEqualTo(all.mailbox());
        assertThat(tail.uidNext()).isEqualTo(all.uidNext());
        assertThat(tail.highestModSeq()).isEqualTo(all.highestModSeq());
        int found = all.indexOf(from);
        int first = found >= 0 ? found : -found - 1;
        assertThat(tail.count()).isEqualTo(Math.min(limit, all.count() - first));
        for (int i = 0; i < tail.count(); i++) {
            assertThat(tail.uid(i)).isEqualTo(all.uid(first + i));
            assertThat(tail.id(i)).isEqualTo(all.id(first + i));
            assertThat(tail.contentId(i)).isEqualTo(all.contentId(first + i));
            assertThat(tail.flags(i)).isEqualTo(all.flags(first + i));
            assertThat(tail.size(i)).isEqualTo(all.size(first + i));
        }
    }

    @Test
    default void theTailIsReadWhenTheMailboxIsNotInMemory() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 5);
        store().expunge(inbox, uids(4));
        MailboxSnapshot all = now(inbox);
        reopened();
        MailboxSnapshot tail = store().tail(inbox, 2, 2);
        assertPart(all, 2, 2, tail);
        assertThat(store().tail(inbox, 6, 10).count()).isZero();
        assertThat(store().message(tail, 1).structure().envelope().subject()).contains("number 2");
        put(inbox, new byte[3], Flags.NONE);
        assertThat(store().tail(inbox, 6, 10).count()).isEqualTo(1);
    }

    @Test
    default void marksTellOfEveryMailboxInOrder() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId gone = newMailbox(account, "gone");
        MailboxId last = newMailbox(account, "last");
        putMany(inbox, 3);
        store().expunge(inbox, uids(2));
        store().delete(account, new MailboxName("gone"));
        List<MailboxMark> marks = new ArrayList<>();
        for (List<MailboxMark> page = store().marks(0, 3); !page.isEmpty(); ) {
            marks.addAll(page);
            page = page.size() < 3
                    ? List.of()
                    : store().marks(page.getLast().mailbox().value(), 3);
        }
        assertThat(marks)
                .isSortedAccordingTo(
                        (a, b) -> Long.compare(a.mailbox().value(), b.mailbox().value()));
        MailboxSnapshot now = now(inbox);
        assertThat(marks)
                .contains(new MailboxMark(account, inbox, now.uidNext(), now.highestModSeq()))
                .contains(new MailboxMark(
                        account, last, now(last).uidNext(), now(last).highestModSeq()));
        assertThat(marks).extracting(MailboxMark::mailbox).doesNotContain(gone).doesNotHaveDuplicates();
    }
}
