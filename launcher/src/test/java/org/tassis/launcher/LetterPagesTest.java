package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.launcher.PageBrowser.location;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.directory.Account;
import org.tassis.message.HeaderText;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoredMessage;
import org.tassis.testkit.TestDirectory;

/// Letters as they are written, kept and sent on the pages.
class LetterPagesTest {
    private static Site site;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        site = new Site(directory);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void aLetterIsKeptAndSent() throws Exception {
        PageBrowser ann = site.browser();
        ann.login("ann", TestDirectory.ANN_PASSWORD, "to", "/webmail/write");
        HttpResponse<String> form = ann.get("/webmail/write?to=bob@example.org");
        assertThat(form.statusCode()).isEqualTo(200);
        assertThat(form.body())
                .contains("bob@example.org")
                .contains("info@example.org")
                .doesNotContain("??");

        HttpResponse<String> kept = ann.post(
                "/webmail/write",
                form,
                "from",
                "info@example.org",
                "to",
                "Bob <bob@example.org>",
                "subject",
                "Trains \u2013 \u00e9t\u00e9",
                "text",
                "Dear Bob,\r\n\r\nthe 7:14 leaves at 7:40.\r\n",
                "action",
                "save");
        assertThat(kept.body()).contains("Kept as a draft").contains("the 7:14 leaves");
        Matcher stored = Pattern.compile("name=\"stored\" value=\"([0-9-]+)\"").matcher(kept.body());
        assertThat(stored.find()).isTrue();
        assertThat(count(site.people.ann, SpecialUse.DRAFTS)).isEqualTo(1);

        HttpResponse<String> sent = ann.post(
                "/webmail/write",
                kept,
                "from",
                "info@example.org",
                "to",
                "Bob <bob@example.org>",
                "subject",
                "Trains \u2013 \u00e9t\u00e9",
                "text",
                "Dear Bob,\r\n\r\nthe 7:14 leaves at 7:40.\r\n",
                "stored",
                stored.group(1),
                "action",
                "send");
        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(location(sent)).isEqualTo("/webmail?note=sent");
        assertThat(count(site.people.ann, SpecialUse.DRAFTS)).isZero();
        assertThat(count(site.people.ann, SpecialUse.SENT)).isEqualTo(1);
        Mailbox inbox =
                site.store.mailbox(site.people.bob.id(), MailboxName.INBOX).orElseThrow();
        MailboxSnapshot mail = site.store.snapshot(inbox.id());
        assertThat(mail.count()).isEqualTo(1);
        StoredMessage message = site.store.message(mail, 0);
        assertThat(message.structure().envelope().subject().map(HeaderText::decode))
                .contains("Trains \u2013 \u00e9t\u00e9");
        assertThat(message.structure().preview()).contains("7:14 leaves at 7:40");

        // Bob answers, and what he quotes is Ann's
        PageBrowser bob = site.browser("bob", TestDirectory.BOB_PASSWORD);
        HttpResponse<String> answer =
                bob.get("/webmail/write?reply=" + inbox.id().value() + "-" + mail.uid(0));
        assertThat(answer.body())
                .contains("&gt; the 7:14 leaves")
                .contains("info@example.org")
                .contains("Re: Trains");
        // ... which Ann cannot do with a message of his
        assertThat(ann.get("/webmail/write?reply=" + inbox.id().value() + "-" + mail.uid(0))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatCannotBeSentSaysWhyAndStays() throws Exception {
        PageBrowser ann = site.browser("ann", TestDirectory.ANN_PASSWORD);
        HttpResponse<String> form = ann.get("/webmail/write");
        for (List<String> one : List.of(
                List.of("nobody@example.org", "no such address"),
                List.of("not an address", "not an address"),
                List.of("", "Nobody is named"),
                List.of("far@elsewhere.example", "other servers"))) {
            HttpResponse<String> again = ann.post(
                    "/webmail/write",
                    form,
                    "from",
                    "ann@example.org",
                    "to",
                    one.get(0),
                    "text",
                    "what was typed",
                    "action",
                    "send");
            assertThat(again.statusCode()).as(one.get(0)).isEqualTo(422);
            assertThat(again.body()).contains("what was typed").contains(one.get(1));
        }
        HttpResponse<String> forgotten = ann.post(
                "/webmail/write",
                form,
                "from",
                "ann@example.org",
                "to",
                "bob@example.org",
                "text",
                "the timetable is attached",
                "action",
                "send");
        assertThat(forgotten.body()).contains("none is attached").contains("Send without a file");
        HttpResponse<String> stolen = ann.post(
                "/webmail/write",
                form,
                "from",
                "bob@example.org",
                "to",
                "ann@example.org",
                "text",
                "as somebody else",
                "action",
                "send");
        assertThat(stolen.statusCode()).isEqualTo(422);
        assertThat(stolen.body()).contains("cannot write from this address");
    }

    private static int count(Account account, SpecialUse use) {
        return site.store.mailboxes(account.id()).stream()
                .filter(mailbox -> mailbox.uses().contains(use))
                .mapToInt(mailbox -> site.store.snapshot(mailbox.id()).count())
                .sum();
    }
}
