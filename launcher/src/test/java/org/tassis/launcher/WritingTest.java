package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.launcher.PageBrowser.location;

import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.SpecialUse;
import org.tassis.directory.writing.Identity;
import org.tassis.directory.writing.WritingHabits;
import org.tassis.mailflow.queue.Attempt;
import org.tassis.store.Mailbox;
import org.tassis.store.NewMessage;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestMessages;

/// What is sent, in whose name, and what its writers and readers hear of it.
class WritingTest extends WritingPages {
    @Test
    void anIdentityGoesWithItsAddress() throws Exception {
        undoAfter(0);
        PageBrowser browser = browser();
        String settings = browser.submit(
                "/webmail/settings/writing/identity",
                "/webmail/settings/writing/identity?address=info@example.org",
                "address",
                "info@example.org",
                "name",
                "The office\r\nBcc: x@example.org",
                "replyTo",
                "answers@example.org",
                "text",
                "Ann\r\nExample Ltd");
        assertThat(settings).contains("The office", "answers@example.org", "Example Ltd");
        assertThat(browser.post(
                                "/webmail/settings/writing/identity",
                                browser.page("/webmail/settings/writing"),
                                "address",
                                "bob@example.org",
                                "name",
                                "me")
                        .statusCode())
                .isEqualTo(404);
        assertThat(records.identities(ann.id())).hasSize(1);

        // its signature comes with it, when it is chosen without a script, too
        String changed = browser.post(
                        "/webmail/write",
                        browser.page("/webmail/write"),
                        "from",
                        "info@example.org",
                        "signed",
                        "ann@example.org",
                        "to",
                        "bob@example.org",
                        "text",
                        "Hello",
                        "action",
                        "save")
                .body();
        assertThat(changed.replace("\r", "")).contains("Hello\n\n-- \nAnn\nExample Ltd");

        HttpResponse<String> sent =
                send(browser, "from", "info@example.org", "to", "bob@example.org", "text", "Hello", "action", "send");
        assertThat(location(sent)).endsWith("/webmail?note=sent");
        MimeMessage got = parsed(inbox(bob).getFirst());
        assertThat(got.getHeader("From", null)).contains("The office").contains("<info@example.org>");
        assertThat(got.getHeader("Reply-To", null)).contains("answers@example.org");
        assertThat(got.getHeader("Bcc")).isNull();
    }

    @Test
    void anAnswerComesFromTheAddressThatWasWrittenTo() throws Exception {
        records.put(
                ann.id(),
                new Identity(EmailAddress.valueOf("info@example.org"), "Office", Optional.empty(), "The office", ""));
        Mailbox inbox = site.store.mailboxes(ann.id()).stream()
                .filter(one -> one.name().isInbox())
                .findFirst()
                .orElseThrow();
        site.store.append(
                inbox.id(),
                List.of(new NewMessage(
                        TestMessages.content(("From: bob@example.org\r\nTo: Office <INFO@example.org>\r\nSubject: Q\r\n"
                                        + "Content-Type: text/html\r\n\r\n<p>Where <b>is</b> it?</p>"
                                        + "<script>x()</script><img src=\"https://spy.example/\">")
                                .getBytes(StandardCharsets.US_ASCII)),
                        Flags.NONE,
                        Instant.now())));
        String rich = browser().page("/webmail/write?reply=" + ref(inbox));
        assertThat(rich)
                .contains("value=\"info@example.org\" selected=\"selected\"")
                .contains("data-rich=\"true\"")
                .contains("&lt;blockquote type=&quot;cite&quot;&gt;&lt;p&gt;Where &lt;b&gt;is&lt;/b&gt; it?")
                .contains("&gt; Where is it?")
                .contains("The office")
                .doesNotContain("spy.example")
                .doesNotContain("x()");
    }

    @Test
    void whatIsSentIsWellMade() throws Exception {
        undoAfter(0);
        HttpResponse<String> sent = send(
                browser(),
                "from",
                "ann@example.org",
                "to",
                "Bob <bob@example.org>",
                "subject",
                "\u00e9t\u00e9",
                "html",
                "<div>Dear <b>Bob</b><script>alert(1)</script></div><div onclick=\"x()\">two</div>",
                "rich",
                "true",
                "receipt",
                "true",
                "action",
                "send");
        assertThat(location(sent)).endsWith("/webmail?note=sent");
        String octets = inbox(bob).getFirst();
        assertThat(octets.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
        MimeMessage got = parsed(octets);
        assertThat(got.getSubject()).isEqualTo("\u00e9t\u00e9");
        assertThat(got.getHeader("Disposition-Notification-To", null)).contains("ann@example.org");
        MimeMultipart both = (MimeMultipart) got.getContent();
        assertThat(both.getBodyPart(0).getContent()).isEqualTo("Dear Bob\r\ntwo\r\n");
        assertThat(both.getBodyPart(1).getContent().toString())
                .contains("Dear <b>Bob</b>")
                .doesNotContain("alert")
                .doesNotContain("onclick");
    }

    @Test
    void addressesOfAnyScriptAreWrittenTo() throws Exception {
        undoAfter(0);
        HttpResponse<String> sent = send(
                browser(),
                "from",
                "ann@example.org",
                "to",
                "Zo\u00eb <zo\u00eb@b\u00fccher.example>",
                "text",
                "x",
                "action",
                "send");
        assertThat(location(sent)).endsWith("/webmail?note=sent");
        Attempt attempt = attempt();
        assertThat(attempt.row().address().toString()).startsWith("zo\u00eb@");
        assertThat(attempt.row().message().parameters().smtpUtf8()).isTrue();
        assertThat(mail(mailbox(ann, SpecialUse.SENT)).getFirst()).contains("<zo\u00eb@");
        assertThat(browser().page("/webmail/m/" + ref(mailbox(ann, SpecialUse.SENT))))
                .contains("zo\u00eb@");
    }

    @Test
    void whatBecameOfItIsToldForEachRecipient() throws Exception {
        undoAfter(0);
        PageBrowser browser = browser();
        send(
                browser,
                "from",
                "ann@example.org",
                "to",
                "bob@example.org, friend@far.example",
                "cc",
                "gone@gone.example, slow@slow.example",
                "subject",
                "Four",
                "text",
                "x",
                "action",
                "send");
        for (int i = 0; i < 3; i++) {
            attempt();
        }
        String ref = ref(mailbox(ann, SpecialUse.SENT));
        assertThat(browser.page("/webmail/m/" + ref)).contains("/webmail/m/" + ref + "/delivery");
        String fates = browser.page("/webmail/m/" + ref + "/delivery").replaceAll("\\s+", " ");
        assertThat(fates)
                .containsPattern("bob@example.org</span> <span class=\"state\"><span>Delivered")
                .containsPattern(
                        "friend@far.example</span> <span class=\"state\"><span>Delivered</span> to mx.far.example")
                .containsPattern("gone@gone.example</span> <span class=\"state\"><span>Not delivered")
                .contains("nobody of that name")
                .containsPattern("slow@slow.example</span> <span class=\"state\"><span>Delayed")
                .contains("come later")
                .contains("tried again")
                .contains("every 5s");
        // not of others' mail
        assertThat(site.browser("bob", TestDirectory.BOB_PASSWORD)
                        .get("/webmail/m/" + ref + "/delivery")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void receiptsAreGivenAsTheirReaderWants() throws Exception {
        for (WritingHabits.Receipts policy : WritingHabits.Receipts.values()) {
            empty();
            records.put(ann.id(), new WritingHabits(false, Duration.ZERO, policy));
            Mailbox inbox = site.store.mailboxes(ann.id()).stream()
                    .filter(one -> one.name().isInbox())
                    .findFirst()
                    .orElseThrow();
            site.store.append(
                    inbox.id(),
                    List.of(new NewMessage(
                            TestMessages.content(("Return-Path: <bob@example.org>\r\nFrom: bob@example.org\r\n"
                                            + "To: info@example.org\r\nSubject: Q\r\nMessage-ID: <q@example.org>\r\n"
                                            + "Disposition-Notification-To: Bob <bob@example.org>\r\n\r\ntext\r\n")
                                    .getBytes(StandardCharsets.US_ASCII)),
                            Flags.NONE,
                            Instant.now())));
            PageBrowser browser = browser();
            String path = "/webmail/m/" + ref(inbox);
            String page = browser.page(path);
            boolean asked = page.contains("wants to know");
            assertThat(asked).as(policy.name()).isEqualTo(policy == WritingHabits.Receipts.ASK);
            if (asked) {
                assertThat(inbox(bob)).isEmpty();
                assertThat(browser.submit(path + "/receipt", path, "answer", "send"))
                        .contains("is told");
            }
            if (policy == WritingHabits.Receipts.NEVER) {
                assertThat(inbox(bob)).isEmpty();
                continue;
            }
            String octets = inbox(bob).getFirst();
            MimeMessage receipt = parsed(octets);
            assertThat(receipt.getContentType())
                    .contains("multipart/report")
                    .contains("report-type=disposition-notification");
            assertThat(octets)
                    .contains("Final-Recipient: rfc822; info@example.org\r\n")
                    .contains("Original-Message-ID: <q@example.org>\r\n")
                    .contains(asked ? "MDN-sent-manually; displayed\r\n" : "MDN-sent-automatically; displayed\r\n");
            browser.page(path);
            assertThat(browser.page(path)).doesNotContain("wants to know");
            assertThat(inbox(bob)).hasSize(1);
        }
    }

    @Test
    void strangersGetNoReceiptByItself() throws Exception {
        records.put(ann.id(), new WritingHabits(false, Duration.ZERO, WritingHabits.Receipts.ALWAYS));
        Mailbox inbox = site.store.mailboxes(ann.id()).stream()
                .filter(one -> one.name().isInbox())
                .findFirst()
                .orElseThrow();
        for (String fields : List.of(
                "Return-Path: <other@example.net>\r\nDisposition-Notification-To: bob@example.org",
                "Disposition-Notification-To: bob@example.org",
                "Return-Path: <bob@example.org>\r\nDisposition-Notification-To: bob@example.org, x@example.net",
                "Return-Path: <bob@example.org>\r\nList-Id: <l.example>\r\nDisposition-Notification-To: bob@example.org")) {
            site.store.append(
                    inbox.id(),
                    List.of(new NewMessage(
                            TestMessages.content(
                                    (fields + "\r\nFrom: bob@example.org\r\nTo: ann@example.org\r\n\r\nx\r\n")
                                            .getBytes(StandardCharsets.US_ASCII)),
                            Flags.NONE,
                            Instant.now())));
            assertThat(browser().page("/webmail/m/" + ref(inbox))).contains("wants to know");
        }
        assertThat(inbox(bob)).isEmpty();
    }
}
