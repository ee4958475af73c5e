package org.tassis.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.SearchContract.lookThrough;
import static org.tassis.testkit.store.SearchContract.search;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.UidSet;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.TextIndex.Answer;
import org.tassis.store.TextIndex.Similar;
import org.tassis.store.TextPart;
import org.tassis.store.search.TextTests;
import org.tassis.testkit.TestMessages;

/// The life of an index: what it answers, what it does when it is stopped, damaged, late or in want of room.
class SearchIndexTest {
    private static final AccountId ANN = new AccountId(1);

    @TempDir
    Path directory;

    private MailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());
    private SearchIndex index;

    @AfterEach
    void close() {
        if (index != null) {
            index.close();
        }
    }

    private void start() {
        index = SearchIndex.start(store, Indexed.settings(directory));
    }

    private MailboxId inbox() {
        return store.mailbox(ANN, MailboxName.INBOX).orElseThrow().id();
    }

    private void put(String subject, String text) {
        put(TestMessages.simple(subject, text));
    }

    private void put(byte[] octets) {
        store.append(inbox(), List.of(new NewMessage(TestMessages.content(octets), Flags.NONE, Instant.EPOCH)));
    }

    private void putMany(int count) {
        for (int i = 0; i < count; i++) {
            put("subject " + i, "word" + i + " and more");
        }
    }

    private void eventually(String what, BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("%s in time: %s", what, index.status())
                    .isLessThan(end);
            index.awaitCurrent(Duration.ofMillis(10));
            Thread.onSpinWait();
        }
    }

    private void assertFindsEverything() {
        MailboxSnapshot now = store.snapshot(inbox());
        for (String text : List.of("word1", "word17 and", "and more", "nothing of it")) {
            assertThat(search(store, now, () -> TextTests.body(text)))
                    .as(text)
                    .isEqualTo(lookThrough(store, now, () -> TextTests.body(text)));
        }
    }

    @Test
    void itKnowsWhatMessagesLack() {
        putMany(300);
        start();
        Indexed.await(index, store, List.of(inbox()));
        int[] threes = threes("word123");
        long lack = store.snapshot(inbox()).uids().stream()
                .filter(uid -> index.candidates(inbox(), TextPart.BODY, "word123", threes)
                                .orElseThrow()
                                .of(uid)
                        == Answer.LACKS)
                .count();
        assertThat(lack).isBetween(290L, 299L);
        assertThat(index.candidates(inbox(), TextPart.BODY, "word123", threes)
                        .orElseThrow()
                        .of(124))
                .isEqualTo(Answer.MAY_HOLD);
        assertThat(index.candidates(inbox(), TextPart.BODY, "word123", threes)
                        .orElseThrow()
                        .of(301))
                .isEqualTo(Answer.UNKNOWN);
        assertThat(index.candidates(inbox(), TextPart.BODY, "more", threes("more"))
                        .orElseThrow()
                        .of(124))
                .isEqualTo(Answer.HOLDS);
        assertThat(index.status().messages()).isEqualTo(300);
        assertThat(index.status().octets()).isPositive();
        assertFindsEverything();
    }

    /// As a needle makes them: what is in the message has all of them.
    private int[] threes(String text) {
        List<Integer> threes = new ArrayList<>();
        MailStore other = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());
        MailStore mine = store;
        store = other;
        other.searchWith(new org.tassis.store.TextIndex() {
            @Override
            public java.util.Optional<Candidates> candidates(
                    MailboxId mailbox, TextPart part, String folded, int[] asked) {
                for (int three : asked) {
                    threes.add(three);
                }
                return java.util.Optional.empty();
            }

            @Override
            public List<Similar> similar(List<MailboxId> mailboxes, String words, int limit) {
                return List.of();
            }
        });
        put("any", "any");
        search(other, other.snapshot(inbox()), () -> TextTests.body(text));
        store = mine;
        return threes.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Header fields are looked through as octets and as people read them, which is not always the same.
    @Test
    void whatHeadersHideIsFound() {
        String odd = "X-Null: ab\0cde\r\nX-Return: fg\rhij\r\nX-Space : klm\r\nX-Fold: no\r\n\tpqr\r\n"
                + "X-Word: =?utf-8?q?st=C3=BCv?=\r\nX-Delete: wx\u007fyz\r\nno field at all\r\n"
                + "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe_aus?= K\u00f6ln\r\nFrom: \"An\\\"na\" (com) <anna@example.org>\r\n\r\ntext";
        put(odd.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        putMany(20);
        start();
        Indexed.await(index, store, List.of(inbox()));
        MailboxSnapshot now = store.snapshot(inbox());
        int found = 0;
        for (String field :
                List.of("x-null", "x-return", "x-space", "x-fold", "x-word", "x-delete", "subject", "from")) {
            for (String text : List.of(
                    "abcde",
                    "cde",
                    "fghij",
                    "hij",
                    "space:",
                    "klm",
                    "pqr",
                    "st\u00dcv",
                    "yz",
                    "wx",
                    "GR\u00dcSSE",
                    "gr",
                    "ln",
                    "\"na",
                    "a <anna@",
                    "anna",
                    "com",
                    "field",
                    "ann",
                    "na")) {
                List<Long> hits = search(store, now, () -> TextTests.header(field, text));
                found += hits.contains(1L) ? 1 : 0;
                assertThat(hits)
                        .as("%s %s", field, text)
                        .isEqualTo(lookThrough(store, now, () -> TextTests.header(field, text)));
                assertThat(search(store, now, () -> TextTests.text(text)))
                        .as(text)
                        .isEqualTo(lookThrough(store, now, () -> TextTests.text(text)));
            }
        }
        assertThat(found).isGreaterThan(12);
    }

    @Test
    void whatWasIndexedStaysAndWhatWasMissedIsCaughtUpWith() throws InterruptedException {
        putMany(50);
        MailboxId folder =
                store.create(ANN, new MailboxName("Folder"), Set.of()).id();
        store.copy(inbox(), UidSet.of(1, 10), folder);
        start();
        Indexed.await(index, store, List.of(inbox(), folder));
        index.close();
        assertThat(store.textIndex()).isSameAs(org.tassis.store.TextIndex.NONE);
        store.expunge(inbox(), UidSet.of(3, 5));
        store.delete(ANN, new MailboxName("Folder"));
        put("late", "word17 and what came late");
        start();
        Indexed.await(index, store, List.of(inbox()));
        eventually("48 messages", () -> index.status().messages() == 48);
        assertFindsEverything();
    }

    @Test
    void whatLeavesTheStoreLeavesTheIndex() throws InterruptedException {
        start();
        putMany(40);
        eventually("40 messages", () -> index.status().messages() == 40);
        store.expunge(inbox(), UidSet.of(2, 21));
        eventually("20 messages", () -> index.status().messages() == 20);
        store.move(
                inbox(),
                UidSet.ALL,
                store.mailbox(ANN, new MailboxName("Trash")).orElseThrow().id());
        eventually("20 messages elsewhere", () -> index.status().messages() == 20);
        store.purge(ANN);
        eventually("no messages", () -> index.status().messages() == 0);
    }

    @Test
    void whateverIsDamagedIsMadeAnew() throws IOException, InterruptedException {
        Random random = new Random(3);
        putMany(60);
        for (int round = 0; round < 8; round++) {
            start();
            Indexed.await(index, store, List.of(inbox()));
            index.close();
            List<Path> files;
            try (Stream<Path> all = Files.list(directory)) {
                files = all.filter(file -> !file.endsWith("write.lock"))
                        .sorted()
                        .toList();
            }
            Path victim = files.get(random.nextInt(files.size()));
            byte[] octets = Files.readAllBytes(victim);
            switch (round % 4) {
                case 0 -> Files.delete(victim);
                case 1 -> Files.write(victim, new byte[0]);
                case 2 -> Files.write(victim, java.util.Arrays.copyOf(octets, octets.length / 2));
                default -> {
                    octets[octets.length / 2] ^= 0x55;
                    Files.write(victim, octets);
                }
            }
            start();
            assertFindsEverything(); // before it is found out, too
            Indexed.await(index, store, List.of(inbox()));
            assertFindsEverything();
            eventually("all messages", () -> index.status().messages() == 60);
            index.close();
        }
    }

    /// Files that nobody reads again are found out when they are merged, at the latest.
    @Test
    void whatIsDamagedWhileItIsOpenIsMadeAnew() throws IOException, InterruptedException {
        putMany(60);
        start();
        Indexed.await(index, store, List.of(inbox()));
        List<Path> damaged;
        try (Stream<Path> all = Files.list(directory)) {
            damaged = all.filter(file -> !file.endsWith("write.lock")
                            && !file.getFileName().toString().startsWith("segments"))
                    .toList();
        }
        assertThat(damaged).isNotEmpty();
        for (Path file : damaged) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                ByteBuffer octet = ByteBuffer.allocate(1);
                channel.read(octet, channel.size() / 2);
                channel.write(ByteBuffer.wrap(new byte[] {(byte) (octet.get(0) ^ 0x55)}), channel.size() / 2);
            }
        }
        int more = 0;
        while (damaged.stream().anyMatch(Files::exists)) {
            assertThat(more).as("%s", index.status()).isLessThan(400);
            putMany(1);
            more++;
            index.awaitCurrent(Duration.ofMillis(100));
        }
        Indexed.await(index, store, List.of(inbox()));
        int messages = 60 + more;
        eventually("all messages", () -> index.status().messages() == messages);
        assertFindsEverything();
    }

    @Test
    void itTellsHowFarItIs() throws InterruptedException {
        int folders = 30;
        for (int i = 0; i < folders; i++) {
            MailboxId folder =
                    store.create(ANN, new MailboxName("Folder" + i), Set.of()).id();
            store.append(
                    folder,
                    List.of(new NewMessage(
                            TestMessages.content(TestMessages.simple("subject", "word" + i)),
                            Flags.NONE,
                            Instant.EPOCH)));
        }
        putMany(1000);
        start();
        Set<Long> behind = new java.util.TreeSet<>();
        eventually("all", () -> {
            SearchStatus now = index.status();
            if (now.state() == SearchStatus.State.BUILDING) {
                behind.add(now.behind());
            }
            return now.state() == SearchStatus.State.CURRENT && now.messages() == 1000 + folders;
        });
        assertThat(index.status().behind()).isZero();
        assertThat(index.status().mailboxes()).isEqualTo(folders + 1);
        assertThat(behind).as("what was told while it was made").isNotEmpty().allMatch(left -> left <= folders + 1);
    }

    @Test
    void filesOfAnotherKindAreNoTrouble() throws IOException {
        Files.write(directory.resolve("segments_1"), "not an index".getBytes(StandardCharsets.US_ASCII));
        Files.write(directory.resolve("_0.cfs"), new byte[100]);
        putMany(20);
        start();
        Indexed.await(index, store, List.of(inbox()));
        assertFindsEverything();
    }

    @Test
    void anIndexThatKnowsMoreThanTheStoreIsMadeAnew() throws InterruptedException {
        putMany(30);
        start();
        Indexed.await(index, store, List.of(inbox()));
        index.close();
        store = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());
        put("earlier", "an earlier state, word5");
        start();
        Indexed.await(index, store, List.of(inbox()));
        eventually("one message", () -> index.status().messages() == 1);
        assertThat(search(store, store.snapshot(inbox()), () -> TextTests.body("earlier state")))
                .containsExactly(1L);
    }

    @Test
    void itIsMadeAnewWhileItRuns() throws InterruptedException {
        putMany(50);
        start();
        Indexed.await(index, store, List.of(inbox()));
        for (int i = 0; i < 3; i++) {
            index.rebuild();
            assertFindsEverything();
            putMany(5);
        }
        Indexed.await(index, store, List.of(inbox()));
        eventually("all messages", () -> index.status().messages() == 65);
        assertFindsEverything();
    }

    @Test
    void aDiskThatIsNearlyFullStopsItAndNothingElse() throws InterruptedException {
        SearchSettings usual = Indexed.settings(directory);
        index = SearchIndex.start(
                store,
                new SearchSettings(
                        usual.directory(),
                        usual.memory(),
                        usual.refresh(),
                        usual.commitAfter(),
                        usual.commitEvery(),
                        Long.MAX_VALUE,
                        0,
                        usual.retry()));
        putMany(20);
        eventually("paused", () -> index.status().state() == SearchStatus.State.PAUSED);
        assertThat(index.status().messages()).isZero();
        assertFindsEverything();
    }

    @Test
    void aDirectoryThatCannotBeUsedIsTold() throws IOException, InterruptedException {
        Path file = directory.resolve("a file");
        Files.write(file, new byte[1]);
        putMany(5);
        index = SearchIndex.start(store, Indexed.settings(file));
        eventually("failed", () -> index.status().state() == SearchStatus.State.FAILED);
        assertThat(index.status().trouble()).isNotEmpty();
        assertFindsEverything();
        Files.delete(file);
        Indexed.await(index, store, List.of(inbox()));
        assertThat(index.status().trouble()).isEmpty();
    }

    @Test
    void wordsAreFoundInOtherFormsAndNearlyRight() {
        put(
                "Invoices for the houses",
                "We have sent you the invoices that you are waiting for, and this is all of it.");
        put("Les maisons", "Nous avons les maisons que vous cherchez dans la ville et nous sommes contents.");
        put("De huizen", "Wij hebben de huizen die u zoekt en dat is het hele verhaal van de katten en de honden.");
        put("Rechnungen", "Wir haben Ihnen die Rechnungen geschickt, und das ist alles, was wir noch haben.");
        put("Lorem", "Lorem ipsum dolor sit amet, consectetur adipiscing elit.");
        start();
        Indexed.await(index, store, List.of(inbox()));
        assertThat(similar("invoice")).containsExactly(1L);
        assertThat(similar("maison")).containsExactly(2L);
        assertThat(similar("kat")).containsExactly(3L);
        assertThat(similar("Rechnung")).containsExactly(4L);
        assertThat(similar("consecteturr")).containsExactly(5L);
        assertThat(similar("INVIOCES house")).contains(1L);
        assertThat(similar("zebra")).isEmpty();
        assertThat(similar("")).isEmpty();
        assertThat(index.similar(List.of(new MailboxId(999)), "invoice", 10)).isEmpty();
    }

    private List<Long> similar(String words) {
        return index.similar(List.of(inbox()), words, 10).stream()
                .map(Similar::uid)
                .toList();
    }
}
