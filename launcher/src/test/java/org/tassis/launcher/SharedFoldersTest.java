package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.directory.Account;
import org.tassis.store.FlagChange;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.Rights;
import org.tassis.store.Shares.Grantee;
import org.tassis.store.journal.JournalQuery;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestMessages;

/// Folders that bob shares, in the pages of ann.
class SharedFoldersTest {
    private static final String LETTER = """
            From: Lamoral <lamoral@example.net>
            To: bob@example.org
            Subject: The road to Liege
            Message-ID: <road@example.net>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=m

            --m
            Content-Type: text/plain; charset=utf-8

            Snow on the Vosges.
            --m
            Content-Type: text/plain; name="toll.txt"
            Content-Disposition: attachment; filename="toll.txt"

            Four crowns.
            --m--
            """;

    private static final String REFUSED = "That is not allowed in this shared folder";

    @TempDir
    static Path directory;

    private static Site site;
    private static TestDirectory people;
    private static MailStore store;

    private PageBrowser ann;
    private Mailbox projects;
    private Mailbox secrets;

    @BeforeAll
    static void start() throws Exception {
        site = new Site(directory);
        people = site.people;
        store = site.store;
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @BeforeEach
    void makeFolders() throws Exception {
        for (Account account : List.of(people.ann, people.bob)) {
            site.shares.purge(account.id());
            for (Mailbox mailbox : store.mailboxes(account.id())) {
                store.expunge(mailbox.id(), store.snapshot(mailbox.id()).uids());
                if (mailbox.uses().isEmpty() && !mailbox.name().isInbox()) {
                    store.delete(account.id(), mailbox.name());
                }
            }
        }
        projects = store.create(people.bob.id(), new MailboxName("Projects"), Set.of());
        secrets = store.create(people.bob.id(), new MailboxName("Secrets"), Set.of());
        ann = site.browser("ann", TestDirectory.ANN_PASSWORD);
    }

    private static void share(Mailbox mailbox, AccountId with, String letters) {
        site.shares.change(mailbox.account(), mailbox.id(), new Grantee.One(with), false, _ -> Rights.parse(letters)
                .orElseThrow());
    }

    private static void share(Mailbox mailbox, String letters) {
        share(mailbox, people.ann.id(), letters);
    }

    /// @return how pages name it
    private static String put(Mailbox mailbox, Flags flags) throws Exception {
        long uid = store.append(
                        mailbox.id(),
                        List.of(new NewMessage(
                                TestMessages.content(
                                        LETTER.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)),
                                flags,
                                Instant.now())))
                .getFirst()
                .uid();
        return mailbox.id().value() + "-" + uid;
    }

    private static String put(Mailbox mailbox) throws Exception {
        return put(mailbox, Flags.NONE);
    }

    private static String path(Mailbox mailbox) {
        return "/webmail/f/" + mailbox.id().value();
    }

    private static Mailbox box(Account account, String name) {
        return store.mailbox(account.id(), new MailboxName(name)).orElseThrow();
    }

    private static int count(Mailbox mailbox) {
        return store.snapshot(mailbox.id()).count();
    }

    private static boolean has(Mailbox mailbox, SystemFlag flag) {
        return store.snapshot(mailbox.id()).flags(0).has(flag);
    }

    /// Does something and returns what the page says then.
    private String act(String page, String action, String ref) throws Exception {
        return ann.submit("/webmail/do", page, "do", action, "ref", ref, "back", page);
    }

    private String undo(String page) throws Exception {
        Matcher id = Pattern.compile("name=\"id\" value=\"([0-9a-f-]{36})\"").matcher(page);
        assertThat(id.find()).as(page).isTrue();
        return ann.submit("/webmail/undo", "/webmail/folders", "id", id.group(1), "back", "/webmail");
    }

    @Test
    void whatIsSharedForReadingIsShownAndReadAndHasNoOtherButtons() throws Exception {
        String ref = put(projects);
        put(secrets);
        put(box(people.ann, "INBOX"));
        assertThat(ann.page("/webmail")).doesNotContain("Shared with me", "Projects");
        share(projects, "lr");

        String inbox = ann.page("/webmail");
        assertThat(inbox)
                .contains(
                        "Shared with me",
                        ">bob<",
                        ">Projects<",
                        "data-folder=\"" + projects.id().value() + "\"")
                .doesNotContain(
                        "Secrets",
                        "move:" + projects.id().value(),
                        "copy:" + projects.id().value());
        String list = ann.page(path(projects));
        assertThat(list)
                .contains("The road to Liege", "Shared by bob", "One message, one unread")
                .doesNotContain(
                        "value=\"delete\"",
                        "value=\"archive\"",
                        "value=\"junk\"",
                        "value=\"read\"",
                        "value=\"flag\"",
                        "value=\"flag:",
                        "value=\"move:",
                        "value=\"snooze:")
                .contains("value=\"copy:");
        String message = ann.page("/webmail/m/" + ref);
        assertThat(message)
                .contains("Snow on the Vosges", "toll.txt", "Shared by bob", "Forward")
                .doesNotContain("value=\"delete\"", "value=\"unread\"", "value=\"flag:", "value=\"move:");
        assertThat(has(projects, SystemFlag.SEEN)).isFalse(); // without `s`
        Matcher file =
                Pattern.compile("href=\"(/webmail/m/" + ref + "/part/[0-9]+)\"").matcher(message);
        assertThat(file.find()).isTrue();
        assertThat(ann.get(file.group(1)).body()).contains("Four crowns");
        assertThat(ann.get("/webmail/write?reply=" + ref).body()).contains("Snow on the Vosges");
        assertThat(ann.page("/webmail/m/" + ref + "/conversation")).doesNotContain("Secrets");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "read", "unread", "flag", "unflag", "archive", "junk", "notjunk", "move"})
    void aForgedRequestChangesNothing(String action) throws Exception {
        String ref = put(projects, Flags.of(SystemFlag.FLAGGED));
        String secret = put(secrets, Flags.of(SystemFlag.FLAGGED));
        share(projects, "lr");
        Mailbox archive = box(people.ann, "Archive");
        String wanted = action.equals("move") ? "move:" + archive.id().value() : action;
        MailboxSnapshot before = store.snapshot(projects.id());

        assertThat(act(path(projects), wanted, ref)).contains(REFUSED);
        assertThat(act("/webmail", wanted, secret)).doesNotContain(REFUSED, "Secrets"); // as of what never was
        assertThat(store.snapshot(projects.id()).highestModSeq()).isEqualTo(before.highestModSeq());
        assertThat(count(secrets)).isEqualTo(1);
        assertThat(has(secrets, SystemFlag.SEEN)).isFalse();
        assertThat(has(secrets, SystemFlag.FLAGGED)).isTrue();
        assertThat(count(archive)).isZero();
    }

    @Test
    void onlyWhereItIsAllowedMailIsPutIn() throws Exception {
        Mailbox inbox = box(people.ann, "INBOX");
        String own = put(inbox);
        share(projects, "lr");
        assertThat(act("/webmail", "move:" + projects.id().value(), own)).contains(REFUSED);
        String page = ann.page("/webmail");
        assertThat(ann.post("/webmail/do", page, "do", "move:" + secrets.id().value(), "ref", own)
                        .statusCode())
                .isEqualTo(404);
        assertThat(ann.post("/webmail/do", page, "do", "move:987654321", "ref", own)
                        .statusCode())
                .isEqualTo(404);
        assertThat(count(inbox)).isEqualTo(1);

        share(projects, "lri");
        assertThat(ann.page("/webmail"))
                .contains("value=\"move:" + projects.id().value() + "\"");
        assertThat(act("/webmail", "copy:" + projects.id().value(), own)).contains("Copied to");
        assertThat(count(inbox)).isEqualTo(1);
        store.changeFlags(
                inbox.id(),
                store.snapshot(inbox.id()).uids(),
                new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.SEEN, SystemFlag.FLAGGED)),
                OptionalLong.empty());
        assertThat(act("/webmail", "move:" + projects.id().value(), own)).contains("Moved to");
        assertThat(count(inbox)).isZero();
        MailboxSnapshot there = store.snapshot(projects.id());
        assertThat(there.count()).isEqualTo(2);
        assertThat(there.flags(1)).isEqualTo(Flags.NONE); // neither `s` nor `w`: flags do not come along
    }

    @Test
    void whoMayWriteReadsStarsMovesAndTakesBack() throws Exception {
        String ref = put(projects);
        share(projects, "lrswite");
        assertThat(ann.page(path(projects)))
                .contains("value=\"delete\"", "value=\"flag:" + ref, "value=\"move:")
                .doesNotContain("value=\"archive\"", "value=\"snooze:");
        ann.page("/webmail/m/" + ref);
        assertThat(has(projects, SystemFlag.SEEN)).isTrue();
        assertThat(undo(act(path(projects), "flag", ref))).contains("Undone");
        assertThat(has(projects, SystemFlag.FLAGGED)).isFalse();

        Mailbox inbox = box(people.ann, "INBOX");
        int before = store.history(people.bob.id(), 1_000).size();
        String moved = act(path(projects), "move:" + inbox.id().value(), ref);
        assertThat(count(projects)).isZero();
        assertThat(count(inbox)).isEqualTo(1);
        assertThat(store.history(people.bob.id(), 1_000)).hasSize(before + 1); // who had it can have it back
        undo(moved);
        assertThat(count(projects)).isEqualTo(1);
        assertThat(count(inbox)).isZero();
    }

    @Test
    void whatIsDeletedThereIsInTheHistoryOfItsOwnerWithWhoDidIt() throws Exception {
        String ref = put(projects);
        share(projects, "lrswite");
        int before = store.history(people.bob.id(), 1_000).size();
        int anns = store.history(people.ann.id(), 1_000).size();
        String done = act(path(projects), "delete", ref);
        assertThat(done).contains("The owner of the folder can bring it back");
        assertThat(count(projects)).isZero();
        assertThat(count(box(people.ann, "Trash"))).isZero();
        assertThat(store.history(people.bob.id(), 1_000)).hasSize(before + 1);
        assertThat(store.history(people.ann.id(), 1_000)).hasSize(anns);
        assertThat(store.journal()
                        .entries(people.bob.id(), JournalQuery.newest(1))
                        .getFirst()
                        .actor()
                        .login())
                .isEqualTo("ann");
        PageBrowser bob = site.browser("bob", TestDirectory.BOB_PASSWORD);
        assertThat(bob.page("/webmail/history")).contains("ann");
        undo(done);
        assertThat(count(projects)).isEqualTo(1);
    }

    @Test
    void whatMayNotBeDoneAnyMoreIsNotUndone() throws Exception {
        String ref = put(projects);
        share(projects, "lrswite");
        String done = act(path(projects), "delete", ref);
        share(projects, "lr");
        assertThat(undo(done)).contains(REFUSED);
        assertThat(count(projects)).isZero();
        site.shares.purge(people.bob.id());
        share(secrets, "lrswite");
        String other = put(secrets);
        String deleted = act(path(secrets), "delete", other);
        site.shares.purge(people.bob.id());
        assertThat(undo(deleted)).contains(REFUSED);
        assertThat(count(secrets)).isZero();
    }

    @Test
    void whatMayStillBeDoneIsUndoneWithoutTheRest() throws Exception {
        Mailbox inbox = box(people.ann, "INBOX");
        String own = put(inbox);
        String other = put(projects);
        share(projects, "lrswite");
        String done = ann.submit("/webmail/do", "/webmail", "do", "flag", "ref", own, "ref", other, "back", "/webmail");
        assertThat(has(inbox, SystemFlag.FLAGGED) && has(projects, SystemFlag.FLAGGED))
                .isTrue();
        share(projects, "lr");
        assertThat(undo(done)).contains("except what you may not change any more");
        assertThat(has(inbox, SystemFlag.FLAGGED)).isFalse();
        assertThat(has(projects, SystemFlag.FLAGGED)).isTrue();
    }

    @Test
    void whatItsOwnerDidWithItSinceIsNotUndone() throws Exception {
        String ref = put(projects);
        share(projects, "lrswite");
        String done = act(path(projects), "delete", ref);
        store.restore(
                people.bob.id(),
                List.of(store.history(people.bob.id(), 1).getFirst().departed()));
        store.move(projects.id(), store.snapshot(projects.id()).uids(), secrets.id());
        store.expunge(secrets.id(), store.snapshot(secrets.id()).uids());
        undo(done);
        assertThat(count(projects)).isZero();
        assertThat(count(secrets)).isZero();
    }

    @Test
    void nothingIsLeftOfARightThatWasTakenAway() throws Exception {
        String ref = put(projects);
        share(projects, "lrswite");
        assertThat(ann.get("/webmail/m/" + ref).statusCode()).isEqualTo(200);
        share(projects, "");
        for (String path :
                List.of("", "/html", "/source", "/headers", "/part/0", "/message.eml", "/print", "/conversation")) {
            assertThat(ann.get("/webmail/m/" + ref + path).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(ann.get("/webmail/write?reply=" + ref).statusCode()).isEqualTo(404);
        HttpResponse<String> gone = ann.get(path(projects));
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(gone.body()).doesNotContain("Projects", "Liege");
        assertThat(act("/webmail", "delete", ref)).doesNotContain(REFUSED);
        assertThat(count(projects)).isEqualTo(1);
    }

    @Test
    void aNegativeEntryTakesWhatEverybodyHas() throws Exception {
        String ref = put(projects);
        site.shares.change(people.bob.id(), projects.id(), new Grantee.Group(1), false, _ -> Rights.parse("lrs")
                .orElseThrow());
        assertThat(ann.get("/webmail/m/" + ref).statusCode()).isEqualTo(200);
        site.shares.change(
                people.bob.id(), projects.id(), new Grantee.One(people.ann.id()), true, _ -> Rights.parse("lr")
                        .orElseThrow());
        assertThat(ann.get("/webmail/m/" + ref).statusCode()).isEqualTo(404);
        assertThat(ann.page("/webmail")).doesNotContain("Projects");
    }

    @Test
    void strangersOfAnotherCustomerSeeNothingWhateverTheEntriesSay() throws Exception {
        String ref = put(projects);
        share(projects, site.user.id(), "lrswite");
        PageBrowser stranger = site.browser("monsite0001", Site.USER);
        assertThat(stranger.page("/webmail")).doesNotContain("Projects", "Shared with me");
        assertThat(stranger.get(path(projects)).statusCode()).isEqualTo(404);
        assertThat(stranger.get("/webmail/m/" + ref).statusCode()).isEqualTo(404);
        stranger.submit("/webmail/do", "/webmail", "do", "delete", "ref", ref, "back", "/webmail");
        assertThat(count(projects)).isEqualTo(1);
    }

    @Test
    void whatMayOnlyBeListedIsNotOpenedAndDoesNotSayHowMuchItHolds() throws Exception {
        String ref = put(projects);
        share(projects, "li");
        assertThat(ann.page("/webmail/search?q=road")).doesNotContain("Liege");
        put(box(people.ann, "INBOX"));
        String page = ann.page("/webmail");
        assertThat(page)
                .contains("value=\"move:" + projects.id().value() + "\"")
                .doesNotContain(
                        "Shared with me", "data-folder=\"" + projects.id().value() + "\"");
        assertThat(ann.get(path(projects)).statusCode()).isEqualTo(404);
        assertThat(ann.get("/webmail/m/" + ref).statusCode()).isEqualTo(404);
    }

    @Test
    void aSearchFindsWhatIsShared() throws Exception {
        put(projects);
        put(secrets);
        share(projects, "lr");
        assertThat(ann.page("/webmail/search?q=road"))
                .contains("Liege", "bob: Projects")
                .doesNotContain("Secrets");
        String in = "/webmail/search?q=road+in:";
        assertThat(ann.page(in + projects.id().value())).contains("Liege");
        assertThat(ann.page(in + secrets.id().value())).doesNotContain("Liege");
        assertThat(ann.page("/webmail/search?q=road+in:%22bob:%20projects%22")).contains("Liege");
        assertThat(ann.page(in + "inbox")).doesNotContain("Liege");
    }

    @Test
    void whatHappensInSharedFoldersIsToldAndNothingElse() throws Exception {
        share(projects, "lr");
        try (InputStream in =
                        ann.open("/webmail/events").get(20, TimeUnit.SECONDS).body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            assertThat(line(lines, "event:")).contains("open");
            put(secrets);
            put(projects);
            assertThat(line(lines, "data: ")).isEqualTo("data: " + projects.id().value());
            share(projects, "");
            assertThat(line(lines, "data: ")).isEqualTo("data: folders");
            put(projects);
            store.create(people.bob.id(), new MailboxName("Plans"), Set.of());
            share(secrets, people.bob.id(), "lr");
            put(box(people.ann, "INBOX"));
            assertThat(line(lines, "data: "))
                    .isEqualTo("data: " + box(people.ann, "INBOX").id().value());
            share(secrets, "lr");
            assertThat(line(lines, "data: ")).isEqualTo("data: folders");
            put(secrets);
            assertThat(line(lines, "data: ")).isEqualTo("data: " + secrets.id().value());
        }
    }

    private static String line(BufferedReader lines, String start) throws Exception {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(start) && !line.equals("data: ")) {
                return line;
            }
        }
        return "ended";
    }

    @Test
    void newFoldersAreSharedAsWhatTheyAreBelowAndThoseMadeAgainAsTheyWere() throws Exception {
        PageBrowser bob = site.browser("bob", TestDirectory.BOB_PASSWORD);
        share(projects, "lr");
        bob.submit(
                "/webmail/folders/create",
                "/webmail/folders",
                "name",
                "Alps",
                "under",
                String.valueOf(projects.id().value()));
        Mailbox alps = box(people.bob, "Projects/Alps");
        assertThat(site.shares.of(alps.id())).isNotEmpty().isEqualTo(site.shares.of(projects.id()));
        assertThat(ann.page(path(alps))).contains("Shared by bob");
        share(alps, "lrs");
        String removed = bob.submit(
                "/webmail/folders/delete",
                "/webmail/folders",
                "id",
                String.valueOf(alps.id().value()));
        assertThat(site.shares.of(alps.id())).isEmpty();
        Matcher id = Pattern.compile("name=\"id\" value=\"([0-9a-f-]{36})\"").matcher(removed);
        assertThat(id.find()).isTrue();
        bob.submit("/webmail/undo", "/webmail/folders", "id", id.group(1), "back", "/webmail");
        Mailbox again = box(people.bob, "Projects/Alps");
        assertThat(site.shares
                        .reach(people.ann.id(), 1)
                        .get(again.id())
                        .rights()
                        .letters())
                .isEqualTo("lrs");
    }

    @Test
    void theirFoldersAreNotManagedHere() throws Exception {
        share(projects, "lrswikxtea");
        String id = String.valueOf(projects.id().value());
        assertThat(ann.page("/webmail/folders")).doesNotContain("/webmail/folders/" + id + "/sharing");
        HttpResponse<String> page = ann.get("/webmail/folders");
        for (String path : List.of("rename", "delete", "subscribe", "empty")) {
            assertThat(ann.post("/webmail/folders/" + path, page, "id", id, "name", "Mine")
                            .statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(store.mailbox(people.bob.id(), projects.name())).isPresent();
    }
}
