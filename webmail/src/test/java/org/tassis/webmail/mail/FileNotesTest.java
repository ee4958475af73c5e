package org.tassis.webmail.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.Quota;
import org.tassis.core.UidSet;
import org.tassis.store.ChunkedSnapshot;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.MailboxSnapshot.Files;
import org.tassis.store.MessageRow;
import org.tassis.store.NewMessage;
import org.tassis.testkit.TestMessages;

/// Messages from before it was noted on arrival whether they hold files.
class FileNotesTest {
    private static final int MESSAGES = 700;

    private final MailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());
    private final MailboxId inbox = store.mailboxes(new AccountId(1)).getFirst().id();
    private ChunkedSnapshot old;

    /// The store as it was: nothing is noted.
    private MailStore before() {
        byte[] plain = TestMessages.simple("plain", "text");
        byte[] file = new TestMessages(1).attachment(3_000);
        List<NewMessage> messages = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            messages.add(new NewMessage(TestMessages.content(i % 4 == 0 ? file : plain), Flags.NONE, Instant.EPOCH));
        }
        store.append(inbox, messages);
        ChunkedSnapshot noted = (ChunkedSnapshot) store.snapshot(inbox);
        old = ChunkedSnapshot.empty(inbox, noted.uidValidity())
                .appended(IntStream.range(0, noted.count())
                        .mapToObj(noted::row)
                        .map(row -> new MessageRow(
                                row.uid(),
                                0,
                                row.modSeq(),
                                row.size(),
                                row.internalDate(),
                                row.saveDate(),
                                row.id(),
                                row.contentId(),
                                row.locator()))
                        .toList());
        return (MailStore) Proxy.newProxyInstance(
                MailStore.class.getClassLoader(), new Class<?>[] {MailStore.class}, (_, method, arguments) -> {
                    switch (method.getName()) {
                        case "snapshot" -> {
                            return old;
                        }
                        case "noteFiles" -> {
                            old = old.filesNoted((UidSet) arguments[1], true).after();
                            old = old.filesNoted((UidSet) arguments[2], false).after();
                            return null;
                        }
                        default -> {
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }
                    }
                });
    }

    @Test
    void areLookedAtAWhileAtATimeTheNewestFirst() {
        MailStore before = before();
        FileNotes.Looked first = FileNotes.look(before, old, Duration.ZERO);
        assertThat(first.left()).isLessThan(MESSAGES).isPositive();
        MailboxSnapshot some = first.snapshot();
        assertThat(some.files(0)).isEqualTo(Files.UNKNOWN);
        assertThat(some.files(MESSAGES - 1)).isEqualTo(Files.NONE);
        assertThat(some.files(MESSAGES - 4)).isEqualTo(Files.SOME);
        FileNotes.Looked all = FileNotes.look(before, some, Duration.ofMinutes(1));
        assertThat(all.left()).isZero();
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(all.snapshot().files(i)).as("message %d", i).isEqualTo(i % 4 == 0 ? Files.SOME : Files.NONE);
        }
        assertThat(FileNotes.look(before, all.snapshot(), Duration.ZERO).snapshot())
                .isSameAs(all.snapshot());
    }
}
