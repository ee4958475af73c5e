package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.imap.url.UrlAuthority;
import org.tassis.smtp.MessageUrls;
import org.tassis.smtp.MessageUrls.Refused;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.InMemoryUrlKeys;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.NewMessage;
import org.tassis.store.UrlKeys;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestMessages;

class SubmittedUrlsTest {
    private static final String MESSAGE = "Subject: x\r\n\r\ntext\r\n";

    private final TestDirectory people = new TestDirectory();
    private final MailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system());
    private final UrlKeys keys = new InMemoryUrlKeys();
    private final UrlAuthority authority =
            new UrlAuthority(store, keys, people.directory::identify, InstantSource.system());
    private final MessageUrls urls = new SubmittedUrls(authority, "Mail.example.org");
    private Mailbox drafts;

    @BeforeEach
    void putADraft() {
        drafts = store.mailbox(people.ann.id(), new MailboxName("Drafts")).orElseThrow();
        store.append(
                drafts.id(),
                List.of(new NewMessage(
                        TestMessages.content(MESSAGE.getBytes(StandardCharsets.US_ASCII)), Flags.NONE, Instant.now())));
    }

    private String authorized(String rump) {
        return authority.authorize(people.ann.id(), rump).orElseThrow();
    }

    private String read(String url, Account who) throws IOException {
        MessageUrls.Outcome outcome = urls.open(url, who);
        assertThat(outcome).isInstanceOf(MessageUrls.Found.class);
        MessageUrls.Found found = (MessageUrls.Found) outcome;
        try (InputStream in = found.octets()) {
            byte[] octets = in.readAllBytes();
            assertThat(found.size()).isEqualTo(octets.length);
            return new String(octets, StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aUrlForSubmissionIsForItsUserAlone() throws IOException {
        String url = authorized("imap://ann@any.example/Drafts/;UID=1;URLAUTH=submit+bob");
        assertThat(read(url, people.bob)).isEqualTo(MESSAGE);
        assertThat(urls.open(url, people.ann)).isEqualTo(Refused.NOT_AUTHORIZED);
        keys.renew(people.ann.id(), drafts.id());
        assertThat(urls.open(url, people.bob)).isEqualTo(Refused.NOT_AUTHORIZED);
    }

    @Test
    void whatIsNotForSubmissionCountsTooForWhoMayReadIt() throws IOException {
        String text = authorized("imap://ann@any.example/Drafts/;UID=1/;SECTION=TEXT;URLAUTH=authuser");
        assertThat(read(text, people.bob)).isEqualTo("text\r\n");
        assertThat(urls.open(
                        authorized("imap://ann@any.example/Drafts/;UID=1;URLAUTH=user+ann@example.org"), people.bob))
                .isEqualTo(Refused.NOT_AUTHORIZED);
    }

    @Test
    void aPlainUrlOfThisServerIsWhatTheSubmitterMayRead() throws IOException {
        assertThat(read(
                        "imap://ann@mail.example.org/Drafts;UIDVALIDITY=" + drafts.uidValidity() + "/;UID=1",
                        people.ann))
                .isEqualTo(MESSAGE);
        assertThat(read("IMAP://mail.EXAMPLE.org:143/Drafts/;UID=1/;PARTIAL=0.7", people.ann))
                .isEqualTo("Subject");
        assertThat(urls.open("imap://ann@mail.example.org/Drafts/;UID=1", people.bob))
                .isEqualTo(Refused.NOT_AUTHORIZED);
        assertThat(urls.open("imap://mail.example.org/Drafts/;UID=1", people.bob))
                .isEqualTo(Refused.NOT_THERE);
    }

    @Test
    void nothingElseLeadsAnywhere() {
        for (String url : List.of(
                "imap://ann@elsewhere.example/Drafts/;UID=1",
                "http://mail.example.org/Drafts/;UID=1",
                "/Drafts/;UID=1",
                "imap://mail.example.org/Drafts",
                "imap://ann@mail.example.org/Drafts/;UID=1;URLAUTH=submit+ann")) {
            assertThat(urls.open(url, people.ann)).as(url).isEqualTo(Refused.NOT_TRUSTED);
        }
        for (String url : List.of(
                "imap://mail.example.org/Drafts/;UID=2",
                "imap://mail.example.org/Nowhere/;UID=1",
                "imap://mail.example.org/Drafts;UIDVALIDITY=1/;UID=1",
                "imap://mail.example.org/Drafts/;UID=1/;SECTION=2")) {
            assertThat(urls.open(url, people.ann)).as(url).isEqualTo(Refused.NOT_THERE);
        }
        String forged = authorized("imap://ann@any.example/Drafts/;UID=1;URLAUTH=submit+ann");
        char last = forged.charAt(forged.length() - 1);
        assertThat(urls.open(forged.substring(0, forged.length() - 1) + (last == '0' ? '1' : '0'), people.ann))
                .isEqualTo(Refused.NOT_AUTHORIZED);
    }
}
