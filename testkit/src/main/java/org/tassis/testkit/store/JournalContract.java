package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.flags;
import static org.tassis.testkit.store.StoreFixture.uids;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.Appended;
import org.tassis.store.Expunged;
import org.tassis.store.FlagChange;
import org.tassis.store.StoreException;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.JournalEntry;
import org.tassis.store.journal.JournalQuery;
import org.tassis.store.journal.Place;
import org.tassis.store.journal.Via;

/// What the journal tells.
public interface JournalContract extends StoreFixture {
    Actor THUNDERBIRD = Actor.of(Via.IMAP, "Thunderbird 140", "192.0.2.7", "ann@example.com");
    Actor PHONE = Actor.of(Via.POP3, "", "2001:db8::7", "ann@example.com");

    default List<JournalEntry> journal(AccountId account) {
        return store().journal().entries(account, JournalQuery.newest(100));
    }

    default List<Deed> deeds(AccountId account) {
        return journal(account).stream().map(JournalEntry::deed).toList();
    }

    default Place place(MailboxId mailbox, String name) {
        return Place.of(mailbox, new MailboxName(name));
    }

    default void flag(MailboxId mailbox, UidSet uids, FlagChange.Mode mode, Flags flags) {
        store().changeFlags(mailbox, uids, new FlagChange(mode, flags), OptionalLong.empty());
    }

    default void read(MailboxId mailbox, UidSet uids) {
        flag(mailbox, uids, FlagChange.Mode.ADD, Flags.of(SystemFlag.SEEN));
    }

    @Test
    default void whatIsDeliveredOrAskedIsNotTold() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 3);
        store().claimRecent(inbox);
        store().subscribe(account, new MailboxName("Elsewhere"), true);
        store().expunge(inbox, uids(9));
        read(inbox, uids(9));
        assertThat(journal(account)).isEmpty();
    }

    @Test
    default void aCommandIsOneEntryWhateverItsSize() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 30);
        flag(inbox, uids(2, 4), FlagChange.Mode.ADD, flags("$Work"));
        clock().advance(Duration.ofMinutes(2));
        THUNDERBIRD.run(() -> read(inbox, UidSet.ALL));
        JournalEntry entry = journal(account).getFirst();
        assertThat(entry.actor()).isEqualTo(THUNDERBIRD);
        assertThat(entry.account()).isEqualTo(account);
        assertThat(entry.undone()).isZero();
        assertThat(Duration.between(entry.at(), clock().instant()).abs()).isLessThan(Duration.ofSeconds(1));
        Deed.Flagged flagged = (Deed.Flagged) entry.deed();
        assertThat(flagged.messages()).isEqualTo(30);
        assertThat(flagged.set()).isEqualTo(Flags.of(SystemFlag.SEEN));
        assertThat(flagged.cleared()).isEqualTo(Flags.NONE);
        assertThat(flagged.runs())
                .containsExactlyInAnyOrder(
                        new Deed.Run(uids(2, 4), flags("$Work"), flags(SystemFlag.SEEN, "$Work")),
                        new Deed.Run(
                                UidSet.of(1, 30).stream()
                                        .filter(uid -> uid != 2 && uid != 4)
                                        .collect(UidSet.Builder::new, UidSet.Builder::add, (_, _) -> {})
                                        .build(),
                                Flags.NONE,
                                Flags.of(SystemFlag.SEEN)));
        assertThat(journal(account)).hasSize(2);
        assertThat(journal(account).get(1).actor()).isEqualTo(Actor.SERVER);
    }

    @Test
    default void whatOneClientDoesAlikeWithinAMinuteIsOneEntry() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 9);
        for (long uid : new long[] {1, 3, 2}) {
            clock().advance(Duration.ofSeconds(40));
            THUNDERBIRD.run(() -> read(inbox, uids(uid)));
        }
        assertThat(journal(account)).hasSize(1);
        JournalEntry entry = journal(account).getFirst();
        assertThat(entry.deed())
                .isEqualTo(new Deed.Flagged(
                        place(inbox, "INBOX"),
                        List.of(new Deed.Run(UidSet.of(1, 3), Flags.NONE, Flags.of(SystemFlag.SEEN)))));
        assertThat(Duration.between(entry.at(), entry.until())).isEqualTo(Duration.ofSeconds(80));
        PHONE.run(() -> read(inbox, uids(4)));
        assertThat(journal(account)).as("by another").hasSize(2);
        THUNDERBIRD.run(() -> read(inbox, uids(5)));
        assertThat(journal(account)).as("others do not come between").hasSize(2);
        THUNDERBIRD.run(() -> flag(inbox, uids(6), FlagChange.Mode.ADD, Flags.of(SystemFlag.FLAGGED)));
        assertThat(journal(account)).as("something else").hasSize(3);
        clock().advance(Duration.ofSeconds(61));
        THUNDERBIRD.run(() -> read(inbox, uids(7)));
        assertThat(journal(account)).as("later").hasSize(4);
        THUNDERBIRD.run(() -> flag(inbox, uids(7), FlagChange.Mode.REMOVE, Flags.of(SystemFlag.SEEN)));
        THUNDERBIRD.run(() -> read(inbox, uids(7)));
        assertThat(journal(account)).as("a message is in an entry once").hasSize(6);
    }

    @Test
    default void movesAndCopiesAreTold() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId shop = newMailbox(account, "Shop");
        clock().advance(Duration.ofMinutes(2));
        putMany(inbox, 5);
        store().copy(inbox, uids(1, 2), shop);
        store().move(inbox, uids(2, 5, 9), shop);
        store().move(inbox, uids(9), shop);
        store().move(inbox, uids(1), shop);
        assertThat(deeds(account))
                .containsExactly(
                        new Deed.Moved(place(inbox, "INBOX"), place(shop, "Shop"), UidSet.of(3, 5)),
                        new Deed.Copied(place(inbox, "INBOX"), place(shop, "Shop"), UidSet.of(1, 2)),
                        new Deed.FolderCreated(place(shop, "Shop")));
    }

    @Test
    default void betweenAccountsEachIsToldItsOwn() {
        AccountId ann = newAccount();
        AccountId bob = newAccount();
        MailboxId secret = newMailbox(ann, "Divorce");
        MailboxId inbox = inbox(bob);
        putMany(secret, 2);
        store().copy(secret, uids(1), inbox);
        store().move(secret, uids(2), inbox);
        assertThat(deeds(ann))
                .containsExactly(
                        new Deed.Moved(place(secret, "Divorce"), Place.ELSEWHERE, uids(2)),
                        new Deed.FolderCreated(place(secret, "Divorce")));
        assertThat(deeds(bob))
                .containsExactly(new Deed.Copied(Place.ELSEWHERE, place(inbox, "INBOX"), UidSet.of(1, 2)));
    }

    @Test
    default void deletionsAndWhatIsBroughtBackAreTold() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        List<Appended> put = putMany(inbox, 6);
        Expunged first = store().expunge(inbox, uids(1, 2, 99));
        Expunged second = store().expunge(inbox, uids(5));
        restored(account, Set.of(put.get(0).id(), put.get(4).id()));
        PHONE.run(() -> store().hideFromPop(inbox, uids(3, 4)));
        PHONE.run(() -> store().hideFromPop(inbox, uids(3, 4)));
        PHONE.run(() -> store().showToPop(inbox, uids(3)));
        assertThat(now(inbox).hiddenFromPop(0)).isFalse();
        assertThat(now(inbox).hiddenFromPop(1)).isTrue();
        assertThat(deeds(account))
                .containsExactly(
                        new Deed.Hidden(place(inbox, "INBOX"), uids(3), false),
                        new Deed.Hidden(place(inbox, "INBOX"), uids(3, 4), true),
                        new Deed.Restored(place(inbox, "INBOX"), UidSet.of(7, 8)),
                        new Deed.Deleted(
                                place(inbox, "INBOX"), uids(1, 2, 5), List.of(first.modSeq(), second.modSeq())));
    }

    @Test
    default void foldersAreTold() {
        AccountId account = newAccount();
        MailboxId b = newMailbox(account, "A/B");
        MailboxId a = mailbox(account, "A");
        store().rename(account, new MailboxName("A"), new MailboxName("C/A"));
        store().subscribe(account, new MailboxName("C/A/B"), true);
        MailboxId c = mailbox(account, "C");
        putMany(b, 2);
        long modSeq = now(b).highestModSeq() + 1;
        store().delete(account, new MailboxName("C/A/B"));
        MailboxId drafts = mailbox(account, "Drafts");
        store().delete(account, new MailboxName("Drafts"));
        assertThat(deeds(account).subList(1, 6))
                .containsExactly(
                        new Deed.FolderDeleted(place(b, "C/A/B"), Set.of(), true, uids(1, 2), modSeq),
                        new Deed.FolderRenamed(place(a, "C/A"), new MailboxName("A")),
                        new Deed.FolderCreated(place(c, "C")),
                        new Deed.FolderCreated(place(b, "A/B")),
                        new Deed.FolderCreated(place(a, "A")));
        Deed.FolderDeleted last = (Deed.FolderDeleted) deeds(account).getFirst();
        assertThat(last.place()).isEqualTo(place(drafts, "Drafts"));
        assertThat(last.uses()).containsExactly(SpecialUse.DRAFTS);
        assertThat(last.subscribed()).isTrue();
        assertThat(last.uids()).isEqualTo(UidSet.EMPTY);
    }

    @Test
    default void aNameThatIsNoFolderIsRenamedByThoseBelowIt() {
        AccountId account = newAccount();
        MailboxId b = newMailbox(account, "A/B");
        MailboxId c = newMailbox(account, "A/B/C");
        store().delete(account, new MailboxName("A"));
        store().rename(account, new MailboxName("A"), new MailboxName("X"));
        assertThat(deeds(account)).startsWith(new Deed.FolderRenamed(place(b, "X/B"), new MailboxName("A/B")));
        assertThat(mailbox(account, "X/B/C")).isEqualTo(c);
        assertThat(deeds(account).stream().filter(Deed.FolderRenamed.class::isInstance))
                .hasSize(1);
    }

    @Test
    default void renamingInboxIsAFolderAndAMove() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 3);
        store().rename(account, MailboxName.INBOX, new MailboxName("Old"));
        MailboxId old = mailbox(account, "Old");
        assertThat(deeds(account))
                .containsExactly(
                        new Deed.Moved(place(inbox, "INBOX"), place(old, "Old"), UidSet.of(1, 3)),
                        new Deed.FolderCreated(place(old, "Old")));
    }

    @Test
    default void entriesArePagedAndChosen() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId shop = newMailbox(account, "Shop");
        putMany(inbox, 6);
        store().move(inbox, uids(1), shop);
        store().expunge(inbox, uids(2));
        read(shop, uids(1));
        List<JournalEntry> all = journal(account);
        assertThat(all).hasSize(4);
        assertThat(all.stream().map(JournalEntry::id).toList()).isSortedAccordingTo((x, y) -> Long.compare(y, x));
        assertThat(store().journal().entries(account, JournalQuery.newest(2))).isEqualTo(all.subList(0, 2));
        assertThat(store().journal()
                        .entries(account, new JournalQuery(all.get(1).id(), 9, Optional.empty(), Set.of())))
                .isEqualTo(all.subList(2, 4));
        assertThat(store().journal().entries(account, new JournalQuery(Long.MAX_VALUE, 9, Optional.of(shop), Set.of())))
                .containsExactly(all.get(0), all.get(2), all.get(3));
        assertThat(store().journal()
                        .entries(
                                account,
                                new JournalQuery(
                                        Long.MAX_VALUE,
                                        9,
                                        Optional.of(inbox),
                                        Set.of(Deed.Kind.MOVED, Deed.Kind.FLAGGED))))
                .containsExactly(all.get(2));
        assertThat(store().journal().entry(account, all.get(2).id())).contains(all.get(2));
        AccountId other = newAccount();
        inbox(other);
        assertThat(store().journal().entry(other, all.get(2).id()))
                .as("somebody else's")
                .isEmpty();
        assertThat(journal(other)).isEmpty();
    }

    @Test
    default void whatFailsIsNotTold() {
        AccountId account = newAccount(Quota.ofBytes(200));
        MailboxId inbox = inbox(account);
        put(inbox, StoreFixture.ofSize(150), Flags.NONE);
        StoreFixture.assertRefused(
                org.tassis.store.StoreFailure.OverQuota.class, () -> store().copy(inbox, uids(1), inbox));
        try {
            store().rename(account, new MailboxName("Nowhere"), new MailboxName("Somewhere"));
        } catch (StoreException expected) {
            assertThat(expected.failure()).isNotNull();
        }
        assertThat(journal(account)).isEmpty();
    }

    @Test
    default void theJournalIsForgottenInTime() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 6);
        read(inbox, uids(1));
        clock().advance(Duration.ofDays(31));
        read(inbox, uids(2));
        store().forget(clock().instant().minus(Duration.ofDays(30)));
        assertThat(journal(account)).hasSize(1);
        store().purge(account);
        assertThat(journal(account)).isEmpty();
        putMany(inbox(account), 1);
        read(inbox(account), uids(1));
        assertThat(journal(account)).hasSize(1);
    }

    @Test
    default void theJournalIsThereAfterAStart() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 6);
        flag(inbox, uids(4), FlagChange.Mode.ADD, flags("$Label1", SystemFlag.ANSWERED));
        THUNDERBIRD.run(() -> read(inbox, UidSet.of(1, 5)));
        PHONE.run(() -> store().expunge(inbox, uids(2, 3)));
        store().delete(account, new MailboxName("Archive"));
        List<JournalEntry> before = journal(account);
        reopened();
        assertThat(journal(account)).isEqualTo(before);
        THUNDERBIRD.run(() -> read(inbox, uids(6)));
        assertThat(journal(account)).hasSize(5);
    }
}
