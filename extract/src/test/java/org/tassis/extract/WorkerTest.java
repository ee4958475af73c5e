package org.tassis.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.search.AttachmentSettings;
import org.tassis.search.SearchIndex;
import org.tassis.search.SearchSettings;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.NewMessage;
import org.tassis.testkit.TestMessages;

/// The process itself, as a server drives it.
@Timeout(180)
class WorkerTest {
    @TempDir
    Path directory;

    private final MailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());

    private MailboxId inbox() {
        return store.mailbox(new AccountId(1), MailboxName.INBOX).orElseThrow().id();
    }

    private void put(Object... namesAndFiles) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(Papers.ascii("Subject: files\r\nFrom: Bob <bob@example.org>\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHere they are.\r\n"));
        for (int i = 0; i < namesAndFiles.length; i += 2) {
            message.write(("--b\r\nContent-Type: application/octet-stream; name=\"" + namesAndFiles[i]
                            + "\"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                            + Base64.getMimeEncoder().encodeToString((byte[]) namesAndFiles[i + 1]) + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }
        message.write(Papers.ascii("--b--\r\n"));
        store.append(
                inbox(),
                List.of(new NewMessage(TestMessages.content(message.toByteArray()), Flags.NONE, Instant.EPOCH)));
    }

    private SearchIndex start(Duration timeLimit) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + directory.resolve("scratch")));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.tassis.extract.Worker"));
        SearchSettings usual = SearchSettings.in(directory.resolve("search"));
        AttachmentSettings settings = AttachmentSettings.of(command, directory.resolve("scratch"));
        return SearchIndex.start(
                store,
                new SearchSettings(
                        usual.directory(),
                        usual.memory(),
                        Duration.ofMillis(20),
                        usual.commitAfter(),
                        usual.commitEvery(),
                        0,
                        0,
                        Duration.ofMillis(50)),
                Optional.of(new AttachmentSettings(
                        command,
                        settings.scratch(),
                        timeLimit,
                        settings.largest(),
                        settings.characters(),
                        settings.idle(),
                        Duration.ofMillis(200))));
    }

    private void eventuallyIn(SearchIndex index, String word, long... uids) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!Arrays.equals(index.inFiles(inbox(), word), uids)) {
            assertThat(System.nanoTime())
                    .as("%s in time: %s, %s", word, index.status(), index.attachments())
                    .isLessThan(end);
            index.awaitCurrent(Duration.ofMillis(20));
            Thread.onSpinWait();
        }
    }

    @Test
    void attachmentsAreFound() throws IOException, InterruptedException {
        put("a.pdf", Papers.pdf("The zebras are in it"), "b.docx", Papers.docx("and giraffes, too"));
        put("a.odt", Papers.odt("a zebra again"));
        try (SearchIndex index = start(Duration.ofSeconds(60))) {
            eventuallyIn(index, "zebra", 1, 2);
            eventuallyIn(index, "giraffe", 1);
            put("a.xlsx", Papers.xlsx("a giraffe in rows"));
            eventuallyIn(index, "giraffe", 1, 3);
            assertThat(index.attachments().orElseThrow().failed()).isZero();
        }
        try (Stream<Path> left = Files.list(directory.resolve("scratch"))) {
            assertThat(left.filter(Files::isRegularFile)).as("temporary files").isEmpty();
        }
    }

    @Test
    void hostileFilesDoNotKeepOthersFromBeingRead() throws IOException, InterruptedException {
        put("bomb.docx", Papers.bomb("<w:p><w:r><w:t>zebra</w:t></w:r></w:p>", 500));
        put("empty.docx", Papers.bomb("<w:p></w:p>", 500));
        put("loop.pdf", Papers.loopingPdf());
        byte[] pdf = Papers.pdf("A giraffe that is cut");
        put("cut.pdf", Arrays.copyOf(pdf, pdf.length / 2));
        put("deep.rtf", Papers.ascii("{\\rtf1 " + "{".repeat(500_000)));
        put("good.pdf", Papers.pdf("An elephant at last"));
        try (SearchIndex index = start(Duration.ofSeconds(20))) {
            eventuallyIn(index, "elephant", 6);
        }
    }
}
