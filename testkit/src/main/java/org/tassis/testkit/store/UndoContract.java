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
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.Appended;
import org.tassis.store.FlagChange.Mode;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.JournalEntry;
import org.tassis.store.journal.Via;
import org.tassis.store.undo.Outcome;
import org.tassis.store.undo.Outcome.Why;
import org.tassis.store.undo.Undo;

/// What of the journal can be taken back.
public interface UndoContract extends JournalContract {
    Actor WEBMAIL = Actor.of(Via.WEBMAIL, "Firefox", "192.0.2.8", "ann@example.com");

    default JournalEntry newest(AccountId account) {
        return journal(account).getFirst();
    }

    default Outcome undo(JournalEntry entry) {
        return new Undo(store(), entry, WEBMAIL, _ -> {}).run();
    }

    default JournalEntry again(JournalEntry entry) {
        return store().journal().entry(entry.account(), entry.id()).orElseThrow();
    }

    default List<Flags> allFlags(MailboxId mailbox) {
        MailboxSnapshot now = now(mailbox);
        List<Flags> all = new ArrayList<>();
        for (int i = 0; i < now.count(); i++) {
            all.add(now.flags(i));
        }
        return all;
    }

    @Test
    default void flagsAreAsTheyWereAndTheUndoIsUndoneAgain() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 4);
        flag(inbox, uids(2), Mode.ADD, flags("$Work", SystemFlag.FLAGGED));
        List<Flags> before = allFlags(inbox);
        THUNDERBIRD.run(() -> flag(inbox, UidSet.ALL, Mode.REPLACE, flags(SystemFlag.SEEN, "$Home")));
        List<Flags> after = allFlags(inbox);
        JournalEntry entry = newest(account);
        flag(inbox, uids(3), Mode.ADD, flags(SystemFlag.ANSWERED));
        assertThat(undo(entry)).isEqualTo(new Outcome(4, 0, Set.of()));
        flag(inbox, uids(3), Mode.REMOVE, flags(SystemFlag.ANSWERED));
        assertThat(allFlags(inbox)).isEqualTo(before);
        assertThat(again(entry).isUndone()).isTrue();
        JournalEntry undoing = journal(account).get(1);
        assertThat(undoing.actor()).isEqualTo(WEBMAIL.undoing(entry.id()));
        assertThat(undo(undoing).done()).isEqualTo(undoing.deed().messages());
        assertThat(undo(entry).done()).as("what is as it was cannot be undone").isLessThan(4);
        JournalEntry last = journal(account).stream()
                .filter(one -> one.actor().undoes() == undoing.id())
                .findFirst()
                .orElseThrow();
        assertThat(last.deed().messages()).isEqualTo(undoing.deed().messages());
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    default void whatChangedAgainStaysAsItIs() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 4);
        read(inbox, UidSet.ALL);
        JournalEntry entry = newest(account);
        flag(inbox, uids(2), Mode.REMOVE, Flags.of(SystemFlag.SEEN));
        store().expunge(inbox, uids(3));
        assertThat(undo(entry)).isEqualTo(new Outcome(2, 2, Set.of(Why.CHANGED, Why.MOVED_ON)));
        assertThat(again(entry).undone()).isEqualTo(2);
        assertThat(again(entry).isUndone()).isFalse();
        assertThat(undo(entry).done()).as("nothing is left of it").isZero();
    }

    @Test
    default void movedMessagesGoBack() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId shop = newMailbox(account, "Shop");
        List<Appended> put = putMany(inbox, 3);
        THUNDERBIRD.run(() -> store().move(inbox, UidSet.ALL, shop));
        JournalEntry entry = newest(account);
        store().expunge(shop, uids(2));
        assertThat(undo(entry)).isEqualTo(new Outcome(2, 1, Set.of(Why.MOVED_ON)));
        assertThat(now(inbox).id(0)).isEqualTo(put.get(0).id());
        assertThat(now(inbox).id(1)).isEqualTo(put.get(2).id());
        assertThat(now(shop).count()).isZero();
        JournalEntry undoing = newest(account);
        assertThat(undo(undoing)).isEqualTo(new Outcome(2, 0, Set.of()));
        assertThat(now(shop).count()).isEqualTo(2);
    }

    @Test
    default void movedMessagesGoBackIntoAFolderThatIsGone() {
        AccountId account = newAccount();
        MailboxId shop = newMailbox(account, "Shop/Old");
        putMany(shop, 2);
        store().move(shop, UidSet.ALL, inbox(account));
        JournalEntry entry = newest(account);
        store().delete(account, new MailboxName("Shop/Old"));
        assertThat(undo(entry)).isEqualTo(new Outcome(2, 0, Set.of()));
        assertThat(now(mailbox(account, "Shop/Old")).count()).isEqualTo(2);
    }

    @Test
    default void copiesAreTakenAway() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId archive = mailbox(account, "Archive");
        putMany(inbox, 2);
        store().copy(inbox, UidSet.ALL, archive);
        assertThat(undo(newest(account)).done()).isEqualTo(2);
        assertThat(now(archive).count()).isZero();
        assertThat(undo(newest(account)).done()).isEqualTo(2);
        assertThat(now(archive).count()).isEqualTo(2);
    }

    @Test
    default void deletedMessagesComeBack() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        List<Appended> put = putMany(inbox, 5);
        flag(inbox, uids(2, 4), Mode.ADD, flags(SystemFlag.DELETED, SystemFlag.SEEN, "kept"));
        THUNDERBIRD.run(() -> {
            store().expunge(inbox, uids(2));
            store().expunge(inbox, uids(4, 5));
        });
        JournalEntry entry = newest(account);
        assertThat(undo(entry)).isEqualTo(new Outcome(3, 0, Set.of()));
        assertThat(now(inbox).count()).isEqualTo(5);
        int index = now(inbox).indexOf(6);
        assertThat(now(inbox).id(index)).isEqualTo(put.get(1).id());
        assertThat(now(inbox).flags(index)).as("marked as deleted no more").isEqualTo(flags(SystemFlag.SEEN, "kept"));
        assertThat(undo(entry)).isEqualTo(new Outcome(0, 3, Set.of(Why.FORGOTTEN)));
        assertThat(undo(newest(account)).done()).as("and away again").isEqualTo(3);
        assertThat(now(inbox).count()).isEqualTo(2);
    }

    @Test
    default void whatIsForgottenDoesNotComeBack() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 2);
        store().expunge(inbox, uids(1));
        JournalEntry entry = newest(account);
        clock().advance(Duration.ofDays(31));
        store().forget(clock().instant().minus(Duration.ofDays(30)));
        assertThat(undo(entry)).isEqualTo(new Outcome(0, 1, Set.of(Why.FORGOTTEN)));
    }

    @Test
    default void aFullMailboxTakesNothingBack() {
        AccountId account = newAccount(Quota.ofBytes(250));
        MailboxId inbox = inbox(account);
        put(inbox, StoreFixture.ofSize(200), Flags.NONE);
        store().expunge(inbox, UidSet.ALL);
        JournalEntry entry = newest(account);
        put(inbox, StoreFixture.ofSize(200), Flags.NONE);
        assertThat(undo(entry)).isEqualTo(new Outcome(0, 1, Set.of(Why.NO_SPACE)));
    }

    @Test
    default void whatWasHiddenIsShown() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 2);
        PHONE.run(() -> store().hideFromPop(inbox, UidSet.ALL));
        assertThat(undo(newest(account)).done()).isEqualTo(2);
        assertThat(now(inbox).hiddenFromPop(1)).isFalse();
        assertThat(undo(newest(account)).done()).isEqualTo(2);
        assertThat(now(inbox).hiddenFromPop(1)).isTrue();
    }

    @Test
    default void aDeletedFolderComesBackWithItsMessages() {
        AccountId account = newAccount();
        MailboxId shop = newMailbox(account, "Shop");
        store().subscribe(account, new MailboxName("Shop"), true);
        List<Appended> put = putMany(shop, 2);
        flag(shop, uids(2), Mode.ADD, flags("kept"));
        THUNDERBIRD.run(() -> store().delete(account, new MailboxName("Shop")));
        store().subscribe(account, new MailboxName("Shop"), false);
        JournalEntry entry = newest(account);
        assertThat(undo(entry)).isEqualTo(new Outcome(3, 0, Set.of()));
        MailboxId back = mailbox(account, "Shop");
        assertThat(now(back).id(0)).isEqualTo(put.get(0).id());
        assertThat(now(back).flags(1)).isEqualTo(flags("kept"));
        assertThat(store().subscriptions(account)).contains(new MailboxName("Shop"));
        assertThat(again(entry).isUndone()).isTrue();
    }

    @Test
    default void aFolderWithAUseComesBackWithIt() {
        AccountId account = newAccount();
        inbox(account);
        store().delete(account, new MailboxName("Trash"));
        assertThat(undo(newest(account)).done()).isEqualTo(1);
        assertThat(store().mailbox(account, new MailboxName("Trash"))
                        .orElseThrow()
                        .uses())
                .containsExactly(SpecialUse.TRASH);
    }

    @Test
    default void aNewFolderGoesWhenItIsEmpty() {
        AccountId account = newAccount();
        MailboxId shop = newMailbox(account, "Shop");
        JournalEntry entry = newest(account);
        put(shop, "there is something in it");
        assertThat(undo(entry)).isEqualTo(new Outcome(0, 0, Set.of(Why.IN_USE)));
        store().expunge(shop, UidSet.ALL);
        assertThat(undo(entry)).isEqualTo(new Outcome(1, 0, Set.of()));
        assertThat(store().mailbox(account, new MailboxName("Shop"))).isEmpty();
        assertThat(undo(entry)).isEqualTo(new Outcome(0, 0, Set.of(Why.NO_FOLDER)));
    }

    @Test
    default void aRenamedFolderGetsItsNameBack() {
        AccountId account = newAccount();
        newMailbox(account, "Shop/Bills");
        store().subscribe(account, new MailboxName("Shop"), true);
        store().rename(account, new MailboxName("Shop"), new MailboxName("Store"));
        store().subscribe(account, new MailboxName("Store"), true);
        JournalEntry entry = newest(account);
        newMailbox(account, "Shop");
        assertThat(undo(entry)).isEqualTo(new Outcome(0, 0, Set.of(Why.NAME_TAKEN)));
        store().delete(account, new MailboxName("Shop"));
        assertThat(undo(entry)).isEqualTo(new Outcome(1, 0, Set.of()));
        assertThat(store().mailbox(account, new MailboxName("Shop/Bills"))).isPresent();
        assertThat(again(entry).isUndone() || again(entry).undone() == 1).isTrue();
        assertThat(undo(entry)).isEqualTo(new Outcome(0, 0, Set.of(Why.NO_FOLDER)));
    }

    @Test
    default void manyMessagesGoInSteps() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 2_300);
        store().expunge(inbox, UidSet.of(1, 2_200));
        List<Long> steps = new ArrayList<>();
        Outcome outcome = new Undo(store(), newest(account), WEBMAIL, steps::add).run();
        assertThat(outcome).isEqualTo(new Outcome(2_200, 0, Set.of()));
        assertThat(steps).hasSize(3).endsWith(2_200L);
        assertThat(now(inbox).count()).isEqualTo(2_300);
        assertThat(journal(account)).hasSize(2);
        assertThat(((Deed.Restored) newest(account).deed()).messages()).isEqualTo(2_200);
    }
}
