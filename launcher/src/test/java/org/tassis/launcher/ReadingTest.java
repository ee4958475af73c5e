package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestMessages;

/// What a message's page tells and offers beyond its text: invitations, files to look at, why it is here,
/// the way it came.
class ReadingTest {
    private static final String INVITATION = """
            From: Bob <bob@example.org>
            To: ann@example.org
            Subject: Stage coaches
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary=a

            --a
            Content-Type: text/plain

            Do come.
            --a
            Content-Type: text/calendar; charset=utf-8; method=METHOD

            BEGIN:VCALENDAR
            VERSION:2.0
            PRODID:-//x//y//EN
            METHOD:METHOD
            BEGIN:VEVENT
            UID:coach-1@example.org
            DTSTAMP:20261101T000000Z
            SEQUENCE:SEQ
            DTSTART;TZID=Europe/Lisbon:20261201T090000
            DTEND;TZID=Europe/Lisbon:20261201T100000
            RRULE:FREQ=WEEKLY;BYDAY=TU
            SUMMARY:Stage coaches <b>now</b>
            LOCATION:Post house
            ORGANIZER;CN=Bob:mailto:bob@example.org
            ATTENDEE;CN=Ann;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:INFO@example.org
            ATTENDEE;PARTSTAT=DECLINED:mailto:franz@elsewhere.example
            END:VEVENT
            END:VCALENDAR
            --a--
            """;

    @TempDir
    static Path directory;

    private static Site site;
    private PageBrowser ann;

    @BeforeAll
    static void start() throws Exception {
        site = new Site(directory);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @BeforeEach
    void empty() throws Exception {
        for (Account account : List.of(site.people.ann, site.people.bob)) {
            for (Mailbox mailbox : site.store.mailboxes(account.id())) {
                site.store.expunge(
                        mailbox.id(), site.store.snapshot(mailbox.id()).uids());
            }
        }
        ann = site.browser("ann", TestDirectory.ANN_PASSWORD);
        ann.setCookie("zone", "Europe.Brussels");
    }

    private static Mailbox box(Account account, String name) {
        return site.store.mailbox(account.id(), new MailboxName(name)).orElseThrow();
    }

    private static String put(Account account, String folder, String message) throws Exception {
        Mailbox mailbox = box(account, folder);
        long uid = site.store
                .append(
                        mailbox.id(),
                        List.of(new NewMessage(
                                TestMessages.content(
                                        message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)),
                                Flags.NONE,
                                Instant.now())))
                .getFirst()
                .uid();
        return mailbox.id().value() + "-" + uid;
    }

    private static String invitation(String method, int sequence) {
        return INVITATION
                .replace("METHOD", method)
                .replace("SEQ\n", sequence + "\n")
                .replace(method + ":", "METHOD:");
    }

    private static String text(Mailbox mailbox, int index) throws Exception {
        var message = site.store.message(site.store.snapshot(mailbox.id()), index);
        try (InputStream in = message.open(0, message.size())) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anInvitationIsShownAndAnswered() throws Exception {
        String ref = put(site.people.ann, "INBOX", invitation("REQUEST", 0));
        String page = ann.page("/webmail/m/" + ref);
        assertThat(page)
                .contains(
                        "Bob invites you",
                        "Stage coaches &lt;b&gt;now&lt;/b&gt;",
                        "10:00",
                        "11:00",
                        "every week, on Tuesday",
                        "Post house",
                        "2 people are invited",
                        "declines",
                        "Your answer goes to bob@example.org",
                        "Do come.");
        String after = ann.submit("/webmail/m/" + ref + "/answer", "/webmail/m/" + ref, "answer", "accepted");
        assertThat(after).contains("Your answer was sent to bob@example.org.", "aria-pressed=\"true\"");
        MailboxSnapshot bobs = site.store.snapshot(box(site.people.bob, "INBOX").id());
        assertThat(bobs.count()).isEqualTo(1);
        String answer = text(box(site.people.bob, "INBOX"), 0);
        assertThat(answer)
                .contains(
                        "Subject: Accepted: Stage coaches",
                        "info@example.org",
                        "text/calendar; charset=UTF-8; method=REPLY");
        Matcher object = Pattern.compile("method=REPLY\r\n(?:[^\r\n]+\r\n)*\r\n([A-Za-z0-9+/=\r\n]+)")
                .matcher(answer);
        assertThat(object.find()).isTrue();
        String reply = new String(Base64.getMimeDecoder().decode(object.group(1)), StandardCharsets.UTF_8);
        assertThat(reply)
                .contains("METHOD:REPLY", "UID:coach-1@example.org", "PARTSTAT=ACCEPTED")
                .doesNotContain("franz");
        assertThat(site.store.snapshot(box(site.people.ann, "Sent").id()).count())
                .isEqualTo(1);
        // who asked sees the answer in words
        PageBrowser bob = site.browser("bob", TestDirectory.BOB_PASSWORD);
        assertThat(bob.page("/webmail/m/" + bobs.mailbox().value() + "-" + bobs.uid(0)))
                .contains("accepts")
                .doesNotContain("name=\"answer\"");
        // another answer takes the place of the first
        assertThat(ann.submit("/webmail/m/" + ref + "/answer", "/webmail/m/" + ref, "answer", "declined"))
                .containsPattern("value=\"declined\"[^>]*aria-pressed=\"true\"")
                .containsPattern("value=\"accepted\"[^>]*aria-pressed=\"false\"");
        assertThat(ann.post("/webmail/m/" + ref + "/answer", page, "answer", "explode")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aLaterWordOnAnEventIsSeen() throws Exception {
        String first = put(site.people.ann, "INBOX", invitation("REQUEST", 0));
        String update = put(site.people.ann, "INBOX", invitation("REQUEST", 1));
        assertThat(ann.page("/webmail/m/" + first))
                .contains("A later message says more about this event.", "/webmail/m/" + update)
                .doesNotContain("name=\"answer\"");
        assertThat(ann.page("/webmail/m/" + update)).contains("Bob has changed this event", "name=\"answer\"");
        String cancelled = put(site.people.ann, "INBOX", invitation("CANCEL", 2));
        assertThat(ann.page("/webmail/m/" + update)).contains("This event was cancelled later.");
        assertThat(ann.page("/webmail/m/" + cancelled))
                .contains("Bob has cancelled this event")
                .doesNotContain("name=\"answer\"");
    }

    @Test
    void anotherTimeThatIsProposedIsShownBesideTheOneThatWasAsked() throws Exception {
        String mine = invitation("REQUEST", 0)
                .replace("ORGANIZER;CN=Bob:mailto:bob@", "ORGANIZER;CN=Ann:mailto:ann@")
                .replace("RRULE:FREQ=WEEKLY;BYDAY=TU\n", "");
        put(site.people.ann, "Sent", mine);
        String proposal = mine.replace("METHOD:REQUEST", "METHOD:COUNTER")
                .replace("method=REQUEST", "method=COUNTER")
                .replace("20261201T", "20261203T")
                .replace("SUMMARY:", "COMMENT:The <i>bridge</i> is closed on Tuesday.\nSUMMARY:")
                .replace("ATTENDEE;CN=Ann;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:INFO@example.org\n", "")
                .replace(
                        "ATTENDEE;PARTSTAT=DECLINED:mailto:franz", "ATTENDEE;CN=Franz;PARTSTAT=TENTATIVE:mailto:franz");
        String page = ann.page("/webmail/m/" + put(site.people.ann, "INBOX", proposal));
        assertThat(page)
                .contains("Franz proposes to change this event", ">Proposed<", ">Until now<", ">Remark<")
                .contains("The &lt;i&gt;bridge&lt;/i&gt; is closed on Tuesday.")
                .containsPattern("<strong>[^<]*[^<0-9]3 December[^<]*10:00")
                .containsPattern("<s>[^<]*[^<0-9]1 December[^<]*10:00")
                .doesNotContain("name=\"answer\"", "??");
        String kept = mine.replace("METHOD:REQUEST", "METHOD:DECLINECOUNTER")
                .replace("method=REQUEST", "method=DECLINECOUNTER")
                .replace("CN=Ann:mailto:ann@", "CN=Bob:mailto:bob@");
        assertThat(ann.page("/webmail/m/" + put(site.people.ann, "INBOX", kept)))
                .contains("Bob keeps this event as it is")
                .doesNotContain("name=\"answer\"", ">Proposed<");
    }

    @Test
    void anotherTimeIsProposedToTheOrganizer() throws Exception {
        String ref =
                put(site.people.ann, "INBOX", invitation("REQUEST", 0).replace("RRULE:FREQ=WEEKLY;BYDAY=TU\n", ""));
        String path = "/webmail/m/" + ref;
        assertThat(ann.page(path)).contains("value=\"2026-12-01T10:00\"", "value=\"2026-12-01T11:00\"");
        assertThat(ann.submit(path + "/propose", path, "from", "2026-12-03T15:00", "until", "2026-12-03T14:00"))
                .contains("must end after it begins");
        String sent = ann.submit(
                path + "/propose",
                path,
                "from",
                "2026-12-03T15:00",
                "until",
                "2026-12-03T16:30",
                "remark",
                "The bridge, Bob;\r\nBEGIN:VALARM");
        assertThat(sent).contains("Your answer was sent to bob@example.org.");
        String proposal = text(box(site.people.bob, "INBOX"), 0);
        assertThat(proposal)
                .contains("Subject: Another time: Stage coaches", "text/calendar; charset=UTF-8; method=COUNTER");
        MailboxSnapshot bobs = site.store.snapshot(box(site.people.bob, "INBOX").id());
        PageBrowser bob = site.browser("bob", TestDirectory.BOB_PASSWORD);
        bob.setCookie("zone", "Europe.Brussels");
        assertThat(bob.page("/webmail/m/" + bobs.mailbox().value() + "-" + bobs.uid(0)))
                .contains("proposes to change this event", ">Proposed<", "The bridge, Bob;")
                .containsPattern("<strong>[^<]*[^<0-9]3 December[^<]*15:00[^<]*16:30")
                .doesNotContain("??");
        // of a series, or by somebody else, nothing is proposed
        String series = "/webmail/m/" + put(site.people.ann, "INBOX", invitation("REQUEST", 1));
        assertThat(ann.page(series)).contains("name=\"answer\"").doesNotContain("name=\"remark\"");
        assertThat(ann.submit(series + "/propose", series, "from", "2026-12-03T15:00", "until", "2026-12-03T16:30"))
                .contains("cannot be answered from your addresses");
        assertThat(site.store.snapshot(box(site.people.bob, "INBOX").id()).count())
                .isEqualTo(1);
    }

    @Test
    void whoIsNotInvitedCannotAnswer() throws Exception {
        String ref = put(site.people.ann, "INBOX", invitation("REQUEST", 0).replace("INFO@", "somebody@"));
        String page = ann.page("/webmail/m/" + ref);
        assertThat(page).contains("Bob invites you").doesNotContain("name=\"answer\"");
        assertThat(ann.submit("/webmail/m/" + ref + "/answer", "/webmail/m/" + ref, "answer", "accepted"))
                .contains("cannot be answered from your addresses");
        assertThat(site.store.snapshot(box(site.people.bob, "INBOX").id()).count())
                .isZero();
        assertThat(ann.post(
                                "/webmail/m/" + put(site.people.ann, "INBOX", "Subject: x\n\nx\n") + "/answer",
                                page,
                                "answer",
                                "accepted")
                        .statusCode())
                .isEqualTo(404);
    }

    private static final String FILES = """
            From: shop@example.net
            Subject: Files
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=m

            --m
            Content-Type: text/plain

            See there.
            --m
            Content-Type: text/plain; charset=utf-8
            Content-Disposition: attachment; filename="<script>.txt"

            <script>alert(1)</script> Zoë
            --m
            Content-Type: application/pdf; name="real.pdf"
            Content-Transfer-Encoding: base64

            JVBERi0xLjQK
            --m
            Content-Type: application/pdf; name="false.pdf"

            <html><script>alert(1)</script>
            --m
            Content-Type: text/html
            Content-Disposition: attachment; filename="page.html"

            <script>alert(1)</script>
            --m
            Content-Type: image/svg+xml
            Content-Disposition: attachment; filename="drawing.svg"

            <svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>
            --m--
            """;

    @ParameterizedTest
    @CsvSource({
        "1, 200, text/plain; charset=utf-8, inline",
        "2, 200, application/pdf, inline",
        "3, 200, application/octet-stream, attachment",
        "4, 404, application/octet-stream, attachment",
        "5, 404, application/octet-stream, attachment"
    })
    void filesAreLookedAtWithoutHarm(int number, int status, String type, String disposition) throws Exception {
        String ref = put(site.people.ann, "INBOX", FILES);
        HttpResponse<String> view = ann.get("/webmail/m/" + ref + "/view/" + number);
        assertThat(view.statusCode()).isEqualTo(status);
        assertThat(view.body()).doesNotContain("<script>alert", "??");
        HttpResponse<String> raw = ann.get("/webmail/m/" + ref + "/part/" + number + "?view=true");
        assertThat(raw.headers().firstValue("Content-Type"))
                .hasValueSatisfying(value ->
                        assertThat(value.replace(";charset", "; charset")).isEqualToIgnoringCase(type));
        assertThat(raw.headers().firstValue("Content-Disposition").orElse("")).startsWith(disposition);
        assertThat(raw.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(raw.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
    }

    @Test
    void aTextIsShownAsText() throws Exception {
        String ref = put(site.people.ann, "INBOX", FILES);
        assertThat(ann.page("/webmail/m/" + ref + "/view/1"))
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; Zoë", "Download", "real.pdf");
        assertThat(ann.page("/webmail/m/" + ref)).contains("Look at real.pdf").doesNotContain("Look at page.html");
        assertThat(ann.get("/webmail/m/" + ref + "/view/0").statusCode()).isEqualTo(404);
        assertThat(ann.get("/webmail/m/" + ref + "/view/99").statusCode()).isEqualTo(404);
    }

    @Test
    void whyItIsHereAndTheWayItCameAreTold() throws Exception {
        String ref = put(site.people.ann, "INBOX", """
                Received: from mx.far.example (mx.far.example [192.0.2.1]) by mail.example.org with ESMTPS; Fri, 20 Nov 2026 10:20:00 +0100
                Received: from desk.far.example by mx.far.example; Fri, 20 Nov 2026 10:00:00 +0100
                List-Id: Friends of the <post> <friends.far.example>
                Auto-Submitted: auto-generated
                From: friends@far.example
                To: info@example.org
                Subject: Hello

                x
                """);
        assertThat(ann.page("/webmail/m/" + ref))
                .contains("Why it is here", "It was sent to your address info@example.org.", "A program wrote it");
        assertThat(ann.page("/webmail/m/" + ref + "/headers"))
                .contains(
                        "mx.far.example took it from desk.far.example",
                        "mail.example.org took it from mx.far.example",
                        "this server",
                        "20 minutes later",
                        "The mailing list",
                        "Who says to have written it");
        String hidden = put(site.people.ann, "INBOX", "From: a@b.example\nTo: other@c.example\nSubject: x\n\nx\n");
        assertThat(ann.page("/webmail/m/" + hidden)).contains("None of your addresses is among its recipients");
        String sent = put(site.people.ann, "Sent", "From: ann@example.org\nTo: x@y.example\nSubject: x\n\nx\n");
        assertThat(ann.page("/webmail/m/" + sent)).contains("You sent it.");
    }

    @Test
    void whoImitatesAnOwnDomainIsMarked() throws Exception {
        for (String imitation : List.of("boss@examp1e.org", "boss@exarnple.org", "boss@ex\u0430mple.org")) {
            String ref =
                    put(site.people.ann, "INBOX", "From: " + imitation + "\nTo: ann@example.org\nSubject: x\n\nx\n");
            assertThat(ann.page("/webmail/m/" + ref)).as(imitation).contains("looks like an address of example.org");
        }
        String honest = put(site.people.ann, "INBOX", "From: bob@example.org\nTo: ann@example.org\nSubject: x\n\nx\n");
        assertThat(ann.page("/webmail/m/" + honest)).doesNotContain("looks like an address");
    }

    @Test
    void whatHasFilesIsListedWithoutASearch() throws Exception {
        for (int i = 0; i < 60; i++) {
            put(site.people.ann, "INBOX", "From: a@b.example\nSubject: Letter " + i + "\n\nx\n");
        }
        put(site.people.ann, "INBOX", """
                From: a@b.example
                Subject: Way-bill
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=a

                --a
                Content-Type: text/plain

                See there.
                --a
                Content-Type: application/pdf; name=bill.pdf

                %PDF-
                --a--
                """);
        assertThat(ann.page("/webmail")).contains("?only=files");
        assertThat(ann.page("/webmail?only=files"))
                .contains("Way-bill", "1\u20131 of 1")
                .containsPattern("aria-current=\"true\"[^>]*>.{0,200}<span>With files</span>")
                .doesNotContain("Letter 5", "id=\"further\"", "??");
        assertThat(ann.page("/webmail/search?q=has:attachment"))
                .contains("Way-bill")
                .doesNotContain("Letter 5");
        assertThat(ann.page("/webmail/search?q=-has:attachment"))
                .contains("Letter 5")
                .doesNotContain("Way-bill");
    }

    @Test
    void aMessageKnowsTheListThatItWasOpenedFrom() throws Exception {
        List<String> refs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            refs.add(put(site.people.ann, "INBOX", "From: a@b.example\nSubject: Letter " + i + "\n\nx\n"));
        }
        String list = ann.page("/webmail");
        for (int i = 0; i < 5; i += 2) {
            ann.post("/webmail/do", list, "one", "flag:" + refs.get(i));
        }
        assertThat(ann.page("/webmail?only=flagged")).contains(refs.get(2) + "?only=flagged\"");
        String page = ann.page("/webmail/m/" + refs.get(2) + "?only=flagged");
        assertThat(neighbour(page, "prev")).startsWith("/webmail/m/" + refs.get(4) + "?only=flagged");
        assertThat(neighbour(page, "next")).startsWith("/webmail/m/" + refs.get(0) + "?only=flagged");
        assertThat(page).contains("?only=flagged\" title=\"Back to the list\"");
        String oldest = ann.page("/webmail/m/" + refs.get(2) + "?sort=oldest");
        assertThat(neighbour(oldest, "prev")).startsWith("/webmail/m/" + refs.get(1) + "?sort=oldest");
        assertThat(neighbour(oldest, "next")).startsWith("/webmail/m/" + refs.get(3) + "?sort=oldest");
        String plain = ann.page("/webmail/m/" + refs.get(4) + "?only=nonsense&sort=nonsense");
        assertThat(neighbour(plain, "next")).isEqualTo("/webmail/m/" + refs.get(3));
        assertThat(plain).doesNotContain("rel=\"prev\"", "nonsense");
    }

    private static String neighbour(String page, String rel) {
        Matcher link = Pattern.compile("rel=\"" + rel + "\" href=\"([^\"]+)\"").matcher(page);
        assertThat(link.find()).as(rel).isTrue();
        return link.group(1);
    }

    @Test
    void listsAreSorted() throws Exception {
        put(site.people.ann, "INBOX", "From: Zoe <z@x.example>\nSubject: beta\n\n" + "long ".repeat(500) + "\n");
        put(site.people.ann, "INBOX", "From: adam@x.example\nSubject: Re: alpha\n\nx\n");
        put(site.people.ann, "INBOX", "From: Mia <m@x.example>\nSubject: Gamma\n\nxx\n");
        Map<String, List<String>> orders = Map.of(
                "", List.of("Gamma", "Re: alpha", "beta"),
                "?sort=oldest", List.of("beta", "Re: alpha", "Gamma"),
                "?sort=largest", List.of("beta", "Gamma", "Re: alpha"),
                "?sort=sender", List.of("Re: alpha", "Gamma", "beta"),
                "?sort=subject", List.of("Re: alpha", "beta", "Gamma"),
                "?sort=nonsense", List.of("Gamma", "Re: alpha", "beta"));
        for (Map.Entry<String, List<String>> order : orders.entrySet()) {
            Matcher subjects =
                    Pattern.compile("<span class=\"subject\">([^<]+)").matcher(ann.page("/webmail" + order.getKey()));
            List<String> found = new ArrayList<>();
            while (subjects.find()) {
                found.add(subjects.group(1));
            }
            assertThat(found).as(order.getKey()).isEqualTo(order.getValue());
        }
    }

    /// What a browser has to fetch before it shows the first page.
    @Test
    void theFirstPageWeighsLittle() throws Exception {
        for (int i = 0; i < 60; i++) {
            put(
                    site.people.ann,
                    "INBOX",
                    "From: Jean-Baptiste <jb" + i + "@far.example>\nTo: ann@example.org\nSubject: Letter number " + i
                            + " of the great correspondence\n\n" + "A preview of some length. ".repeat(10) + "\n");
        }
        String page = ann.page("/webmail");
        Matcher link =
                Pattern.compile("(?:src|href)=\"(/(?:web|webjars)/[^\"#]+)").matcher(page);
        Set<String> fetched = new LinkedHashSet<>(Set.of("/webmail"));
        while (link.find()) {
            fetched.add(link.group(1));
        }
        assertThat(fetched).hasSizeGreaterThan(4);
        long octets = 0;
        for (String path : fetched) {
            octets += ann.octets(path, "Accept-Encoding", "gzip").body().length;
        }
        assertThat(octets).as("octets of %s", fetched).isLessThan(150_000);
    }
}
