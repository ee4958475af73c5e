package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.launcher.PageBrowser.location;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tassis.core.SpecialUse;
import org.tassis.directory.writing.CannedReply;
import org.tassis.mailflow.queue.Outbox;
import org.tassis.message.MessageDate;
import org.tassis.testkit.TestDirectory;

/// What is not sent yet, or no more: drafts, letters that wait, and canned replies.
class UnsentTest extends WritingPages {
    @Test
    void whatWasSentIsTakenBackWithinItsTime() throws Exception {
        undoAfter(30);
        PageBrowser browser = browser();
        HttpResponse<String> sent = send(
                browser,
                "from",
                "ann@example.org",
                "to",
                "bob@example.org",
                "bcc",
                "friend@far.example",
                "subject",
                "Oops",
                "text",
                "Not yet",
                "action",
                "send");
        assertThat(location(sent)).contains("note=sent&held=");
        String held = location(sent).replaceAll(".*held=", "");
        String list = browser.page("/webmail?note=sent&held=" + held);
        assertThat(list).contains("action=\"/webmail/write/undo\"", held);
        assertThat(inbox(bob)).isEmpty();
        assertThat(mail(mailbox(ann, SpecialUse.SENT))).hasSize(1);

        // nobody else can
        HttpResponse<String> stranger =
                site.browser("bob", TestDirectory.BOB_PASSWORD).post("/webmail/write/undo", list, "held", held);
        assertThat(stranger.statusCode()).isIn(302, 403);
        assertThat(mail(mailbox(ann, SpecialUse.SENT))).hasSize(1);

        String draft = browser.submit("/webmail/write/undo", "/webmail/write", "held", held);
        assertThat(draft).contains("Not yet").contains("bob@example.org").contains("friend@far.example");
        assertThat(mail(mailbox(ann, SpecialUse.SENT))).isEmpty();
        assertThat(mail(mailbox(ann, SpecialUse.DRAFTS))).hasSize(1);
        assertThat(outbox.of(ann.id(), 10)).isEmpty();
        assertThat(location(browser.post("/webmail/write/undo", list, "held", held)))
                .contains("note=toolate");
    }

    @Test
    void aLetterWaitsForItsTimeAndIsChanged() throws Exception {
        PageBrowser browser = browser();
        String[] letter = {
            "from", "ann@example.org", "to", "bob@example.org", "subject", "Later", "text", "In time", "when", ""
        };
        for (String wrong : List.of("", "nonsense", in(Duration.ofHours(-3)), in(Duration.ofDays(40)))) {
            letter[9] = wrong;
            HttpResponse<String> refused = send(browser, with(letter, "action", "later"));
            assertThat(refused.statusCode()).as(wrong).isEqualTo(422);
            assertThat(refused.body()).contains("In time");
        }
        letter[9] = in(Duration.ofHours(3));
        HttpResponse<String> waits = send(browser, with(letter, "action", "later"));
        assertThat(location(waits)).endsWith("/webmail/scheduled?note=scheduled");
        String list = browser.page("/webmail/scheduled?note=scheduled");
        assertThat(list).contains("Later", "bob@example.org", "at the time you chose");
        assertThat(inbox(bob)).isEmpty();
        String name = value(list, "name");

        String moved = browser.submit(
                "/webmail/scheduled",
                "/webmail/scheduled",
                "name",
                name,
                "action",
                "time",
                "when",
                in(Duration.ofDays(2)));
        assertThat(moved).contains("at the new time");
        Outbox.Unsent there = outbox.of(ann.id(), 10).getFirst();
        assertThat(there.due()).isAfter(Instant.now().plus(Duration.ofHours(40)));
        assertThat(outbox.content(there).structure().envelope().date().flatMap(MessageDate::parse))
                .hasValueSatisfying(date ->
                        assertThat(date.toInstant()).isEqualTo(there.due().truncatedTo(ChronoUnit.SECONDS)));
        assertThat(mail(mailbox(ann, SpecialUse.SENT))).hasSize(1);
        assertThat(mail(mailbox(ann, SpecialUse.DRAFTS))).isEmpty();

        name = value(browser.page("/webmail/scheduled"), "name");
        String edited = browser.submit("/webmail/scheduled", "/webmail/scheduled", "name", name, "action", "edit");
        assertThat(edited).contains("In time", "value=\"Later\"");
        assertThat(outbox.of(ann.id(), 10)).isEmpty();

        send(browser, with(letter, "bcc", "friend@far.example", "action", "later"));
        String now = browser.submit(
                "/webmail/scheduled",
                "/webmail/scheduled",
                "name",
                value(browser.page("/webmail/scheduled"), "name"),
                "action",
                "now");
        assertThat(now).contains("sent now");
        attempt();
        assertThat(inbox(bob))
                .singleElement()
                .asString()
                .contains("Subject: Later")
                .doesNotContain("Bcc:");
        for (String copy : List.of(
                inbox(bob).getFirst(), mail(mailbox(ann, SpecialUse.SENT)).getFirst())) {
            String date = copy.replaceAll("(?s)(.*?)(^|\\n)Date: ([^\\r\\n]+).*", "$3");
            assertThat(MessageDate.parse(date))
                    .as("not from the future: %s", date)
                    .hasValueSatisfying(at ->
                            assertThat(at.toInstant()).isBefore(Instant.now().plusSeconds(1)));
        }
        assertThat(mail(mailbox(ann, SpecialUse.SENT)))
                .singleElement()
                .asString()
                .contains("Bcc: friend@far.example");
        String gone = browser.submit("/webmail/scheduled", "/webmail/scheduled", "name", name, "action", "cancel");
        assertThat(gone).contains("has left already");
    }

    @Test
    void twoDevicesDoNotOverwriteEachOther() throws Exception {
        PageBrowser here = browser();
        PageBrowser there = browser();
        String first = save(here, "from", "ann@example.org", "text", "one");
        String open = there.page("/webmail/write?draft=" + value(first, "stored"));
        assertThat(open).contains("one");
        there.post("/webmail/write", open, saved(open, "two"));
        assertThat(mail(mailbox(ann, SpecialUse.DRAFTS)))
                .singleElement()
                .asString()
                .contains("two");

        HttpResponse<String> overtaken = here.post("/webmail/write", first, saved(first, "three"));
        assertThat(overtaken.statusCode()).isEqualTo(409);
        assertThat(overtaken.body()).contains("another device").contains("three");
        assertThat(mail(mailbox(ann, SpecialUse.DRAFTS))).hasSize(1);
        String[] apart = saved(first, "three");
        apart[apart.length - 1] = "apart";
        assertThat(here.post("/webmail/write", first, apart).statusCode()).isEqualTo(200);
        assertThat(mail(mailbox(ann, SpecialUse.DRAFTS))).hasSize(2);
    }

    private static String[] saved(String page, String text) {
        return new String[] {
            "from",
            "ann@example.org",
            "stored",
            value(page, "stored"),
            "version",
            value(page, "version"),
            "text",
            text,
            "action",
            "save"
        };
    }

    private static String save(PageBrowser browser, String... fields) throws Exception {
        HttpResponse<String> kept = send(browser, with(fields, "action", "save"));
        assertThat(kept.statusCode()).isEqualTo(200);
        return kept.body();
    }

    @Test
    void cannedRepliesAreKeptPutInAndRemoved() throws Exception {
        PageBrowser browser = browser();
        String list = browser.submit(
                "/webmail/settings/replies/edit",
                "/webmail/settings/replies/edit",
                "name",
                "Hours",
                "text",
                "From 9 to 17.");
        assertThat(list).contains("Hours", "From 9 to 17.");
        CannedReply hours = records.canned(ann.id()).getFirst();
        String form = send(browser, "from", "ann@example.org", "text", "Bye", "canned", hours.id(), "action", "insert")
                .body();
        assertThat(form.replace("\r", "")).contains("From 9 to 17.\nBye");
        String kept = send(
                        browser,
                        "from",
                        "ann@example.org",
                        "subject",
                        "Thanks",
                        "text",
                        "So much",
                        "action",
                        "keep-canned")
                .body();
        assertThat(kept).contains("is kept as a canned reply");
        assertThat(records.canned(ann.id())).extracting(CannedReply::title).containsExactly("Hours", "Thanks");
        browser.submit(
                "/webmail/settings/replies/edit", "/webmail/settings/replies", "id", hours.id(), "action", "remove");
        assertThat(records.canned(ann.id())).hasSize(1);
        assertThat(site.browser("bob", TestDirectory.BOB_PASSWORD)
                        .get("/webmail/settings/replies/edit?id="
                                + records.canned(ann.id()).getFirst().id())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aRichDraftStaysRichWithoutAScript() throws Exception {
        String kept = save(browser(), "from", "ann@example.org", "html", "<div>Dear <b>Bob</b></div>", "rich", "true");
        assertThat(kept).contains("Dear &lt;b&gt;Bob&lt;/b&gt;").contains("Dear Bob");
        PageBrowser other = browser();
        String open = other.page("/webmail/write?draft=" + value(kept, "stored"));
        String[] same = with(saved(open, "Dear Bob"), "html", "<div>Dear <b>Bob</b></div>");
        other.post("/webmail/write", open, same);
        assertThat(mail(mailbox(ann, SpecialUse.DRAFTS)))
                .singleElement()
                .asString()
                .contains("<b>Bob</b>");
    }
}
