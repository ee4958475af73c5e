package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.assertRefused;
import static org.tassis.testkit.store.StoreFixture.flags;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.Appended;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxRules;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Remembered;
import org.tassis.store.StoreFailure;

/// Mailboxes: RFC 9051 §6.3.4 to §6.3.8, RFC 6154.
interface MailboxContract extends StoreFixture {
    private static MailboxName name(String text) {
        return new MailboxName(text);
    }

    private List<String> names(AccountId account) {
        return store().mailboxes(account).stream().map(m -> m.name().value()).toList();
    }

    @Test
    default void aNewAccountHasSixSubscribedMailboxesWithTheirUses() {
        AccountId account = newAccount();
        List<Mailbox> mailboxes = store().mailboxes(account);
        Map<String, Set<SpecialUse>> uses =
                mailboxes.stream().collect(Collectors.toMap(m -> m.name().value(), Mailbox::uses));
        assertThat(uses)
                .isEqualTo(Map.of(
                        "INBOX", Set.of(),
                        "Sent", Set.of(SpecialUse.SENT),
                        "Drafts", Set.of(SpecialUse.DRAFTS),
                        "Trash", Set.of(SpecialUse.TRASH),
                        "Junk", Set.of(SpecialUse.JUNK),
                        "Archive", Set.of(SpecialUse.ARCHIVE)));
        assertThat(mailboxes).allMatch(Mailbox::subscribed).allMatch(m -> m.account()
                .equals(account));
        assertThat(mailboxes).allMatch(m -> m.uidValidity() >= 1 && m.uidValidity() <= 0xFFFF_FFFFL);
        assertThat(names(account)).isSorted();
        assertThat(store().mailboxes(account)).isEqualTo(mailboxes);
        for (Mailbox mailbox : mailboxes) {
            MailboxSnapshot snapshot = now(mailbox.id());
            assertThat(snapshot.count()).isZero();
            assertThat(snapshot.uidNext()).isEqualTo(1);
            assertThat(snapshot.highestModSeq()).isGreaterThanOrEqualTo(1);
            assertThat(snapshot.uidValidity()).isEqualTo(mailbox.uidValidity());
            assertThat(snapshot.mailbox()).isEqualTo(mailbox.id());
        }
    }

    @Test
    default void theDefaultsAreThereWhateverIsAskedFirst() {
        assertThat(store().mailbox(newAccount(), MailboxName.INBOX)).isPresent();
        assertThat(store().subscriptions(newAccount())).hasSize(6);
        AccountId account = newAccount();
        store().create(account, name("first"), Set.of());
        assertThat(names(account)).hasSize(7);
        AccountId other = newAccount();
        store().subscribe(other, name("x"), true);
        assertThat(store().subscriptions(other)).hasSize(7);
        assertRefused(StoreFailure.MailboxExists.class, () -> store().create(newAccount(), name("Sent"), Set.of()));
    }

    @Test
    default void createMakesMissingAncestors() {
        AccountId account = newAccount();
        Mailbox leaf = store().create(account, name("a/b/c"), Set.of(SpecialUse.FLAGGED));
        assertThat(leaf.name()).isEqualTo(name("a/b/c"));
        assertThat(leaf.uses()).containsExactly(SpecialUse.FLAGGED);
        assertThat(leaf.subscribed()).isFalse();
        assertThat(names(account)).contains("a", "a/b", "a/b/c");
        assertThat(store().mailbox(account, name("a/b")).orElseThrow().uses()).isEmpty();
        assertThat(store().mailbox(account, name("a/b/c"))).contains(leaf);
        assertThat(names(newAccount())).doesNotContain("a");
    }

    @Test
    default void namesAreUnicodeAndCaseCounts() {
        AccountId account = newAccount();
        Mailbox one = store().create(account, name("Été/手紙 📬"), Set.of());
        Mailbox other = store().create(account, name("été/手紙 📬"), Set.of());
        assertThat(one.id()).isNotEqualTo(other.id());
        assertThat(store().mailbox(account, name("Été/手紙 📬"))).contains(one);
        String longest = "x".repeat(MailboxName.MAX_LENGTH - 2) + "📬"; // 250 UTF-16 units
        assertThat(store().create(account, name(longest), Set.of()).name().value())
                .isEqualTo(longest);
        String widest = "手".repeat(MailboxName.MAX_LENGTH);
        assertThat(store().create(account, name(widest), Set.of()).name().value())
                .isEqualTo(widest);
    }

    @Test
    default void createRefusesWhatExists() {
        AccountId account = newAccount();
        newMailbox(account, "twice");
        assertRefused(StoreFailure.MailboxExists.class, () -> store().create(account, name("twice"), Set.of()));
        assertRefused(StoreFailure.MailboxExists.class, () -> store().create(account, name("inbox"), Set.of()));
    }

    @Test
    default void uidValidityNeverRepeatsForAName() {
        AccountId account = newAccount();
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) { // the clock stands still
            Mailbox mailbox = store().create(account, name("again"), Set.of());
            assertThat(seen.add(mailbox.uidValidity())).isTrue();
            store().delete(account, name("again"));
        }
        MailboxId other = newMailbox(account, "other");
        store().rename(account, name("other"), name("again"));
        assertThat(seen).doesNotContain(now(other).uidValidity());
    }

    @Test
    default void renameTakesChildrenAndKeepsIdentities() {
        AccountId account = newAccount();
        MailboxId top = newMailbox(account, "old");
        MailboxId child = newMailbox(account, "old/a/b");
        MailboxId neighbour = newMailbox(account, "older");
        Appended message = put(child, "kept");
        long validity = now(child).uidValidity();
        long modSeq = now(child).highestModSeq();
        store().subscribe(account, name("old/a"), true);
        store().rename(account, name("old"), name("new/place"));
        assertThat(mailbox(account, "new/place")).isEqualTo(top);
        assertThat(mailbox(account, "new/place/a/b")).isEqualTo(child);
        assertThat(mailbox(account, "older")).isEqualTo(neighbour);
        assertThat(names(account)).contains("new", "new/place/a").doesNotContain("old", "old/a", "old/a/b");
        assertThat(now(child).uidValidity()).isEqualTo(validity);
        assertThat(now(child).highestModSeq()).isEqualTo(modSeq);
        assertThat(now(child).id(0)).isEqualTo(message.id());
        assertThat(store().subscriptions(account)).contains(name("old/a")); // names, RFC 9051 §6.3.7
    }

    @Test
    default void renameRefusesWhatCannotBe() {
        AccountId account = newAccount();
        newMailbox(account, "a/x");
        newMailbox(account, "b");
        assertRefused(StoreFailure.NotAllowed.class, () -> store().rename(account, name("a"), name("a/x/y")));
        assertRefused(StoreFailure.NotAllowed.class, () -> store().rename(account, name("a"), name("a/new")));
        assertRefused(StoreFailure.MailboxExists.class, () -> store().rename(account, name("a"), name("b")));
        assertRefused(StoreFailure.MailboxExists.class, () -> store().rename(account, name("b"), name("b")));
        assertRefused(StoreFailure.MailboxExists.class, () -> store().rename(account, name("b"), name("INBOX")));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().rename(account, name("no"), name("c")));
        String long200 = "x".repeat(200);
        newMailbox(account, "b/" + "y".repeat(100));
        assertRefused(StoreFailure.NotAllowed.class, () -> store().rename(account, name("b"), name(long200)));
        assertThat(names(account)).contains("a", "a/x", "b").doesNotContain("c", long200);
    }

    @Test
    default void renameOfANameThatOnlyHasChildrenRenamesThem() {
        AccountId account = newAccount();
        MailboxId child = newMailbox(account, "gone/child");
        store().delete(account, name("gone"));
        store().rename(account, name("gone"), name("back"));
        assertThat(mailbox(account, "back/child")).isEqualTo(child);
        assertThat(names(account)).doesNotContain("back", "gone/child");
    }

    @Test
    default void renamingInboxMovesItsMessagesOnly() { // RFC 9051 §6.3.6
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId below = newMailbox(account, "INBOX/below");
        Appended one = put(inbox, org.tassis.testkit.TestMessages.simple("a", "a"), flags(SystemFlag.SEEN, "work"));
        Appended two = put(inbox, "b");
        long usage = store().usage(account).bytes();
        long validity = now(inbox).uidValidity();
        store().rename(account, MailboxName.INBOX, name("archive/2025"));
        assertThat(inbox(account)).isEqualTo(inbox);
        assertThat(now(inbox).count()).isZero();
        assertThat(now(inbox).uidValidity()).isEqualTo(validity);
        assertThat(now(inbox).uidNext()).isGreaterThan(two.uid());
        assertThat(store().vanishedSince(inbox, 0).contains(one.uid())).isTrue();
        assertThat(mailbox(account, "INBOX/below")).isEqualTo(below);
        MailboxSnapshot target = now(mailbox(account, "archive/2025"));
        assertThat(target.count()).isEqualTo(2);
        assertThat(target.id(0)).isEqualTo(one.id());
        assertThat(target.id(1)).isEqualTo(two.id());
        assertThat(target.flags(0)).isEqualTo(flags(SystemFlag.SEEN, "work"));
        assertThat(store().usage(account).bytes()).isEqualTo(usage);
        assertThat(store().history(account, 10)).isEmpty();
        assertRefused(StoreFailure.MailboxExists.class, () -> store().rename(
                        account, MailboxName.INBOX, name("archive/2025")));
        put(inbox, "c");
        store().rename(account, MailboxName.INBOX, name("INBOX/kept"));
        assertThat(now(mailbox(account, "INBOX/kept")).count()).isEqualTo(1);
    }

    @Test
    default void deleteMovesMessagesIntoHistoryAndLeavesChildren() {
        AccountId account = newAccount();
        MailboxId parent = newMailbox(account, "p");
        MailboxId child = newMailbox(account, "p/c");
        Appended message = put(parent, "in parent");
        put(child, "in child");
        long childBytes = now(child).bytes();
        store().delete(account, name("p"));
        assertThat(store().mailbox(account, name("p"))).isEmpty();
        assertThat(mailbox(account, "p/c")).isEqualTo(child);
        assertThat(store().usage(account).bytes()).isEqualTo(childBytes);
        assertThat(store().usage(account).messages()).isEqualTo(1);
        assertThat(store().history(account, 10)).extracting(Remembered::id).containsExactly(message.id());
        assertThat(store().history(account, 10)).extracting(Remembered::mailbox).containsExactly(name("p"));
    }

    @Test
    default void whatWasInADeletedMailboxIsRestoredByNameOrToInbox() {
        AccountId account = newAccount();
        Appended one = put(newMailbox(account, "p"), "one");
        store().delete(account, name("p"));
        Appended two = put(newMailbox(account, "q"), "two");
        store().delete(account, name("q"));
        MailboxId again = newMailbox(account, "q");
        Set<MessageId> both = Set.of(one.id(), two.id());
        assertThat(restored(account, both)).hasSize(2);
        assertThat(now(inbox(account)).id(0)).isEqualTo(one.id());
        assertThat(now(again).id(0)).isEqualTo(two.id());
        assertThat(store().history(account, 10)).isEmpty();
    }

    @Test
    default void deleteRefusesInboxAndWhatIsNotThere() {
        AccountId account = newAccount();
        assertRefused(StoreFailure.NotAllowed.class, () -> store().delete(account, MailboxName.INBOX));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().delete(account, name("nowhere")));
    }

    @Test
    default void aDeletedMailboxIsNoSuchMailboxToEveryMethod() {
        AccountId account = newAccount();
        MailboxId gone = newMailbox(account, "gone");
        MailboxId inbox = inbox(account);
        put(inbox, "x");
        store().delete(account, name("gone"));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().snapshot(gone));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> put(gone, "y"));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().expunge(gone, UidSet.ALL));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().copy(inbox, UidSet.ALL, gone));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().move(inbox, UidSet.ALL, gone));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().copy(gone, UidSet.ALL, inbox));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().vanishedSince(gone, 1));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().claimRecent(gone));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().recentFrom(gone));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().hideFromPop(gone, UidSet.ALL));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().noteFiles(gone, UidSet.ALL, UidSet.EMPTY));
        assertRefused(StoreFailure.NoSuchMailbox.class, () -> store().snapshot(new MailboxId(Long.MAX_VALUE)));
        assertThat(now(inbox).count()).isEqualTo(1);
    }

    @Test
    default void subscriptionsAreNames() {
        AccountId account = newAccount();
        store().subscribe(account, name("not/there"), true);
        store().subscribe(account, name("not/there"), true);
        assertThat(store().subscriptions(account)).contains(name("not/there")).hasSize(7);
        assertThat(store().create(account, name("not/there"), Set.of()).subscribed())
                .isTrue();
        store().delete(account, name("not/there"));
        assertThat(store().subscriptions(account)).contains(name("not/there"));
        store().subscribe(account, name("not/there"), false);
        store().subscribe(account, name("never"), false);
        store().subscribe(account, name("Sent"), false);
        assertThat(store().subscriptions(account)).doesNotContain(name("not/there"), name("Sent"));
        assertThat(store().mailbox(account, name("Sent")).orElseThrow().subscribed())
                .isFalse();
    }

    @Test
    default void tooDeepOrTooManyMailboxesAreRefusedWithoutATrace() {
        List<MailboxName> many = new java.util.ArrayList<>();
        for (int i = 0; i < MailboxRules.MAX_MAILBOXES - 1; i++) {
            many.add(name("m" + i));
        }
        // The rule itself: ten thousand commits would prove nothing more.
        assertThat(MailboxRules.toCreate(Set.copyOf(many), name("last"))).hasSize(1);
        assertRefused(StoreFailure.TooMany.class, () -> MailboxRules.toCreate(Set.copyOf(many), name("two/more")));
        many.add(name("m"));
        assertRefused(StoreFailure.TooMany.class, () -> MailboxRules.toCreate(Set.copyOf(many), name("last")));
    }
}
