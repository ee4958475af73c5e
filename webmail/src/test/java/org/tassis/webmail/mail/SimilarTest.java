package org.tassis.webmail.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.Quota;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.NewMessage;
import org.tassis.store.TextIndex;
import org.tassis.store.TextPart;
import org.tassis.store.search.TextSignatures;
import org.tassis.testkit.TestMessages;

/// What is shown when no message has the words: what the index finds like them, as far as it is still there.
class SimilarTest {
    private final MailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());
    private final List<Mailbox> mailboxes = store.mailboxes(new AccountId(1));

    @Test
    void whatIsLikeItComesInTheIndexsOrderAndWhatHasLeftDoesNot() {
        MailboxId inbox = mailboxes.getFirst().id();
        for (String subject : List.of("one", "two", "three")) {
            store.append(
                    inbox,
                    List.of(new NewMessage(
                            TestMessages.content(TestMessages.simple(subject, "text")), Flags.NONE, Instant.EPOCH)));
        }
        store.searchWith(new TextIndex() {
            @Override
            public Optional<Candidates> candidates(MailboxId mailbox, TextPart part, String text, int[] threes) {
                return Optional.empty();
            }

            @Override
            public List<Similar> similar(List<MailboxId> asked, String words, int limit) {
                assertThat(asked).hasSameSizeAs(mailboxes);
                assertThat(words).isEqualTo("thre wto");
                return List.of(new Similar(inbox, 3, 9), new Similar(inbox, 77, 8), new Similar(inbox, 2, 1));
            }
        });
        Searching searching = new Searching(store, new TextSignatures(1000), new Orders());
        assertThat(searching.similar(mailboxes, "thre wto").rows())
                .extracting(Row::subject)
                .containsExactly("three", "two");
        store.searchWith(TextIndex.NONE);
        assertThat(searching.similar(mailboxes, "thre wto").rows()).isEmpty();
    }

    @Test
    void wordsAreLookedForInAttachmentsToo() {
        MailboxId inbox = mailboxes.getFirst().id();
        for (String subject : List.of("one", "two", "three")) {
            store.append(
                    inbox,
                    List.of(new NewMessage(
                            TestMessages.content(TestMessages.simple(subject, "text")), Flags.NONE, Instant.EPOCH)));
        }
        store.searchWith(new TextIndex() {
            @Override
            public Optional<Candidates> candidates(MailboxId mailbox, TextPart part, String text, int[] threes) {
                return Optional.empty();
            }

            @Override
            public List<Similar> similar(List<MailboxId> asked, String words, int limit) {
                return List.of();
            }

            @Override
            public long[] inFiles(MailboxId mailbox, String words) {
                return mailbox.equals(inbox) && words.equals("zebra in it") ? new long[] {1, 3} : new long[0];
            }
        });
        assertThat(found("\"zebra in it\"")).containsExactly("three", "one");
        assertThat(found("subject:one \"zebra in it\"")).containsExactly("one");
        assertThat(found("text -\"zebra in it\"")).containsExactly("two");
        assertThat(found("subject:\"zebra in it\"")).isEmpty();
        assertThat(found("zebra")).isEmpty();
        assertThat(foundInFiles("\"zebra in it\"")).containsExactly("three", "one");
        assertThat(foundInFiles("text")).isEmpty();
        assertThat(foundInFiles("text -\"zebra in it\"")).isEmpty();
    }

    private List<String> found(String typed) {
        return search(typed).rows().stream().map(Row::subject).toList();
    }

    private List<String> foundInFiles(String typed) {
        Searching.Found found = search(typed);
        return found.rows().stream()
                .filter(row -> found.inFiles().contains(row.ref()))
                .map(Row::subject)
                .toList();
    }

    private Searching.Found search(String typed) {
        return new Searching(store, new TextSignatures(1000), new Orders())
                .run(mailboxes, Query.parse(typed, ZoneOffset.UTC), Searching.Cursor.START, Duration.ofSeconds(10));
    }
}
