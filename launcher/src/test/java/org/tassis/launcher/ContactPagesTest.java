package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.contact.Card;
import org.tassis.directory.contact.Contacts;
import org.tassis.directory.contact.InMemoryContacts;
import org.tassis.store.NewMessage;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestMessages;

/// The pages for contacts, without a script.
class ContactPagesTest {
    private static final Contacts CONTACTS =
            new Contacts(new InMemoryContacts(), InstantSource.system(), Duration.ofDays(30));

    @TempDir
    static Path directory;

    private static Site site;
    private static PageBrowser ann;
    private static PageBrowser bob;

    @BeforeAll
    static void start() throws Exception {
        site = new Site(directory, new Services(SecondFactors.class, Contacts.class).put(Contacts.class, CONTACTS));
        ann = site.browser("ann", TestDirectory.ANN_PASSWORD);
        bob = site.browser("bob", TestDirectory.BOB_PASSWORD);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @BeforeEach
    void empty() {
        CONTACTS.purge(account());
        CONTACTS.purge(site.people.bob.id());
    }

    private static AccountId account() {
        return site.people.ann.id();
    }

    private static long add(String name, String... addresses) {
        return CONTACTS.save(
                        account(),
                        Optional.empty(),
                        Card.fitting(
                                name,
                                "",
                                List.of(addresses).stream()
                                        .map(EmailAddress::valueOf)
                                        .toList(),
                                List.of(),
                                ""),
                        Set.of())
                .orElseThrow();
    }

    /// What the note of a page takes back.
    private static String undo(String page) throws Exception {
        Matcher id = Pattern.compile("name=\"id\" value=\"([^\"]+)\"").matcher(page);
        assertThat(id.find()).as(page).isTrue();
        HttpResponse<String> response = ann.post("/webmail/undo", page, "id", id.group(1), "back", "/webmail/contacts");
        assertThat(response.statusCode()).isEqualTo(302);
        return ann.page(response.headers().firstValue("Location").orElseThrow());
    }

    @Test
    void aContactIsAddedChangedRemovedAndBroughtBack() throws Exception {
        assertThat(ann.page("/webmail/contacts")).contains("Nobody here yet");
        String page = ann.submit(
                "/webmail/contacts/save",
                "/webmail/contacts/new",
                "name",
                "Ren\u00e9e <b>",
                "addresses",
                "renee@example.org\n r2@example.org ",
                "phones",
                "02 555",
                "notes",
                "two\nlines");
        assertThat(page).contains("Ren\u00e9e &lt;b&gt;", "renee@example.org", "One contact", "Saved:");
        long id = CONTACTS.book(account()).contacts().getFirst().id();
        String form = ann.page("/webmail/contacts/" + id);
        assertThat(form).contains("r2@example.org", "02 555", "two\nlines");
        HttpResponse<String> wrong = ann.post(
                "/webmail/contacts/save",
                form,
                "id",
                "" + id,
                "name",
                "Kept text",
                "addresses",
                "x@example.org\nnot one");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("Kept text", "not one", "This is no address: not one", "aria-invalid");
        assertThat(ann.post("/webmail/contacts/save", form, "name", " ").body()).contains("Write down a name");
        String renamed =
                ann.submit("/webmail/contacts/save", "/webmail/contacts/" + id, "id", "" + id, "name", "Other");
        assertThat(renamed).contains("Other").doesNotContain("Ren\u00e9e");
        assertThat(undo(renamed)).contains("Ren\u00e9e");
        String gone = ann.submit("/webmail/contacts/do", "/webmail/contacts", "do", "delete", "id", "" + id);
        assertThat(gone).contains("Contact removed", "Nobody here yet");
        assertThat(ann.get("/webmail/contacts/" + id).statusCode()).isEqualTo(404);
        assertThat(ann.page("/webmail/contacts/removed")).contains("Ren\u00e9e");
        assertThat(ann.submit("/webmail/contacts/restore", "/webmail/contacts/removed", "id", "" + id))
                .contains("Put back");
        assertThat(ann.page("/webmail/contacts?q=ren")).contains("Ren\u00e9e");
    }

    @Test
    void fieldsOfAddressesAreCompletedFromTheirOwnersContactsAlone() throws Exception {
        long anna = add("Anna \"Bee\" </script>", "anna@example.org");
        CONTACTS.wrote(
                account(),
                List.of(new Contacts.Written("", EmailAddress.valueOf("anatol@example.org"))),
                Instant.now());
        long group = CONTACTS.saveGroup(account(), Optional.empty(), "Analysts").orElseThrow();
        CONTACTS.assign(account(), group, List.of(anna), true);
        HttpResponse<String> answer = ann.get("/webmail/contacts/complete?q=an");
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(answer.body())
                .startsWith("[{\"name\":\"Anna \\\"Bee\\\" </script>\",\"address\":\"anna@example.org\"},"
                        + "{\"name\":\"\",\"address\":\"anatol@example.org\"},"
                        + "{\"name\":\"Analysts\",\"address\":\"")
                .contains("\"group\":true");
        assertThat(bob.get("/webmail/contacts/complete?q=an").body()).isEqualTo("[]");
        assertThat(site.browser().get("/webmail/contacts/complete?q=an").statusCode())
                .isEqualTo(302);
        assertThat(ann.get("/webmail/contacts/complete?q=" + "a".repeat(5_000)).body())
                .isEqualTo("[]");
    }

    @Test
    void tenThousandAreReadInPages() throws Exception {
        List<Card> many = new ArrayList<>();
        for (int i = 0; i < Contacts.MOST; i++) {
            many.add(Card.fitting(
                    String.format("Name %05d", i),
                    "",
                    List.of(EmailAddress.valueOf("n" + i + "@example.org")),
                    List.of(),
                    ""));
        }
        CONTACTS.add(account(), many, Optional.empty());
        String first = ann.page("/webmail/contacts");
        assertThat(first).contains("10,000 contacts", "Name 00000", "Name 00049", "Page 1 of 200");
        assertThat(first).doesNotContain("Name 00050");
        assertThat(first.length()).isLessThan(150_000);
        assertThat(ann.page("/webmail/contacts?page=200")).contains("Name 09999");
        assertThat(ann.page("/webmail/contacts?page=99999")).contains("Name 09999");
        assertThat(ann.page("/webmail/contacts?q=n42@")).contains("Name 00042", "One contact");
        HttpResponse<String> full =
                ann.post("/webmail/contacts/save", ann.page("/webmail/contacts/new"), "name", "One more");
        assertThat(full.statusCode()).isEqualTo(422);
        assertThat(full.body()).contains("There is room for 10,000 contacts", "One more");
    }

    @Test
    void groupsAreMadeFilledWrittenToAndRemoved() throws Exception {
        long anna = add("Anna", "anna@example.org");
        long eve = add("Eve, too", "eve@example.org");
        String groups = ann.submit("/webmail/contacts/groups/save", "/webmail/contacts/groups", "name", "Riders & co");
        assertThat(groups).contains("Riders &amp; co");
        long group = CONTACTS.book(account()).groups().getFirst().id();
        assertThat(ann.post("/webmail/contacts/groups/save", groups, "name", "riders & CO")
                        .body())
                .contains("a group of this name already");
        String joined = ann.submit(
                "/webmail/contacts/do", "/webmail/contacts", "do", "join:" + group, "id", "" + anna, "id", "" + eve);
        assertThat(joined).contains("2 contacts put into");
        assertThat(ann.page("/webmail/contacts?group=" + group)).contains("Anna", "Write to all");
        String to = ann.get("/webmail/contacts/groups/" + group + "/write")
                .headers()
                .firstValue("Location")
                .orElseThrow();
        assertThat(ann.page(to))
                .contains("Anna &lt;anna@example.org&gt;, &quot;Eve, too&quot; &lt;eve@example.org&gt;");
        String left = ann.submit("/webmail/contacts/do", "/webmail/contacts", "do", "leave:" + group, "id", "" + anna);
        assertThat(CONTACTS.members(account(), group)).hasSize(1);
        undo(left);
        assertThat(CONTACTS.members(account(), group)).hasSize(2);
        String removed = ann.submit("/webmail/contacts/groups/delete", "/webmail/contacts/groups", "id", "" + group);
        assertThat(removed).contains("Its members stay");
        undo(removed);
        assertThat(CONTACTS.members(account(), group)).hasSize(2);
    }

    @Test
    void nobodySeesOrChangesWhatBelongsToAnother() throws Exception {
        long anna = add("Secret name", "secret@example.org");
        long group =
                CONTACTS.saveGroup(account(), Optional.empty(), "Secret group").orElseThrow();
        CONTACTS.assign(account(), group, List.of(anna), true);
        String page = bob.page("/webmail/contacts/new");
        for (String path : List.of(
                "/webmail/contacts/" + anna,
                "/webmail/contacts?group=" + group,
                "/webmail/contacts/groups/" + group + "/write")) {
            assertThat(bob.get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(bob.post("/webmail/contacts/save", page, "id", "" + anna, "name", "Mine")
                        .statusCode())
                .isEqualTo(404);
        assertThat(bob.post("/webmail/contacts/groups/save", page, "id", "" + group, "name", "Mine")
                        .statusCode())
                .isEqualTo(404);
        assertThat(bob.post("/webmail/contacts/groups/delete", page, "id", "" + group)
                        .statusCode())
                .isEqualTo(404);
        assertThat(bob.post("/webmail/contacts/do", page, "do", "join:" + group, "id", "" + anna)
                        .statusCode())
                .isEqualTo(404);
        bob.post("/webmail/contacts/do", page, "do", "delete", "id", "" + anna);
        bob.post("/webmail/contacts/do", page, "do", "merge", "id", "" + anna, "id", "" + group);
        bob.post("/webmail/contacts/restore", page, "id", "" + anna, "group", "" + group);
        assertThat(bob.page("/webmail/contacts?q=secret")).doesNotContain("Secret name");
        assertThat(bob.get("/webmail/contacts/export/contacts.csv?group=" + group)
                        .body())
                .doesNotContain("Secret");
        assertThat(CONTACTS.book(account()).contact(anna).orElseThrow().card().name())
                .isEqualTo("Secret name");
        assertThat(CONTACTS.book(account()).contact(anna).orElseThrow().groups())
                .containsExactly(group);
        assertThat(ann.post("/webmail/contacts/do", "", "do", "delete", "id", "" + anna)
                        .statusCode())
                .isEqualTo(403);
    }

    private static HttpResponse<String> bring(String name, String text) throws Exception {
        return ann.upload(
                "/webmail/contacts/import",
                ann.page("/webmail/contacts/files"),
                "file",
                name,
                text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFileIsLookedAtBroughtInAndTakenBack() throws Exception {
        long anna = add("Anna", "anna@example.org");
        HttpResponse<String> preview = bring(
                "../people.csv",
                "Name,Email,Groups\nAnna Bee,anna@example.org,\nEve <b>,eve@example.org,Riders\nBob,not one,\n,,\n");
        assertThat(preview.statusCode()).isEqualTo(200);
        assertThat(preview.body())
                .contains(
                        "3 contacts in", "people.csv", "one of them known", "Line 4:", "is no address", "Eve &lt;b&gt;")
                .doesNotContain("??", "../");
        assertThat(CONTACTS.book(account()).contacts()).hasSize(1);
        HttpResponse<String> done = ann.post(
                "/webmail/contacts/import/confirm",
                preview.body(),
                "into",
                "new",
                "name",
                "From file",
                "groups",
                "true");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(302);
        String list = ann.page("/webmail/contacts");
        assertThat(list).contains("Eve", "Bob", "From file", "Riders", "contacts brought in");
        undo(list);
        assertThat(CONTACTS.book(account()).live()).hasSize(1);
        assertThat(CONTACTS.book(account()).contact(anna).orElseThrow().groups())
                .isEmpty();
        assertThat(CONTACTS.book(account()).liveGroups()).isEmpty();
        HttpResponse<String> again = ann.post("/webmail/contacts/import/confirm", preview.body());
        assertThat(again.headers().firstValue("Location"))
                .hasValueSatisfying(where -> assertThat(where).endsWith("/webmail/contacts/files?gone"));
        assertThat(bring("empty.csv", "").statusCode()).isEqualTo(422);
        assertThat(bring("noise.vcf", "\u0000\u0001BEGIN:VCARD\n").body()).contains("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"contacts.vcf", "contacts-3.vcf", "contacts.csv"})
    void contactsAreTakenAlong(String form) throws Exception {
        add("Ren\u00e9e; Bee", "renee@example.org");
        CONTACTS.wrote(
                account(), List.of(new Contacts.Written("", EmailAddress.valueOf("once@example.org"))), Instant.now());
        HttpResponse<String> file = ann.get("/webmail/contacts/export/" + form);
        assertThat(file.headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("attachment"));
        assertThat(file.body()).contains("renee@example.org").doesNotContain("once@");
        HttpResponse<String> preview = bring(form, file.body());
        assertThat(preview.body()).contains("Ren\u00e9e; Bee", "one of them known");
        assertThat(ann.get("/webmail/contacts/export/other").statusCode()).isEqualTo(404);
    }

    @Test
    void duplicatesAreMerged() throws Exception {
        long one = add("Anna", "anna@example.org");
        long two = add("Anna", "a2@example.org");
        assertThat(ann.page("/webmail/contacts/duplicates")).contains("Merge these", "a2@example.org");
        String merged = ann.submit(
                "/webmail/contacts/do",
                "/webmail/contacts/duplicates",
                "do",
                "merge",
                "id",
                "" + one,
                "id",
                "" + two,
                "back",
                "/webmail/contacts/duplicates");
        assertThat(merged).contains("2 contacts are one now", "No contact seems");
        undo(merged);
        assertThat(CONTACTS.duplicates(account())).hasSize(1);
    }

    @Test
    void peopleWrittenToAreApartAndCanBeKept() throws Exception {
        CONTACTS.wrote(
                account(),
                List.of(new Contacts.Written("Once", EmailAddress.valueOf("once@example.org"))),
                Instant.now());
        long id = CONTACTS.book(account()).contacts().getFirst().id();
        assertThat(ann.page("/webmail/contacts")).doesNotContain("once@");
        assertThat(ann.page("/webmail/contacts?group=written")).contains("once@", "Stop noting them");
        ann.submit("/webmail/contacts/do", "/webmail/contacts?group=written", "do", "keep", "id", "" + id);
        assertThat(ann.page("/webmail/contacts")).contains("once@");
        assertThat(ann.submit("/webmail/contacts/collect", "/webmail/contacts?group=written", "on", "false"))
                .contains("Note them from now on");
        assertThat(CONTACTS.book(account()).collects()).isFalse();
    }

    @Test
    void aSenderIsAddedFromTheMessage() throws Exception {
        long uid = site.store
                .append(
                        site.store.mailboxes(account()).stream()
                                .filter(one -> one.name().equals(MailboxName.INBOX))
                                .findFirst()
                                .orElseThrow()
                                .id(),
                        List.of(new NewMessage(
                                TestMessages.content("From: \"A & B\" <ab@example.net>\r\nSubject: x\r\n\r\nx\r\n"
                                        .getBytes(StandardCharsets.UTF_8)),
                                Flags.NONE,
                                Instant.now())))
                .getFirst()
                .uid();
        long inbox = site.store
                .mailbox(account(), MailboxName.INBOX)
                .orElseThrow()
                .id()
                .value();
        Matcher link = Pattern.compile("href=\"(/webmail/contacts/new[^\"]+)\"")
                .matcher(ann.page("/webmail/m/" + inbox + "-" + uid));
        assertThat(link.find()).isTrue();
        String path = link.group(1).replace("&amp;", "&");
        assertThat(ann.page(path)).contains("value=\"A &amp; B\"", "ab@example.net");
        long id = add("Known", "AB@example.net");
        assertThat(ann.get(path).headers().firstValue("Location"))
                .hasValueSatisfying(where -> assertThat(where).endsWith("/webmail/contacts/" + id));
    }
}
