package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.opentest4j.TestAbortedException;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.core.Quota;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.Appended;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.Remembered;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestMessages;

/// What a store gives to be tested, and the words in which the contract speaks.
///
/// One store may serve all tests of a class, as every test makes its own accounts; a store opened for each
/// test is just as good where opening is cheap. Closing it is the implementor's.
public interface StoreFixture {
    /// A running store, the same within one test until {@link #reopened}.
    MailStore store();

    /// The clock of the store.
    TestClock clock();

    /// An account that the store has not seen before.
    AccountId newAccount(Quota quota);

    void setQuota(AccountId account, Quota quota);

    /// Closes the store and opens it again on the same data; {@link #store} is the new one from then on.
    default MailStore reopened() {
        throw new TestAbortedException("this store keeps nothing when it is closed");
    }

    // ---- words ----

    Instant SOME_DATE = Instant.parse("2025-12-24T18:00:01Z");

    default AccountId newAccount() {
        return newAccount(Quota.UNLIMITED);
    }

    default MailboxId inbox(AccountId account) {
        return mailbox(account, "INBOX");
    }

    default MailboxId mailbox(AccountId account, String name) {
        return store().mailbox(account, new MailboxName(name)).orElseThrow().id();
    }

    default MailboxId newMailbox(AccountId account, String name) {
        return store().create(account, new MailboxName(name), Set.of()).id();
    }

    default MailboxSnapshot now(MailboxId mailbox) {
        return store().snapshot(mailbox);
    }

    default Appended put(MailboxId mailbox, byte[] octets, Flags flags) {
        return store().append(mailbox, List.of(new NewMessage(TestMessages.content(octets), flags, SOME_DATE)))
                .getFirst();
    }

    default Appended put(MailboxId mailbox, String subject) {
        return put(mailbox, TestMessages.simple(subject, "text of " + subject), Flags.NONE);
    }

    /// `count` small messages in one append.
    default List<Appended> putMany(MailboxId mailbox, int count) {
        List<NewMessage> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(new NewMessage(
                    TestMessages.content(TestMessages.simple("number " + i, "text " + i)), Flags.NONE, SOME_DATE));
        }
        return store().append(mailbox, messages);
    }

    /// Brings back those of them that history has.
    default List<Appended> restored(AccountId account, Set<MessageId> messages) {
        return store().restore(
                        account,
                        store().history(account, 1_000).stream()
                                .filter(one -> messages.contains(one.id()))
                                .map(Remembered::departed)
                                .toList());
    }

    /// Sizes {@link TestMessages#simple} makes are what they are; this is one of exactly `size`.
    static byte[] ofSize(int size) {
        byte[] octets = new byte[size];
        java.util.Arrays.fill(octets, (byte) 'x');
        return octets;
    }

    static UidSet uids(long... uids) {
        UidSet.Builder set = new UidSet.Builder();
        for (long uid : uids) {
            set.add(uid);
        }
        return set.build();
    }

    static Flags flags(Object... flagsAndKeywords) {
        List<SystemFlag> system = new ArrayList<>();
        List<String> keywords = new ArrayList<>();
        for (Object flag : flagsAndKeywords) {
            if (flag instanceof SystemFlag known) {
                system.add(known);
            } else {
                keywords.add(flag.toString());
            }
        }
        return Flags.of(system, keywords);
    }

    static void assertRefused(Class<? extends StoreFailure> failure, ThrowingCallable call) {
        StoreException refusal = catchThrowableOfType(StoreException.class, call);
        assertThat(refusal).as("refusal").isNotNull();
        assertThat(refusal.failure()).isInstanceOf(failure);
    }

    /// Runs all at once, each on a thread of its own, and gives what they returned, in order.
    static <T> List<T> together(List<Callable<T>> work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(work)) {
                try {
                    results.add(future.get());
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof Exception cause ? cause : e;
                }
            }
            return results;
        }
    }
}
