package org.tassis.imap.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.imap.ImapClient;
import org.tassis.imap.TestServer;
import org.tassis.search.SearchIndex;
import org.tassis.search.SearchSettings;
import org.tassis.store.NewMessage;
import org.tassis.testkit.TestMessages;

/// SEARCH=FUZZY with an index: RFC 6203. Without one, conversations in `imap/search` say what is found.
class FuzzyTest {
    @TempDir
    Path directory;

    private TestServer server;
    private SearchIndex index;
    private ImapClient client;

    @BeforeEach
    void open() throws InterruptedException {
        server = new TestServer();
        put("Invoices", "We have sent you the invoices that you are waiting for, and this is all of it.");
        put("Lunch", "Shall we have lunch at one, or do you have to wait for the invoice of the house?");
        put("Garden", "The roses are in flower, and the garden is full of bees and of butterflies.");
        put("Les maisons", "Nous avons les maisons que vous cherchez dans la ville et nous sommes contents.");
        put("Re: invoice", "The invoice is wrong: an invoice of May was in the invoice of June, and it is not for us.");
        index = SearchIndex.start(
                server.store,
                new SearchSettings(
                        directory,
                        1 << 20,
                        Duration.ofMillis(5),
                        Duration.ofMillis(200),
                        500,
                        0,
                        0,
                        Duration.ofMillis(50)));
        awaitKnown("butterfly", 1);
        awaitKnown("invoice", 3);
        client = server.login();
        client.ok("SELECT INBOX");
    }

    @AfterEach
    void close() {
        client.close();
        index.close();
        server.close();
    }

    private MailboxId inbox() {
        return server.store
                .mailbox(server.ann(), MailboxName.INBOX)
                .orElseThrow()
                .id();
    }

    private void put(String subject, String text) {
        byte[] octets = TestMessages.simple(subject, text);
        server.store.append(inbox(), List.of(new NewMessage(TestMessages.content(octets), Flags.NONE, Instant.EPOCH)));
    }

    private void awaitKnown(String word, int messages) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (index.similar(List.of(inbox()), word, 10).size() != messages) {
            assertThat(System.nanoTime()).as("in time: %s", index.status()).isLessThan(end);
            index.awaitCurrent(Duration.ofMillis(10));
        }
    }

    private List<String> answers(String command) {
        return client.ok(command).stream().filter(line -> line.startsWith("* ")).toList();
    }

    @Test
    void otherFormsAndMisspeltWordsAreFound() { // RFC 6203 §4
        assertThat(answers("SEARCH BODY invoices")).containsExactly("* SEARCH 1");
        assertThat(answers("SEARCH FUZZY BODY invoices")).containsExactly("* SEARCH 1 2 5");
        assertThat(answers("SEARCH FUZZY TEXT butterfly")).containsExactly("* SEARCH 3");
        assertThat(answers("SEARCH FUZZY TEXT butterflys")).containsExactly("* SEARCH 3");
        assertThat(answers("SEARCH FUZZY TEXT gardn")).containsExactly("* SEARCH 3");
        assertThat(answers("SEARCH FUZZY TEXT maison")).containsExactly("* SEARCH 4");
        assertThat(answers("SEARCH FUZZY TEXT zebra")).containsExactly("* SEARCH");
        assertThat(answers("SEARCH FUZZY TEXT oic")) // no word, and all the same what matches exactly is found
                .containsExactly("* SEARCH 1 2 5");
    }

    @Test
    void theMostLikeAreTheMostRelevant() { // RFC 6203 §4, §5
        String found =
                answers("UID SEARCH RETURN (ALL RELEVANCY) FUZZY TEXT invoice").getFirst();
        int[] scores = scores(found);
        assertThat(found).contains(" ALL 1:2,5 ");
        assertThat(scores).hasSize(3);
        assertThat(java.util.Arrays.stream(scores)).allMatch(score -> score >= 1 && score <= 100);
        assertThat(scores[2]).isEqualTo(100);
        assertThat(scores[1]).isLessThan(scores[2]);
        assertThat(answers("UID SORT (RELEVANCY) UTF-8 FUZZY TEXT invoice").getFirst())
                .startsWith("* SORT 5 ");
        assertThat(answers("UID SORT (REVERSE RELEVANCY) UTF-8 FUZZY TEXT invoice")
                        .getFirst())
                .endsWith(" 5");
    }

    private static int[] scores(String found) {
        String list = found.replaceAll(".*RELEVANCY \\(([0-9 ]+)\\).*", "$1");
        return java.util.Arrays.stream(list.split(" "))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    @Test
    void otherKeysStayExact() {
        assertThat(answers("SEARCH FUZZY TEXT invoice SUBJECT lunch")).containsExactly("* SEARCH 2");
        assertThat(answers("SEARCH FUZZY TEXT invoice NOT SUBJECT invoice")).containsExactly("* SEARCH 2");
        assertThat(answers("SEARCH FUZZY TEXT invoice UID 4:*")).containsExactly("* SEARCH 5");
        assertThat(answers("SEARCH OR FUZZY TEXT butterflys SUBJECT maisons")).containsExactly("* SEARCH 3 4");
    }

    /// What has just come is found when it matches; what left is not, though the index may still name it.
    @Test
    void itIsNeitherLateNorStale() {
        String late = "Subject: late\r\n\r\nan invoice that came late\r\n";
        client.ok("APPEND INBOX {" + late.getBytes(StandardCharsets.US_ASCII).length + "+}\r\n" + late);
        assertThat(answers("SEARCH FUZZY BODY invoice").getLast()).contains("6");
        server.store.expunge(inbox(), UidSet.of(5));
        client.ok("NOOP");
        assertThat(answers("UID SEARCH FUZZY BODY invoice")).containsExactly("* SEARCH 1 2 6");
    }
}
