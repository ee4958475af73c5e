package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.StoreFixture.uids;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.TextIndex;
import org.tassis.store.search.IndexedText;
import org.tassis.store.search.SearchedMessage;
import org.tassis.store.search.TextSignatures;
import org.tassis.store.search.TextTests;
import org.tassis.testkit.TestMessages;

/// Searches find the same with an index and without, at any moment. The reference is looking through every
/// message.
public interface SearchContract extends StoreFixture {
    /// Waits until the index, if there is one, knows all that these mailboxes hold now.
    void awaitIndexed(List<MailboxId> mailboxes);

    /// UIDs of the messages of a snapshot that match; each test is made anew, as it may remember.
    static List<Long> search(MailStore store, MailboxSnapshot snapshot, Supplier<SearchedMessage.Content> test) {
        SearchedMessage message = new SearchedMessage(store, new TextSignatures(1 << 20), () -> true);
        SearchedMessage.Content content = test.get();
        List<Long> found = new ArrayList<>();
        for (int i = 0; i < snapshot.count(); i++) {
            message.move(snapshot, i);
            if (message.test(content)) {
                found.add(snapshot.uid(i));
            }
        }
        return found;
    }

    /// The same without the index.
    static List<Long> lookThrough(MailStore store, MailboxSnapshot snapshot, Supplier<SearchedMessage.Content> test) {
        TextIndex index = store.textIndex();
        store.searchWith(TextIndex.NONE);
        try {
            return search(store, snapshot, test);
        } finally {
            store.searchWith(index);
        }
    }

    private void assertSame(MailboxSnapshot snapshot, String what, Supplier<SearchedMessage.Content> test) {
        assertThat(search(store(), snapshot, test)).as(what).isEqualTo(lookThrough(store(), snapshot, test));
    }

    @Test
    default void randomSearchesFindWhatLookingThroughFinds() {
        long seed = System.nanoTime();
        System.out.println("randomSearchesFindWhatLookingThroughFinds seed " + seed);
        new Walk(this, seed).run(60);
    }

    @Test
    default void whatHasJustComeIsFound() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        putMany(inbox, 30);
        awaitIndexed(List.of(inbox));
        put(inbox, "pomegranate");
        assertThat(search(store(), now(inbox), () -> TextTests.header("subject", "OMEGRAN")))
                .containsExactly(31L);
        assertThat(search(store(), now(inbox), () -> TextTests.body("of pomegr")))
                .containsExactly(31L);
        awaitIndexed(List.of(inbox));
        assertThat(search(store(), now(inbox), () -> TextTests.text("pomegranate")))
                .containsExactly(31L);
        assertThat(search(store(), now(inbox), () -> TextTests.body("text 7"))).containsExactly(8L);
    }

    @Test
    default void whatLeftIsFoundByWhoeverStillSeesIt() {
        AccountId account = newAccount();
        MailboxId inbox = inbox(account);
        MailboxId trash = mailbox(account, "Trash");
        putMany(inbox, 20);
        awaitIndexed(List.of(inbox));
        MailboxSnapshot before = now(inbox);
        store().expunge(inbox, uids(5));
        store().move(inbox, uids(6, 7), trash);
        awaitIndexed(List.of(inbox, trash));
        assertThat(search(store(), before, () -> TextTests.body("text 4"))).containsExactly(5L);
        assertThat(search(store(), before, () -> TextTests.body("text 5"))).containsExactly(6L);
        assertThat(search(store(), now(inbox), () -> TextTests.body("text 4"))).isEmpty();
        assertThat(search(store(), now(trash), () -> TextTests.header("subject", "number")))
                .hasSize(2);
        store().rename(account, new MailboxName("INBOX"), new MailboxName("Old"));
        awaitIndexed(List.of(inbox, mailbox(account, "Old")));
        assertSame(before, "before renaming", () -> TextTests.body("text 1"));
        assertThat(search(store(), now(mailbox(account, "Old")), () -> TextTests.body("text 1")))
                .hasSize(11);
    }

    @Test
    default void deletedMailboxesAreNoTrouble() {
        AccountId account = newAccount();
        MailboxId box = newMailbox(account, "box");
        putMany(box, 5);
        awaitIndexed(List.of(box));
        MailboxSnapshot before = now(box);
        store().delete(account, new MailboxName("box"));
        awaitIndexed(List.of());
        assertThat(search(store(), before, () -> TextTests.body("text 3"))).containsExactly(4L);
    }

    @Test
    default void shortAndEmptyTextsAreLookedFor() {
        MailboxId inbox = inbox(newAccount());
        put(inbox, "xq");
        put(inbox, "\u624b\u7d19");
        putMany(inbox, 5);
        awaitIndexed(List.of(inbox));
        assertThat(search(store(), now(inbox), () -> TextTests.header("subject", "xq")))
                .containsExactly(1L);
        assertThat(search(store(), now(inbox), () -> TextTests.text("\u624b\u7d19")))
                .containsExactly(2L);
        assertThat(search(store(), now(inbox), () -> TextTests.body(""))).hasSize(7);
        assertThat(search(store(), now(inbox), () -> TextTests.header("message-id", "")))
                .hasSize(7);
    }

    @Test
    default void textsOfAnySizeAreLookedThrough() {
        MailboxId inbox = inbox(newAccount());
        putMany(inbox, 3);
        StringBuilder noise = new StringBuilder();
        Random random = new Random(5);
        for (int i = 0; i < 60_000; i++) { // more threes than an index keeps
            noise.append((char) (0x4e00 + random.nextInt(0x5000)));
            if (i % 70 == 0) {
                noise.append("\r\n");
            }
        }
        put(
                inbox,
                ("Subject: noise\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + noise + " needle here\r\n")
                        .getBytes(StandardCharsets.UTF_8),
                Flags.NONE);
        awaitIndexed(List.of(inbox));
        assertThat(search(store(), now(inbox), () -> TextTests.body("needle here")))
                .containsExactly(4L);
        assertThat(search(store(), now(inbox), () -> TextTests.body("needle there")))
                .isEmpty();
    }

    /// The state of one random walk.
    final class Walk {
        private static final String[] FIELDS = {
            "subject", "from", "to", "cc", "bcc", "message-id", "received", "x-trace-3", "references"
        };
        private final SearchContract fixture;
        private final long seed;
        private final Random random;
        private final TestMessages messages;
        private final List<MailboxId> boxes;
        private final List<MailboxSnapshot> older = new ArrayList<>();
        private int found;

        Walk(SearchContract fixture, long seed) {
            this.fixture = fixture;
            this.seed = seed;
            this.random = new Random(seed);
            this.messages = new TestMessages(seed);
            AccountId account = fixture.newAccount();
            this.boxes = List.of(
                    fixture.inbox(account), fixture.mailbox(account, "Archive"), fixture.inbox(fixture.newAccount()));
        }

        void run(int steps) {
            for (int i = 0; i < 20; i++) {
                fixture.put(boxes.getFirst(), messages.any(), Flags.NONE);
            }
            for (int step = 0; step < steps; step++) {
                change();
                if (random.nextInt(3) == 0) {
                    fixture.awaitIndexed(boxes);
                }
                if (random.nextInt(8) == 0) {
                    older.add(fixture.now(boxes.get(random.nextInt(boxes.size()))));
                }
                for (int i = 0; i < 4; i++) {
                    ask();
                }
            }
            assertThat(found).as("hits, seed %d", seed).isPositive();
        }

        private void change() {
            MailboxId box = boxes.get(random.nextInt(boxes.size()));
            MailboxId other = boxes.get(random.nextInt(2)); // copies stay in an account
            MailboxSnapshot now = fixture.now(box);
            UidSet some = now.count() == 0
                    ? UidSet.of(1)
                    : UidSet.of(now.uid(random.nextInt(now.count())), now.uid(random.nextInt(now.count())));
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> fixture.put(box, messages.any(), Flags.NONE);
                case 4 -> fixture.store().expunge(box, UidSet.of(some.first(0)));
                case 5 -> fixture.store().copy(boxes.getFirst(), some, other);
                case 6 -> fixture.store().move(boxes.get(1), some, other);
                default -> fixture.store().move(boxes.getFirst(), UidSet.of(some.first(0)), boxes.get(1));
            }
        }

        private void ask() {
            MailboxSnapshot snapshot = !older.isEmpty() && random.nextInt(3) == 0
                    ? older.get(random.nextInt(older.size()))
                    : fixture.now(boxes.get(random.nextInt(boxes.size())));
            if (snapshot.count() == 0) {
                return;
            }
            String text = sample(snapshot, random.nextInt(snapshot.count()));
            String field = FIELDS[random.nextInt(FIELDS.length)];
            Supplier<SearchedMessage.Content> test =
                    switch (random.nextInt(4)) {
                        case 0 -> () -> TextTests.header(field, text);
                        case 1 -> () -> TextTests.text(text);
                        default -> () -> TextTests.body(text);
                    };
            List<Long> hits = search(fixture.store(), snapshot, test);
            found += hits.size();
            assertThat(hits)
                    .as("'%s' in %s, seed %d", text, field, seed)
                    .isEqualTo(lookThrough(fixture.store(), snapshot, test));
        }

        /// A piece of a message, or something that is in none.
        private String sample(MailboxSnapshot snapshot, int index) {
            String words = random.nextInt(3) == 0
                    ? new String(
                            fixture.store().message(snapshot, index).octets(0, (int)
                                    Math.min(3000, snapshot.size(index))),
                            StandardCharsets.UTF_8)
                    : new IndexedText.Source(fixture.store(), () -> true)
                            .read(snapshot, index)
                            .words();
            if (words.length() < 30 || random.nextInt(10) == 0) {
                return Long.toString(random.nextLong(), 36).substring(0, 2 + random.nextInt(4));
            }
            if (random.nextInt(3) == 0) { // a whole word
                String[] all = words.split("[^A-Za-z]+", -1);
                return all[random.nextInt(all.length)];
            }
            int from = random.nextInt(words.length() - 25);
            String piece = words.substring(from, from + 1 + random.nextInt(24));
            return switch (random.nextInt(3)) {
                case 0 -> piece.toUpperCase(java.util.Locale.ROOT);
                case 1 -> piece.strip();
                default -> piece;
            };
        }
    }
}
