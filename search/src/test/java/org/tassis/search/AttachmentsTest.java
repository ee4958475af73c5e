package org.tassis.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.store.SearchContract.lookThrough;
import static org.tassis.testkit.store.SearchContract.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.UidSet;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.NewMessage;
import org.tassis.store.TextIndex.Similar;
import org.tassis.store.search.TextTests;
import org.tassis.testkit.TestMessages;

/// What the index does with attachments, whatever the process that reads them does.
@Timeout(120)
class AttachmentsTest {
    private static final AccountId ANN = new AccountId(1);

    @TempDir
    Path directory;

    private final MailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());
    private Path notes;
    private SearchIndex index;

    @BeforeEach
    void prepare() throws IOException {
        notes = Files.createDirectory(directory.resolve("notes"));
    }

    @AfterEach
    void close() {
        if (index != null) {
            index.close();
        }
    }

    private void start() {
        start(FakeReader.command(notes), Duration.ofSeconds(30));
    }

    private void start(List<String> command, Duration timeLimit) {
        index = SearchIndex.start(
                store,
                Indexed.settings(directory.resolve("search")),
                Optional.of(new AttachmentSettings(
                        command,
                        directory.resolve("scratch"),
                        timeLimit,
                        100_000,
                        1000,
                        Duration.ofSeconds(30),
                        Duration.ofMillis(20))));
    }

    private MailboxId inbox() {
        return box("INBOX");
    }

    private MailboxId box(String name) {
        return store.mailbox(ANN, new MailboxName(name)).orElseThrow().id();
    }

    private void put(String file) {
        put("invoice.pdf", file);
    }

    private void put(String name, String file) {
        store.append(
                inbox(), List.of(new NewMessage(TestMessages.content(message(name, file)), Flags.NONE, Instant.EPOCH)));
    }

    static byte[] message(String name, String file) {
        return ("Subject: see below\r\nFrom: Bob <bob@example.org>\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nThe house is the old one and"
                        + " it was the best of all.\r\n--b\r\nContent-Type: application/octet-stream; name=\"" + name
                        + "\"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(file.getBytes(StandardCharsets.UTF_8))
                        + "\r\n--b--\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void eventually(String what, BooleanSupplier holds) throws InterruptedException {
        Indexed.until(
                index,
                () -> what + ": " + index.status() + ", " + index.attachments() + ", " + FakeReader.notes(notes),
                holds);
    }

    private void eventuallyIn(String word, long... uids) throws InterruptedException {
        eventually(word, () -> Arrays.equals(index.inFiles(inbox(), word), uids));
    }

    private void eventuallyAllRead() throws InterruptedException {
        eventually("all read", () -> index.attachments()
                .filter(now -> now.waiting() == 0 && now.read() + now.failed() > 0)
                .isPresent());
    }

    @Test
    void theirWordsAreFoundByPeopleAndNotByExactSearches() throws InterruptedException {
        put("report.docx", "The zebras were all in the garden and it was the end of the invoices.");
        put("photo.jpg", "zebras that nobody reads");
        put("letter.odt", "Nothing of it.");
        start();
        eventuallyIn("zebra", 1);
        assertThat(index.inFiles(inbox(), "ZEBRAS garden")).containsExactly(1);
        assertThat(index.inFiles(inbox(), "zebras house")).isEmpty();
        assertThat(index.inFiles(inbox(), "the")).isEmpty();
        assertThat(index.inFiles(inbox(), "")).isEmpty();
        assertThat(index.inFiles(new MailboxId(999), "zebra")).isEmpty();
        assertThat(index.similar(List.of(inbox()), "house zebra", 10).getFirst().uid())
                .as("a word of the message and one of its attachment")
                .isEqualTo(1);
        assertThat(index.similar(List.of(inbox()), "zebbra", 10))
                .extracting(Similar::uid)
                .containsExactly(1L);
        for (String text : List.of("zebra", "house", "report.docx", "see below")) {
            assertThat(search(store, store.snapshot(inbox()), () -> TextTests.text(text)))
                    .as(text)
                    .isEqualTo(lookThrough(store, store.snapshot(inbox()), () -> TextTests.text(text)));
        }
        assertThat(search(store, store.snapshot(inbox()), () -> TextTests.body("zebra")))
                .isEmpty();
        assertThat(search(store, store.snapshot(inbox()), () -> TextTests.anywhere("zebra")))
                .containsExactly(1L);
        assertThat(search(store, store.snapshot(inbox()), () -> TextTests.anywhere("the old one")))
                .containsExactly(1L, 2L, 3L);
        eventuallyAllRead();
        assertThat(FakeReader.notes(notes))
                .as("what is read")
                .containsExactly(
                        "application/octet-stream report.docx The zebras were all in the garden and it was the end"
                                + " of the invoices.",
                        "application/octet-stream letter.odt Nothing of it.");
        assertThat(index.status().messages()).isEqualTo(3);
    }

    @Test
    void messagesDoNotWaitForTheirAttachments() throws IOException, InterruptedException {
        start();
        put("wait zebra");
        eventually("it is being read", () -> FakeReader.notes(notes).size() == 1);
        put("second giraffe");
        Indexed.await(index, store, List.of(inbox()));
        assertThat(index.status().messages()).isEqualTo(2);
        assertThat(index.similar(List.of(inbox()), "house", 10)).hasSize(2);
        assertThat(index.inFiles(inbox(), "zebra")).isEmpty();
        Files.createFile(notes.resolve("go"));
        eventuallyIn("zebra", 1);
        eventuallyIn("giraffe", 2);
        assertThat(index.status().messages()).isEqualTo(2);
    }

    @Test
    void oneThatTakesTooLongIsLeftOutAndTheRestIsRead() throws InterruptedException {
        put("hang zebra");
        put("deaf.pdf", "zebra");
        put("good zebra");
        start(FakeReader.command(notes), Duration.ofSeconds(2));
        eventuallyIn("zebra", 3);
        eventuallyAllRead();
        assertThat(index.attachments().orElseThrow().failed()).isEqualTo(2);
        assertThat(FakeReader.notes(notes))
                .filteredOn(line -> line.contains("hang"))
                .hasSize(1);
    }

    @Test
    void oneThatEndsTheProcessIsTriedTwice() throws InterruptedException {
        put("die zebra");
        put("flood zebra");
        put("nonsense zebra");
        put("none zebra");
        put("good zebra");
        start();
        eventuallyIn("zebra", 5);
        eventuallyAllRead();
        assertThat(index.attachments().orElseThrow().failed()).isEqualTo(4);
        assertThat(FakeReader.notes(notes))
                .filteredOn(line -> line.contains("die"))
                .hasSize(2);
        assertThat(FakeReader.notes(notes))
                .filteredOn(line -> line.contains("good"))
                .hasSize(1);
    }

    @Test
    void aKilledProcessIsStartedAgainAndNothingIsMissing() throws IOException, InterruptedException {
        put("first giraffe");
        put("wait zebra");
        start();
        eventually("it is being read", () -> FakeReader.notes(notes).size() == 2);
        assertThat(ProcessHandle.of(index.readingProcess()).orElseThrow().destroyForcibly())
                .as("SIGKILL")
                .isTrue();
        eventually("it is read again", () -> FakeReader.notes(notes).size() == 3);
        Files.createFile(notes.resolve("go"));
        put("third zebra");
        eventuallyIn("zebra", 2, 3);
        eventuallyIn("giraffe", 1);
    }

    @Test
    void whatWasNotReadWhenTheServerEndedIsReadLater() throws IOException, InterruptedException {
        put("first giraffe");
        put("wait zebra");
        start();
        eventually("it is being read", () -> FakeReader.notes(notes).size() == 2);
        index.close();
        Files.createFile(notes.resolve("go"));
        put("third zebra");
        start();
        eventuallyIn("zebra", 2, 3);
        eventuallyIn("giraffe", 1);
        eventuallyAllRead();
        index.close();
        int given = FakeReader.notes(notes).size();
        start();
        put("fourth zebra");
        eventuallyIn("zebra", 2, 3, 4);
        assertThat(FakeReader.notes(notes)).as("nothing is read twice").hasSize(given + 1);
    }

    @Test
    void attachmentsOfWhatWasIndexedBeforeAreReadWhenThatIsSwitchedOn() throws InterruptedException {
        put("first zebra");
        index = SearchIndex.start(store, Indexed.settings(directory.resolve("search")));
        Indexed.await(index, store, List.of(inbox()));
        assertThat(index.attachments()).isEmpty();
        index.close();
        start();
        eventuallyIn("zebra", 1);
        index.close();
        put("second zebra");
        index = SearchIndex.start(store, Indexed.settings(directory.resolve("search")));
        Indexed.await(index, store, List.of(inbox()));
        assertThat(index.inFiles(inbox(), "zebra")).containsExactly(1);
        index.close();
        start();
        eventuallyIn("zebra", 1, 2);
        index.rebuild();
        eventually("made anew", () -> FakeReader.notes(notes).size() == 4);
        eventuallyIn("zebra", 1, 2);
    }

    @Test
    void whatMovesIsReadThereAndWhatLeavesIsForgotten() throws InterruptedException {
        put("first zebra");
        put("second zebra");
        start();
        eventuallyIn("zebra", 1, 2);
        store.move(inbox(), UidSet.of(1), box("Trash"));
        eventuallyIn("zebra", 2);
        eventually("in trash", () -> index.inFiles(box("Trash"), "zebra").length == 1);
        store.expunge(inbox(), UidSet.of(2));
        eventuallyIn("zebra");
        assertThat(index.similar(List.of(inbox()), "zebra", 10)).isEmpty();
        store.purge(ANN);
        eventually("no messages", () -> index.status().messages() == 0);
    }

    @Test
    void aMessageThatLeavesWhileItIsReadIsNotIndexed() throws IOException, InterruptedException {
        put("wait zebra");
        start();
        eventually("it is being read", () -> FakeReader.notes(notes).size() == 1);
        store.expunge(inbox(), UidSet.of(1));
        eventually("no messages", () -> index.status().messages() == 0);
        Files.createFile(notes.resolve("go"));
        put("second giraffe");
        eventuallyIn("giraffe", 2);
        assertThat(index.inFiles(inbox(), "zebra")).isEmpty();
        assertThat(index.status().messages()).isEqualTo(1);
    }

    @Test
    void withoutTheProcessMessagesAreIndexedAndItIsTriedAgain() throws IOException, InterruptedException {
        Path program = directory.resolve("program");
        put("first zebra");
        start(List.of(program.toString()), Duration.ofSeconds(30));
        Indexed.await(index, store, List.of(inbox()));
        eventually("trouble", () -> index.attachments()
                .filter(now -> now.trouble().contains("program"))
                .isPresent());
        assertThat(index.attachments().orElseThrow().failed()).isZero();
        Files.writeString(
                program, "#!/bin/sh\nexec \"" + String.join("\" \"", FakeReader.command(notes)) + "\" \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        eventuallyIn("zebra", 1);
        assertThat(index.attachments().orElseThrow().trouble()).isEmpty();
    }

    @Test
    void tooLargeFilesAreLeftOutAndTooLongAnswersAreNotBelieved() throws InterruptedException {
        put("zebra " + "x".repeat(200_000));
        put("small zebra " + "y ".repeat(400) + "giraffe");
        start();
        eventuallyIn("zebra", 2);
        eventuallyAllRead();
        eventuallyIn("giraffe", 2);
        assertThat(FakeReader.notes(notes)).hasSize(1);
        put("long zebra " + "z ".repeat(2000) + "elephant");
        eventually(
                "the long one",
                () -> index.attachments().orElseThrow().failed()
                                + index.attachments().orElseThrow().read()
                        == 2);
        assertThat(index.inFiles(inbox(), "elephant")).isEmpty();
    }

    @Test
    void withoutWorkThereIsNoProcess() throws InterruptedException {
        put("first zebra");
        index = SearchIndex.start(
                store,
                Indexed.settings(directory.resolve("search")),
                Optional.of(new AttachmentSettings(
                        FakeReader.command(notes),
                        directory.resolve("scratch"),
                        Duration.ofSeconds(30),
                        100_000,
                        1000,
                        Duration.ofMillis(50),
                        Duration.ofMillis(20))));
        eventuallyIn("zebra", 1);
        eventually("it has ended", () -> index.readingProcess() == 0);
        put("second zebra");
        eventuallyIn("zebra", 1, 2);
    }

    @Test
    void aMessageInWhichTheServerEndsIsTriedThreeTimes() throws IOException {
        Path file = directory.resolve("reading");
        for (int i = 0; i < Tries.MOST; i++) {
            assertThat(new Tries(file).begin(inbox(), 7)).isTrue();
        }
        assertThat(new Tries(file).begin(inbox(), 7)).isFalse();
        Tries tries = new Tries(file);
        assertThat(tries.begin(inbox(), 8)).isTrue();
        tries.forget();
        assertThat(file).doesNotExist();
        Files.writeString(file, "nonsense 7 x");
        assertThat(new Tries(file).begin(inbox(), 7)).isTrue();
    }
}
