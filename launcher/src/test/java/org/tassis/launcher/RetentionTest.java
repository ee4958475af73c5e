package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.directory.InMemoryDirectoryRecords;
import org.tassis.directory.choice.Choices;
import org.tassis.directory.choice.InMemoryChoices;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.NewMessage;
import org.tassis.testkit.TestClock;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestMessages;

class RetentionTest {
    private final TestClock clock = new TestClock();
    private final TestDirectory people = new TestDirectory(new InMemoryDirectoryRecords(), clock);
    private final MailStore store = new InMemoryMailStore(people.directory::quotaOf, clock);
    private final InMemoryChoices choices = new InMemoryChoices();
    private final Retention task = new Retention(choices, store, clock);

    @Test
    void mailLeavesTrashAndJunkAfterTheDaysItsOwnerChose() throws Exception {
        AccountId ann = people.ann.id();
        choices.put(ann, new Choices(Optional.empty(), false, Optional.of(30), Optional.of(7)));
        for (String folder : List.of("INBOX", "Trash", "Junk")) {
            put(ann, folder);
            put(people.bob.id(), folder);
        }
        clock.advance(Duration.ofDays(8));
        task.run();
        assertThat(counts(ann)).containsExactly(1, 1, 0);
        clock.advance(Duration.ofDays(23));
        task.run();
        assertThat(counts(ann)).containsExactly(1, 0, 0);
        assertThat(counts(people.bob.id())).containsExactly(1, 1, 1);
        assertThat(store.history(ann, 10)).hasSize(2);
    }

    /// An old message that was thrown away today has its days before it.
    @Test
    void theDaysBeginWhenItCameIntoTheFolder() throws Exception {
        AccountId ann = people.ann.id();
        put(ann, "INBOX");
        clock.advance(Duration.ofDays(400));
        choices.put(ann, new Choices(Optional.empty(), false, Optional.of(30), Optional.empty()));
        Mailbox inbox = box(ann, "INBOX");
        store.move(
                inbox.id(),
                UidSet.of(store.snapshot(inbox.id()).uid(0)),
                box(ann, "Trash").id());
        clock.advance(Duration.ofDays(29));
        task.run();
        assertThat(counts(ann)).containsExactly(0, 1, 0);
        clock.advance(Duration.ofDays(2));
        task.run();
        assertThat(counts(ann)).containsExactly(0, 0, 0);
    }

    private Mailbox box(AccountId account, String name) {
        return store.mailbox(account, new MailboxName(name)).orElseThrow();
    }

    private List<Integer> counts(AccountId account) {
        return List.of("INBOX", "Trash", "Junk").stream()
                .map(name -> store.snapshot(box(account, name).id()).count())
                .toList();
    }

    private void put(AccountId account, String folder) throws Exception {
        store.append(
                box(account, folder).id(),
                List.of(new NewMessage(
                        TestMessages.content("Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.UTF_8)),
                        Flags.NONE,
                        clock.instant())));
    }
}
