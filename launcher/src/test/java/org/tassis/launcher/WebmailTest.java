package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.launcher.PageBrowser.location;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.store.Departed;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.Rights;
import org.tassis.store.Shares;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestMessages;

/// The webmail's pages over real TLS, without a script.
class WebmailTest {
    private static final String PLAIN = """
            From: "Lamoral" <lamoral@example.net>
            To: ann@example.org, info@example.org
            Subject: The road to Milan
            Message-ID: <road@example.net>
            Date: Fri, 20 Nov 2026 10:00:00 +0100

            See https://example.net/road today.
            """;

    private static final String PICTURE =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static final String RICH = """
            Authentication-Results: mail.example.org; dmarc=pass header.from=shop.example
            From: Shop <news@shop.example>
            To: ann@example.org
            Subject: =?UTF-8?Q?Horses_=E2=82=AC5?=
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=m

            --m
            Content-Type: multipart/related; boundary=r

            --r
            Content-Type: text/html; charset=utf-8

            <p style="color:red;position:fixed">Hello <script>alert(1)</script><img src="cid:logo"><img src="https://track.example/p.gif"></p>
            --r
            Content-Type: image/png
            Content-ID: <logo>
            Content-Transfer-Encoding: base64

            %s
            --r--
            --m
            Content-Type: text/html; name="evil.html"
            Content-Disposition: attachment; filename="../..\\evil\r\n\"x.html"

            <script>alert(1)</script>
            --m
            Content-Type: application/pdf
            Content-Disposition: attachment; filename="offer.pdf"
            Content-Transfer-Encoding: base64

            JVBERi0=
            --m--
            """.formatted(PICTURE);

    @TempDir
    static Path directory;

    private static Site site;
    private static TestDirectory people;
    private static MailStore store;

    @BeforeAll
    static void start() throws Exception {
        site = new Site(directory);
        people = site.people;
        store = site.store;
    }

    @AfterAll
    static void stop() throws Exception {
        PageBrowser browser = site.browser("ann", TestDirectory.ANN_PASSWORD);
        HttpResponse<InputStream> events = browser.open("/webmail/events").get(20, TimeUnit.SECONDS);
        long start = System.nanoTime();
        site.web.close(); // an open page does not hold up the server
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(15);
        events.body().close();
        site.close();
    }

    private PageBrowser ann;

    @BeforeEach
    void emptyMailboxes() throws Exception {
        for (Account account : List.of(people.ann, people.bob)) {
            for (Mailbox mailbox : store.mailboxes(account.id())) {
                MailboxSnapshot snapshot = store.snapshot(mailbox.id());
                store.expunge(mailbox.id(), snapshot.uids());
            }
        }
        ann = site.browser("ann", TestDirectory.ANN_PASSWORD);
    }

    private static Mailbox box(Account account, String name) {
        return store.mailbox(account.id(), new MailboxName(name)).orElseThrow();
    }

    /// @return how pages name it
    private static String put(Account account, String folder, String message, Flags flags) throws Exception {
        Mailbox mailbox = box(account, folder);
        long uid = store.append(
                        mailbox.id(),
                        List.of(new NewMessage(
                                TestMessages.content(
                                        message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)),
                                flags,
                                Instant.now())))
                .getFirst()
                .uid();
        return mailbox.id().value() + "-" + uid;
    }

    private static String put(Account account, String message) throws Exception {
        return put(account, "INBOX", message, Flags.NONE);
    }

    @Test
    void aListIsReadWithoutReadingMore() throws Exception {
        for (int i = 0; i < 60; i++) {
            put(people.ann, PLAIN.replace("Milan", "Milan " + i));
        }
        String first = ann.get("/webmail").body();
        assertThat(first)
                .contains("Milan 59", "Milan 10", "60 messages, 60 unread", "Lamoral", "of 60")
                .doesNotContain("Milan 9<", "??");
        assertThat(first.length()).isLessThan(150_000);
        String second = ann.get(link(first, "rel=\"next\" href=\"([^\"]+)\"")).body();
        assertThat(second).contains("Milan 9<", "Milan 0<").doesNotContain("Milan 10<");
        assertThat(ann.get("/webmail?sort=oldest").body()).contains("Milan 0<").doesNotContain("Milan 59<");
        assertThat(ann.get("/webmail?only=flagged").body()).contains("No message here is like that");
        assertThat(ann.get("/webmail?page=99999999").body()).contains("Milan 0<");
        assertThat(ann.get("/webmail?page=x").statusCode()).isEqualTo(400);
    }

    @Test
    void openingAMessageMarksItReadUnlessABrowserDoesSoInAdvance() throws Exception {
        String ref = put(people.ann, PLAIN);
        ann.get("/webmail/m/" + ref, "Sec-Purpose", "prefetch");
        assertThat(store.snapshot(box(people.ann, "INBOX").id()).unseen()).isEqualTo(1);
        String page = ann.get("/webmail/m/" + ref).body();
        assertThat(page)
                .contains(
                        "The road to Milan",
                        "lamoral@example.net",
                        "<a href=\"https://example.net/road\" target=\"_blank\"")
                .doesNotContain("??", "<iframe");
        assertThat(store.snapshot(box(people.ann, "INBOX").id()).unseen()).isZero();
    }

    @Test
    void textThatFlowsIsJoinedAsItsWriterMeantIt() throws Exception {
        String ref = put(
                people.ann,
                "From: z@example.net\nSubject: Flow\nMIME-Version: 1.0\n"
                        + "Content-Type: text/plain; format=flowed; charset=utf-8\n\n"
                        + "A long \nline of \nwords.\n From the road\n> quoted \n> deeply\n>> deeper\n-- \nAnn\n");
        assertThat(ann.get("/webmail/m/" + ref).body())
                .contains("A long line of words.\nFrom the road\n&gt; quoted deeply\n&gt;&gt; deeper\n-- \nAnn");
        String joined = put(
                people.ann,
                "From: z@example.net\nSubject: Flow\nMIME-Version: 1.0\n"
                        + "Content-Type: text/plain; format=flowed; delsp=yes; charset=us-ascii\n\none \ntwo\n");
        assertThat(ann.get("/webmail/m/" + joined).body()).contains("onetwo");
    }

    @Test
    void addressesOfAnyScriptAreShownAndAnswered() throws Exception {
        String ref = put(
                people.ann,
                "From: Zo\u00eb <zo\u00eb@b\u00fccher.example>\nTo: \u03b1\u03bd\u03bd\u03b1@example.org,"
                        + " ann@example.org\nSubject: \u00c9t\u00e9\n\ntext\n");
        assertThat(ann.get("/webmail/m/" + ref).body())
                .contains("zo\u00eb@b\u00fccher.example", "\u03b1\u03bd\u03bd\u03b1@example.org", "\u00c9t\u00e9");
        assertThat(ann.get("/webmail").body()).contains("Zo\u00eb", "\u00c9t\u00e9");
        assertThat(ann.get("/webmail/write?reply=" + ref).body()).contains("zo\u00eb@xn--bcher-kva.example");
    }

    @Test
    void htmlIsShownInAFrameThatCanDoNothing() throws Exception {
        String ref = put(people.ann, RICH);
        String page = ann.get("/webmail/m/" + ref).body();
        assertThat(page)
                .contains(
                        "sandbox=\"allow-popups allow-popups-to-escape-sandbox\"",
                        "Horses \u20ac5",
                        "Confirmed by shop.example",
                        "Show pictures")
                .contains("offer.pdf", "2 attachments")
                .doesNotContain("<script>alert", "track.example", "??");
        HttpResponse<String> frame = ann.get("/webmail/m/" + ref + "/html");
        assertThat(frame.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'", "sandbox allow-popups", "frame-ancestors 'self'"));
        assertThat(frame.body())
                .contains("color:red", "/webmail/picture/")
                .doesNotContain("<script", "position:fixed", "track.example");
        String picture = link(frame.body(), "src=\"(/webmail/picture/[^\"]+)\"");
        HttpResponse<byte[]> octets = site.browser().octets(picture);
        assertThat(octets.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(octets.body()).isEqualTo(Base64.getDecoder().decode(PICTURE));
        assertThat(site.browser()
                        .octets(picture.substring(0, picture.length() - 3) + "AAA")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void picturesOfOthersAreShownWhenAllowedAndThroughHereOnly() throws Exception {
        String ref = put(people.ann, RICH);
        HttpResponse<String> page = ann.get("/webmail/m/" + ref);
        String allowed = location(ann.post("/webmail/m/" + ref + "/pictures", page));
        assertThat(allowed).startsWith("/webmail/m/" + ref + "?pictures=");
        String frame =
                link(ann.get(allowed).body(), "<iframe[^>]* src=\"([^\"]+)\"").replace("&amp;", "&");
        assertThat(ann.get(frame).body().split("/webmail/picture/", -1)).hasSize(3);
        assertThat(ann.get(frame).body()).doesNotContain("https://track.example");
        String other = put(people.ann, RICH);
        assertThat(ann.get("/webmail/m/" + other + "/html?" + frame.substring(frame.indexOf('?') + 1))
                        .body()
                        .split("/webmail/picture/", -1))
                .hasSize(2);
        ann.post("/webmail/m/" + ref + "/pictures", page, "sender", "true");
        assertThat(ann.get("/webmail/m/" + other).body()).doesNotContain("Show pictures");
    }

    @Test
    void attachmentsAreFilesAndNeverPages() throws Exception {
        String ref = put(people.ann, RICH);
        String page = ann.get("/webmail/m/" + ref).body();
        Matcher parts =
                Pattern.compile("href=\"(/webmail/m/[0-9-]+/part/[0-9]+)\"").matcher(page);
        int count = 0;
        while (parts.find()) {
            count++;
            HttpResponse<String> part = ann.get(parts.group(1) + "?view=true");
            boolean pdf = part.body().startsWith("%PDF-");
            assertThat(part.headers().firstValue("Content-Type"))
                    .hasValue(pdf ? "application/pdf" : "application/octet-stream");
            assertThat(part.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(part.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy ->
                            assertThat(policy).contains("default-src 'none'", pdf ? "object-src" : "sandbox"));
            assertThat(part.headers().firstValue("Content-Disposition")).hasValueSatisfying(value -> assertThat(value)
                    .startsWith(pdf ? "inline" : "attachment")
                    .doesNotContain("..", "/", "\\"));
        }
        assertThat(count).isEqualTo(2);
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(
                ann.octets("/webmail/m/" + ref + "/attachments.zip").body()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        assertThat(names).hasSize(2).contains("offer.pdf").noneMatch(name -> name.contains("/") || name.contains("\\"));
        assertThat(ann.get("/webmail/m/" + ref + "/message.eml").body()).isEqualTo(RICH.replace("\n", "\r\n"));
    }

    @Test
    void everyOtherPageOfAMessageIsThere() throws Exception {
        String ref = put(people.ann, RICH);
        assertThat(ann.get("/webmail/m/" + ref + "/source").body())
                .contains("multipart/mixed; boundary=m")
                .doesNotContain("<script>alert");
        assertThat(ann.get("/webmail/m/" + ref + "/headers").body())
                .contains("Authentication-Results", "Horses \u20ac5");
        HttpResponse<String> print = ann.get("/webmail/m/" + ref + "/print");
        assertThat(print.body())
                .contains("Shop &lt;news@shop.example&gt;", "offer.pdf")
                .doesNotContain("<script");
        assertThat(print.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("sandbox"));
    }

    @Test
    void whatIsDoneCanBeUndone() throws Exception {
        String one = put(people.ann, PLAIN);
        String two = put(people.ann, PLAIN);
        HttpResponse<String> list = ann.get("/webmail");
        HttpResponse<String> done =
                ann.post("/webmail/do", list, "do", "delete", "ref", one, "ref", two, "back", "/webmail?only=unread");
        assertThat(location(done)).isEqualTo("/webmail?only=unread");
        assertThat(store.snapshot(box(people.ann, "Trash").id()).count()).isEqualTo(2);
        HttpResponse<String> after = ann.get("/webmail");
        assertThat(after.body()).contains("2 messages moved to the trash.");
        assertThat(ann.get("/webmail").body()).doesNotContain("moved to the trash.");
        String id = link(after.body(), "name=\"id\" value=\"([^\"]+)\"");
        ann.post("/webmail/undo", after, "id", id);
        assertThat(store.snapshot(box(people.ann, "INBOX").id()).count()).isEqualTo(2);

        for (String action : List.of("read", "unread", "flag", "unflag", "archive", "junk", "notjunk")) {
            MailboxSnapshot inbox = store.snapshot(
                    box(people.ann, action.equals("notjunk") ? "Junk" : "INBOX").id());
            String refs = inbox.mailbox().value() + "-" + inbox.uid(inbox.count() - 1);
            assertThat(ann.post("/webmail/do", list, "do", action, "ref", refs).statusCode())
                    .as(action)
                    .isEqualTo(302);
        }
        assertThat(store.snapshot(box(people.ann, "Archive").id()).count()).isEqualTo(1);
        assertThat(ann.post("/webmail/do", list, "do", "explode", "ref", one).statusCode())
                .isEqualTo(400);
    }

    @Test
    void anEmptiedTrashComesBackFromHistory() throws Exception {
        put(people.ann, "Trash", PLAIN, Flags.of(SystemFlag.FLAGGED));
        Mailbox trash = box(people.ann, "Trash");
        HttpResponse<String> page = ann.get("/webmail/f/" + trash.id().value());
        assertThat(page.body()).contains("Empty trash (frees", "Emptying the trash frees");
        ann.post("/webmail/folders/empty", page, "id", String.valueOf(trash.id().value()));
        assertThat(store.snapshot(trash.id()).count()).isZero();
        HttpResponse<String> history = ann.get("/webmail/history/removed");
        assertThat(history.body()).contains(">The road to Milan<");
        String id = link(history.body(), "name=\"id\" id=\"[a-z0-9-]+\" value=\"([0-9.]+)\"");
        assertThat(location(ann.post("/webmail/history/restore", history, "id", id)))
                .isEqualTo("/webmail/history/removed");
        assertThat(store.snapshot(trash.id()).count()).isEqualTo(1);
        assertThat(store.snapshot(trash.id()).flags(0).has(SystemFlag.FLAGGED)).isTrue();
    }

    @Test
    void aFolderIsSharedWithPeopleOfTheSameCustomer() throws Exception {
        Mailbox sent = box(people.ann, "Sent");
        String path = "/webmail/folders/" + sent.id().value() + "/sharing";
        HttpResponse<String> page = ann.get(path);
        assertThat(page.body())
                .contains("Sharing of Sent", "Nobody else sees this folder")
                .doesNotContain("??");
        ann.post(path, page, "who", "bob@example.org", "level", "WRITE");
        assertThat(site.shares.reach(people.bob.id(), 1)).containsOnlyKeys(sent.id());
        ann.post(path, page, "everyone", "true", "level", "READ");
        HttpResponse<String> shared = ann.get(path);
        assertThat(shared.body()).contains(">bob<", "read, change and delete mail", "Everybody of this organisation");
        for (String stranger : List.of("monsite0001", "nobody", "ann", "")) {
            HttpResponse<String> refused = ann.post(path, page, "who", stranger, "level", "MANAGE");
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body())
                    .contains("Nobody of this organisation has that name", "value=\"" + stranger + "\"")
                    .contains("<option value=\"MANAGE\" selected");
        }
        assertThat(ann.post(path, page, "who", "bob", "level", "ALL").statusCode())
                .isEqualTo(422);
        String told = ann.submit(
                path + "/end", path, "who", String.valueOf(people.bob.id().value()), "taken", "false");
        assertThat(told).contains("no longer shared with bob");
        String ended = ann.submit(path + "/end", path, "who", "0", "taken", "false");
        assertThat(ended).contains("no longer shared with everybody");
        assertThat(site.shares.of(sent.id())).isEmpty();
        Matcher undo = Pattern.compile("name=\"id\" value=\"([0-9a-f-]{36})\"").matcher(ended);
        assertThat(undo.find()).isTrue();
        ann.submit("/webmail/undo", path, "id", undo.group(1), "back", path);
        assertThat(site.shares.of(sent.id()))
                .containsExactly(new Shares.Entry(
                        new Shares.Grantee.Group(1), false, Rights.parse("lr").orElseThrow()));
        ann.post(path + "/end", page, "who", "0", "taken", "false");
        assertThat(site.shares.of(sent.id())).isEmpty();
        Mailbox others = box(people.bob, "Sent");
        String foreign = "/webmail/folders/" + others.id().value() + "/sharing";
        assertThat(ann.get(foreign).statusCode()).isEqualTo(404);
        assertThat(ann.post(foreign, page, "who", "ann", "level", "MANAGE").statusCode())
                .isEqualTo(404);
        assertThat(site.shares.of(others.id())).isEmpty();
    }

    @Test
    void foldersAreMadeRenamedMovedAndRemoved() throws Exception {
        HttpResponse<String> page = ann.get("/webmail/folders");
        assertThat(page.body()).contains("New folder").doesNotContain("??");
        ann.post("/webmail/folders/create", page, "name", "Routes");
        ann.post("/webmail/folders/create", page, "name", "Alps", "under", id("Routes"));
        assertThat(store.mailbox(people.ann.id(), new MailboxName("Routes/Alps")))
                .isPresent();
        assertThat(ann.post("/webmail/folders/create", page, "name", "Routes").body())
                .contains("There is a folder of that name already");
        assertThat(ann.post("/webmail/folders/create", page, "name", "a/b\r\nX: y")
                        .statusCode())
                .isEqualTo(422);
        ann.post("/webmail/folders/rename", page, "id", id("Routes/Alps"), "name", "Brenner");
        put(people.ann, "Brenner", PLAIN, Flags.NONE);
        assertThat(ann.post("/webmail/folders/delete", page, "id", id("Sent")).statusCode())
                .isEqualTo(422);
        ann.post("/webmail/folders/delete", page, "id", id("Brenner"));
        assertThat(store.mailbox(people.ann.id(), new MailboxName("Brenner"))).isEmpty();
        HttpResponse<String> after = ann.get("/webmail/folders");
        ann.post("/webmail/undo", after, "id", link(after.body(), "name=\"id\" value=\"([0-9a-f-]{36})\""));
        assertThat(store.snapshot(box(people.ann, "Brenner").id()).count()).isEqualTo(1);
        ann.post("/webmail/folders/delete", page, "id", id("Brenner"));
        ann.post("/webmail/folders/delete", page, "id", id("Routes"));
    }

    private static String id(String folder) {
        return String.valueOf(box(people.ann, folder).id().value());
    }

    @Test
    void aSearchKnowsWordsAndOperators() throws Exception {
        put(people.ann, PLAIN);
        put(people.ann, "Archive", RICH, Flags.of(SystemFlag.SEEN));
        put(people.ann, "Trash", PLAIN.replace("Milan", "nowhere"), Flags.NONE);
        assertThat(found("milan")).contains("The road to Milan").doesNotContain("Horses", "nowhere");
        assertThat(found("from:shop.example")).contains("Horses").doesNotContain("Milan");
        assertThat(found("has:attachment")).contains("Horses").doesNotContain("Milan");
        assertThat(found("is:unread")).contains("Milan").doesNotContain("Horses");
        assertThat(found("road in:trash")).contains("nowhere").doesNotContain("Milan");
        assertThat(found("-road")).contains("Horses").doesNotContain("Milan");
        assertThat(found("-in:archive")).contains("Milan").doesNotContain("Horses", "nowhere");
        assertThat(found("in:all -in:inbox")).contains("Horses", "nowhere").doesNotContain("Milan");
        assertThat(found("before:2020-01-01")).contains("Nothing found");
        assertThat(found("\"see https\" after:2020-01-01")).contains("Milan");
        assertThat(found("<script>alert(1)</script>")).contains("Nothing found").doesNotContain("<script>alert");
        assertThat(location(ann.get("/webmail/search?q="))).isEqualTo("/webmail");
    }

    private String found(String query) throws Exception {
        HttpResponse<String> page = ann.get("/webmail/search?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("??");
        String body = page.body();
        return body.substring(
                body.indexOf("<form method=\"post\" id=\"list\"") < 0
                        ? body.indexOf("id=\"list\"")
                        : body.indexOf("<form method=\"post\" id=\"list\""));
    }

    @Test
    void aConversationIsAcrossFolders() throws Exception {
        String ref = put(people.ann, PLAIN);
        put(people.ann, "Sent", """
                From: ann@example.org
                To: lamoral@example.net
                Subject: Re: The road to Milan
                Message-ID: <answer@example.org>
                In-Reply-To: <road@example.net>
                References: <road@example.net>

                I ride.
                """, Flags.of(SystemFlag.SEEN));
        put(people.ann, RICH);
        assertThat(ann.get("/webmail/m/" + ref + "/conversation").body())
                .contains("Conversation of 2 messages", "I ride.", "Sent")
                .doesNotContain("Horses");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/html",
                "/print",
                "/source",
                "/headers",
                "/conversation",
                "/part/0",
                "/attachments.zip",
                "/message.eml"
            })
    void mailOfOthersIsNotThere(String page) throws Exception {
        String ref = put(people.bob, RICH);
        assertThat(ann.get("/webmail/m/" + ref + page).statusCode()).isEqualTo(404);
        PageBrowser bob = site.browser("bob", TestDirectory.BOB_PASSWORD);
        assertThat(bob.get("/webmail/m/" + ref + page).statusCode()).isEqualTo(200);
    }

    @Test
    void nothingCanBeDoneToMailOfOthers() throws Exception {
        String ref = put(people.bob, RICH);
        String own = put(people.ann, PLAIN);
        Mailbox bobs = box(people.bob, "INBOX");
        String id = String.valueOf(bobs.id().value());
        HttpResponse<String> page = ann.get("/webmail");
        MailboxSnapshot before = store.snapshot(bobs.id());
        for (String action : List.of("read", "flag", "archive", "junk", "delete")) {
            ann.post("/webmail/do", page, "do", action, "ref", ref);
            ann.post("/webmail/do", page, "one", action + ":" + ref);
        }
        assertThat(ann.post("/webmail/do", page, "do", "move:" + id, "ref", own).statusCode())
                .isEqualTo(404);
        assertThat(ann.get("/webmail/f/" + id).statusCode()).isEqualTo(404);
        for (String path : List.of("rename", "delete", "subscribe", "empty")) {
            assertThat(ann.post("/webmail/folders/" + path, page, "id", id, "name", "x")
                            .statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(ann.post("/webmail/folders/create", page, "name", "x", "under", id)
                        .statusCode())
                .isEqualTo(404);
        assertThat(ann.post("/webmail/m/" + ref + "/pictures", page).statusCode())
                .isEqualTo(404);
        assertThat(store.snapshot(bobs.id()).since(before).isEmpty()).isTrue();

        store.expunge(bobs.id(), UidSet.of(before.uid(0)));
        Departed left = store.history(people.bob.id(), 1).getFirst().departed();
        String removed = left.mailbox().value() + "." + left.modSeq() + "." + left.uids();
        ann.post("/webmail/history/restore", page, "id", removed);
        assertThat(store.snapshot(bobs.id()).count()).isZero();
    }

    @Test
    void anUndoIsForTheSessionThatDidIt() throws Exception {
        String ref = put(people.ann, PLAIN);
        ann.post("/webmail/do", ann.get("/webmail"), "do", "delete", "ref", ref);
        String id = link(ann.get("/webmail").body(), "name=\"id\" value=\"([0-9a-f-]{36})\"");
        PageBrowser bob = site.browser("bob", TestDirectory.BOB_PASSWORD);
        bob.post("/webmail/undo", bob.get("/webmail/folders"), "id", id);
        assertThat(store.snapshot(box(people.ann, "Trash").id()).count()).isEqualTo(1);
    }

    @Test
    void noAddressLeadsElsewhereOrIntoAHeader() throws Exception {
        HttpResponse<String> page = ann.get("/webmail");
        for (String back : List.of(
                "https://evil.example",
                "//evil.example",
                "/\\evil.example",
                "/login",
                "/webmailx",
                "/webmail\r\nX-Evil: 1",
                "javascript:x")) {
            HttpResponse<String> answer = ann.post("/webmail/do", page, "do", "read", "back", back);
            assertThat(location(answer)).as(back).isEqualTo("/webmail");
            assertThat(answer.headers().firstValue("X-Evil")).isEmpty();
        }
        assertThat(ann.plainPost("/webmail/do", "do=read").statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/webmail/m/1",
                "/webmail/m/0-1",
                "/webmail/m/1-99999999999",
                "/webmail/f/0",
                "/webmail/f/999999",
                "/webmail/picture/AAAA",
                "/webmail/picture/x"
            })
    void whatIsNotThereIsNotFound(String path) throws Exception {
        assertThat(ann.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void changesByOtherProgramsAreToldAtOnceAndEndWithTheSession() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> events = ann.open("/webmail/events");
        try (InputStream in = events.get(20, TimeUnit.SECONDS).body();
                var lines = new java.io.BufferedReader(new java.io.InputStreamReader(in, StandardCharsets.UTF_8))) {
            assertThat(line(lines, "event:")).contains("open");
            put(people.bob, PLAIN);
            put(people.ann, PLAIN);
            assertThat(line(lines, "event:")).contains("change");
            assertThat(line(lines, "data:"))
                    .contains(id("INBOX"))
                    .doesNotContain(String.valueOf(box(people.bob, "INBOX").id().value()));
            ann.post("/logout", ann.get("/webmail"));
            put(people.ann, PLAIN);
            while (lines.readLine() != null) {} // it ends
        }
    }

    private static String line(java.io.BufferedReader lines, String start) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(start)) {
                return line;
            }
        }
        return "ended";
    }

    private static String link(String body, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(body);
        assertThat(matcher.find()).as(pattern + " in " + body).isTrue();
        return matcher.group(1).replace("&amp;", "&");
    }
}
