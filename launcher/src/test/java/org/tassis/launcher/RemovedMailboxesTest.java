package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.ContentId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.directory.InMemoryDirectoryRecords;
import org.tassis.directory.Route;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.spam.InMemorySpamMemory;
import org.tassis.mailflow.spam.Lesson;
import org.tassis.mailflow.spam.Owner;
import org.tassis.mailflow.spam.SpamClass;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.mailflow.spam.SpamMemory;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.NewMessage;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestFilters;
import org.tassis.testkit.TestMessages;

class RemovedMailboxesTest {
    private final TestClock clock = new TestClock();
    private final TestDirectory people = new TestDirectory(new InMemoryDirectoryRecords(), clock);
    private final MailStore store = new InMemoryMailStore(people.directory::quotaOf, clock);
    private final Filters filters = TestFilters.over(store);
    private final SpamMemory memory = new InMemorySpamMemory();
    private final SpamKnowledge spam = new SpamKnowledge(memory);
    private final List<String> gone = new ArrayList<>();
    private final RemovedMailboxes task = task(store);

    private RemovedMailboxes task(MailStore of) {
        return new RemovedMailboxes(
                people.directory,
                of,
                filters,
                spam,
                account -> gone.add(people.directory.loginOf(account).orElseThrow() + " with " + count(account)),
                _ -> {});
    }

    @Test
    void mailIsKeptThirtyDaysAndComesBackWithTheMailbox() {
        put(people.ann, 3);
        people.directory.removeMailbox(people.ann.id());
        clock.advance(Duration.ofDays(30));
        task.run();
        people.directory.restoreMailbox("ann");
        assertThat(count(people.ann.id())).isEqualTo(3);
        clock.advance(Duration.ofDays(100));
        task.run();
        assertThat(count(people.ann.id())).isEqualTo(3);
    }

    @Test
    void afterwardsItsMailIsForgottenAndItsNamesAreFree() {
        put(people.ann, 3);
        put(people.bob, 2);
        MailboxId inbox = inbox(people.ann.id());
        store.expunge(inbox, UidSet.of(1));
        spam.learn(new Lesson(Owner.of(people.ann.id()), new ContentId(1), SpamClass.SPAM, false, new long[] {5}, 1));
        people.directory.removeMailbox(people.ann.id());
        clock.advance(Duration.ofDays(31));
        task.run();
        assertThat(memory.load(Owner.of(people.ann.id())).spamMessages()).isZero();
        assertThatThrownBy(() -> store.snapshot(inbox)).isInstanceOf(StoreException.class);
        assertThat(store.history(people.ann.id(), 10)).isEmpty();
        assertThat(gone).containsExactly("ann with 2");
        assertThat(count(people.bob.id())).isEqualTo(2);
        assertThat(people.directory.route(EmailAddress.valueOf("ann@example.org")))
                .isEqualTo(new Route.NoSuchUser());
        Account next = people.add("ann", TestDirectory.ANN_PASSWORD, "ann@example.org");
        assertThat(count(next.id())).isZero();
    }

    @Test
    void whatFailsIsTriedAgainAndKeepsNobodyElse() {
        Account eve = people.add("eve", "eve-reads-9-letters", "eve@example.org");
        put(people.ann, 1);
        put(eve, 1);
        people.directory.removeMailbox(people.ann.id());
        clock.advance(Duration.ofSeconds(5));
        people.directory.removeMailbox(eve.id());
        clock.advance(Duration.ofDays(31));
        MailStore failing = refusingToPurge(people.ann.id());
        assertThatThrownBy(() -> task(failing).run()).isInstanceOf(StoreException.class);
        assertThat(people.directory.expired(10)).containsExactly(people.ann.id());
        assertThat(people.directory.mailboxes(java.util.Optional.empty(), true, java.util.Optional.empty(), 10))
                .extracting(record -> record.account().id())
                .containsExactly(people.ann.id());
        task.run();
        assertThat(people.directory.expired(10)).isEmpty();
    }

    @Test
    void aKillBetweenMailAndEntryIsMadeGoodTheNextTime() {
        put(people.ann, 2);
        people.directory.removeMailbox(people.ann.id());
        clock.advance(Duration.ofDays(31));
        assertThat(store.purge(people.ann.id())).isEqualTo(2); // and here the process ended
        assertThat(people.directory.expired(10)).containsExactly(people.ann.id());
        task.run();
        assertThat(people.directory.expired(10)).isEmpty();
        assertThat(people.directory.account(people.ann.id())).isEmpty();
    }

    /// The store, with one account that cannot be purged now.
    private MailStore refusingToPurge(AccountId account) {
        return (MailStore) Proxy.newProxyInstance(
                MailStore.class.getClassLoader(), new Class<?>[] {MailStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("purge") && arguments[0].equals(account)) {
                        throw new StoreException(new StoreFailure.Unavailable());
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void put(Account account, int count) {
        for (int i = 0; i < count; i++) {
            store.append(
                    inbox(account.id()),
                    List.of(new NewMessage(
                            TestMessages.content(TestMessages.simple("number " + i, "text")),
                            Flags.NONE,
                            Instant.EPOCH)));
        }
    }

    private MailboxId inbox(AccountId account) {
        return store.mailbox(account, MailboxName.INBOX).orElseThrow().id();
    }

    private int count(AccountId account) {
        return store.snapshot(inbox(account)).count();
    }
}
