package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.flags;
import static org.tassis.testkit.store.StoreFixture.uids;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.Appended;
import org.tassis.store.FlagChange;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.testkit.TestMessages;

/// What is found again when a store is closed and opened; skipped, and shown as skipped, by one that keeps
/// nothing.
interface DurabilityContract extends StoreFixture {
    @Test
    default void everythingIsFoundAgain() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId deep = newMailbox(account, "Été/手紙");
        byte[] octets = new TestMessages(3).attachment(400_000);
        put(inbox, octets, flags(SystemFlag.SEEN, "$Work", "home"));
        List<Appended> put = putMany(inbox, 9);
        store().changeFlags(
                        inbox,
                        uids(2, 3),
                        new FlagChange(FlagChange.Mode.ADD, flags("late", SystemFlag.DELETED)),
                        java.util.OptionalLong.empty());
        store().copy(inbox, uids(1, 3), deep);
        store().move(inbox, uids(4), deep);
        clock().advance(Duration.ofSeconds(3));
        store().expunge(inbox, uids(5, 10));
        store().expunge(deep, uids(2));
        store().hideFromPop(inbox, uids(6));
        store().noteFiles(inbox, uids(7), uids(1));
        store().claimRecent(inbox);
        store().subscribe(account, new MailboxName("not there"), true);
        store().rename(account, new MailboxName("Été"), new MailboxName("Hiver"));
        newMailbox(account, "short-lived");
        store().delete(account, new MailboxName("short-lived"));
        List<String> before = description(account);
        reopened();
        assertThat(description(account)).isEqualTo(before);
        MailboxSnapshot snapshot = now(inbox);
        assertThat(store().message(snapshot, 0).octets(0, octets.length)).isEqualTo(octets);
        assertThat(store().message(snapshot, 0).structure()).isEqualTo(TestMessages.structure(octets));
        assertThat(put(inbox, "after").uid()).isGreaterThanOrEqualTo(snapshot.uidNext());
        assertThat(now(inbox).highestModSeq()).isGreaterThan(snapshot.highestModSeq());
        assertThat(restored(account, Set.of(put.get(3).id()))).hasSize(1);
        assertThat(put(newMailbox(account, "new"), "x").id())
                .as("ids are never reused")
                .isNotIn(put.stream().map(Appended::id).toList());
        reopened();
        assertThat(now(inbox).count()).isEqualTo(snapshot.count() + 2);
    }

    @Test
    default void uidsAndValiditiesAreNeverReusedAfterReopening() {
        AccountId account = newAccount();
        MailboxId box = newMailbox(account, "box");
        long uid = putMany(box, 3).getLast().uid();
        long validity = now(box).uidValidity();
        store().expunge(box, UidSet.ALL);
        long modSeq = now(box).highestModSeq();
        reopened();
        assertThat(now(box).uidNext()).isEqualTo(uid + 1);
        assertThat(now(box).highestModSeq()).isEqualTo(modSeq);
        assertThat(put(box, "next").uid()).isGreaterThan(uid);
        store().delete(account, new MailboxName("box"));
        reopened();
        assertThat(store().create(account, new MailboxName("box"), Set.of()).uidValidity())
                .isNotEqualTo(validity);
    }

    /// Everything that can be read of an account, in words.
    private List<String> description(AccountId account) {
        List<String> all = new ArrayList<>();
        all.add(store().subscriptions(account).toString());
        all.add(store().usage(account).toString());
        all.add(store().history(account, 1000).toString());
        for (Mailbox mailbox : store().mailboxes(account)) {
            MailboxSnapshot box = now(mailbox.id());
            all.add(mailbox.toString());
            all.add("next " + box.uidNext() + " modseq " + box.highestModSeq() + " unseen " + box.unseen()
                    + " deleted " + box.deleted() + " bytes " + box.bytes() + " validity " + box.uidValidity()
                    + " keywords " + box.keywords() + " recent "
                    + store().recentFrom(mailbox.id()));
            all.add("vanished " + store().vanishedSince(mailbox.id(), 1) + ", later "
                    + store().vanishedSince(mailbox.id(), box.highestModSeq() - 1));
            for (int i = 0; i < box.count(); i++) {
                all.add(String.join(
                        " ",
                        "uid " + box.uid(i),
                        "modseq " + box.modSeq(i),
                        "flags " + box.flagBits(i) + box.flags(i),
                        "size " + box.size(i),
                        "dates " + box.internalDate(i) + "," + box.saveDate(i),
                        "ids " + box.id(i) + box.contentId(i),
                        "hidden " + box.hiddenFromPop(i),
                        "files " + box.files(i)));
            }
        }
        return all;
    }
}
