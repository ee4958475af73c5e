package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.directory.Account;
import org.tassis.directory.access.SecondFactors;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.rules.Condition;
import org.tassis.mailflow.rules.RuleAction;
import org.tassis.mailflow.rules.RuleSet;
import org.tassis.mailflow.rules.Rules;
import org.tassis.mailflow.snooze.InMemorySnoozes;
import org.tassis.mailflow.snooze.Snoozes;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestFilters;
import org.tassis.testkit.TestMessages;

/// The pages for rules, blocked senders and snoozed messages, without a script.
class RulePagesTest {
    @TempDir
    static Path directory;

    private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.now());
    private static final Filters FILTERS = TestFilters.alone();
    private static final Rules RULES = new Rules(FILTERS);
    private static Snoozes snoozes;
    private static Site site;
    private static PageBrowser ann;
    private static PageBrowser bob;

    @BeforeAll
    static void start() throws Exception {
        Services services = new Services(SecondFactors.class, Rules.class, Snoozes.class).put(Rules.class, RULES);
        site = new Site(directory, services);
        snoozes = new Snoozes(new InMemorySnoozes(), site.store, NOW::get);
        services.put(Snoozes.class, snoozes);
        ann = site.browser("ann", TestDirectory.ANN_PASSWORD);
        bob = site.browser("bob", TestDirectory.BOB_PASSWORD);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @BeforeEach
    void empty() {
        NOW.set(Instant.now());
        for (Account account : List.of(site.people.ann, site.people.bob)) {
            FILTERS.purge(account.id());
            snoozes.purge(account.id());
            for (Mailbox mailbox : site.store.mailboxes(account.id())) {
                site.store.expunge(
                        mailbox.id(), site.store.snapshot(mailbox.id()).uids());
            }
        }
    }

    private static AccountId account() {
        return site.people.ann.id();
    }

    private static Mailbox box(String name) {
        return site.store.mailboxes(account()).stream()
                .filter(one -> one.name().value().equals(name))
                .findFirst()
                .orElseGet(() -> site.store.create(account(), new MailboxName(name), Set.of()));
    }

    private static MailboxSnapshot shot(String name) {
        return site.store.snapshot(box(name).id());
    }

    /// @return how pages name it
    private static String put(String from, String subject) throws Exception {
        String text = "From: " + from + "\r\nList-Id: Riders <riders.example>\r\nSubject: " + subject + "\r\n\r\nx\r\n";
        long uid = site.store
                .append(
                        box("INBOX").id(),
                        List.of(new NewMessage(
                                TestMessages.content(text.getBytes(StandardCharsets.UTF_8)),
                                Flags.of(SystemFlag.SEEN),
                                Instant.now().minus(Duration.ofDays(1)))))
                .getFirst()
                .uid();
        return box("INBOX").id().value() + "-" + uid;
    }

    private static String seen(String page) {
        Matcher seen = Pattern.compile("name=\"seen\" value=\"([^\"]+)\"").matcher(page);
        assertThat(seen.find()).isTrue();
        return seen.group(1);
    }

    private static String go(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(302);
        return ann.page(response.headers().firstValue("Location").orElseThrow());
    }

    private static String undo(String page) throws Exception {
        Matcher id = Pattern.compile("name=\"id\" value=\"([^\"]+)\"").matcher(page);
        assertThat(id.find()).as(page).isTrue();
        return go(ann.post("/webmail/undo", page, "id", id.group(1), "back", "/webmail/rules"));
    }

    private static RuleSet set() {
        return ((Rules.State.Form) RULES.state(account())).rules();
    }

    private static HttpResponse<String> save(String... fields) throws Exception {
        String page = ann.page("/webmail/rules/new");
        String[] all = new String[fields.length + 2];
        System.arraycopy(fields, 0, all, 2, fields.length);
        all[0] = "seen";
        all[1] = seen(page);
        return ann.post("/webmail/rules/save", page, all);
    }

    private static void riders(String... more) throws Exception {
        String[] fields = new String[more.length + 10];
        System.arraycopy(more, 0, fields, 10, more.length);
        String[] first = {
            "name", "Riders, all", "what", "subject", "how", "contains", "value", "horses, \"grey\"", "stop", "true"
        };
        System.arraycopy(first, 0, fields, 0, 10);
        assertThat(save(fields).statusCode()).isEqualTo(302);
    }

    @Test
    void aRuleIsMadeChangedSwitchedMovedAndTakenBack() throws Exception {
        box("Lists");
        assertThat(ann.page("/webmail/rules")).contains("No rules yet");
        riders("then", "read", "folder", "", "text", "", "then", "move", "folder", "Lists");
        assertThat(set().rules()).singleElement().satisfies(rule -> {
            assertThat(rule.name()).isEqualTo("Riders, all");
            assertThat(rule.conditions())
                    .containsExactly(new Condition.Text(
                            Condition.Field.SUBJECT, "", Condition.How.CONTAINS, "horses, \"grey\""));
            assertThat(rule.actions())
                    .containsExactly(new RuleAction.Read(), new RuleAction.Move(new MailboxName("Lists")));
        });
        String list = ann.page("/webmail/rules");
        assertThat(list).contains("Riders, all", "horses, &quot;grey&quot;", "move to \u201cLists\u201d");
        assertThat(ann.page("/webmail/rules/0")).contains("value=\"horses, &quot;grey&quot;\"");
        String off = go(ann.post("/webmail/rules/do", list, "seen", seen(list), "do", "off:0"));
        assertThat(off).contains("is off");
        assertThat(set().rules().getFirst().on()).isFalse();
        // what was looked at is no longer so
        String stale = go(ann.post("/webmail/rules/do", list, "seen", seen(list), "do", "delete:0"));
        assertThat(stale).contains("changed meanwhile");
        assertThat(undo(go(ann.post("/webmail/rules/do", stale, "seen", seen(stale), "do", "delete:0"))))
                .contains("Riders, all");
        save("name", "Second", "what", "attachment", "how", "contains", "value", "", "then", "star");
        String two = ann.page("/webmail/rules");
        go(ann.post("/webmail/rules/do", two, "seen", seen(two), "do", "up:1"));
        assertThat(set().rules().getFirst().name()).isEqualTo("Second");
        assertThat(ann.post("/webmail/rules/do", two, "seen", seen(ann.page("/webmail/rules")), "do", "up:9")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatIsWrongIsSaidAndNothingTypedIsLost() throws Exception {
        HttpResponse<String> wrong = save(
                "name",
                "Kept",
                "what",
                "over",
                "value",
                "many",
                "what",
                "from",
                "value",
                "typed <b>",
                "then",
                "forward",
                "text",
                "nowhere");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body())
                .contains("Kept", "typed &lt;b&gt;", "nowhere", "A size is a whole number", "needs an e-mail address")
                .doesNotContain("??");
        assertThat(save("then", "star", "what", "from", "value", " ").body()).contains("at least one condition");
        assertThat(save("what", "from", "value", "x", "then", "none").body()).contains("at least one action");
        assertThat(save("what", "from", "value", "x", "then", "trash", "folder", "", "then", "move", "folder", "INBOX")
                        .body())
                .contains("one place only");
        assertThat(save("what", "nonsense", "value", "x", "then", "star").statusCode())
                .isEqualTo(422);
        assertThat(save("what", "from", "value", "x\r\ny\"; discard; #", "then", "star")
                        .statusCode())
                .isEqualTo(422);
        String more = save("do", "condition", "what", "from", "value", "x", "then", "star")
                .body();
        assertThat(more.split("name=\"what\"", -1)).hasSize(3);
        assertThat(FILTERS.list(account())).isEmpty();
    }

    @Test
    void rulesAreTriedAndDoneNowAndTakenBack() throws Exception {
        box("Lists");
        put("a@example.net", "No match");
        String ref = put("a@example.net", "horses, \"grey\"");
        riders("then", "star", "folder", "", "text", "", "then", "move", "folder", "Lists");
        String trial = ann.page("/webmail/rules/trial");
        assertThat(trial)
                .contains(
                        "One message of the last 2 would be concerned",
                        "horses, &quot;grey&quot;",
                        "move to \u201cLists\u201d")
                .doesNotContain("No match");
        String form = save("do", "try", "what", "subject", "how", "starts", "value", "no", "then", "trash")
                .body();
        assertThat(form).contains("One message of the last 2", "No match", "move to \u201cTrash\u201d");
        assertThat(shot("INBOX").count()).isEqualTo(2);
        String list = ann.page("/webmail/rules");
        String done = go(ann.post(
                "/webmail/rules/apply",
                list,
                "seen",
                seen(list),
                "place",
                "0",
                "folder",
                "" + box("INBOX").id().value()));
        assertThat(done).contains("Done to one message");
        assertThat(shot("Lists").flags(0).has(SystemFlag.FLAGGED)).isTrue();
        undo(done);
        assertThat(shot("INBOX").count()).isEqualTo(2);
        assertThat(shot("Lists").count()).isZero();
        assertThat(shot("INBOX").flags(1).has(SystemFlag.FLAGGED)).isFalse();
        assertThat(ref).isNotEmpty();
    }

    @Test
    void aScriptMadeElsewhereIsShownAndNeverDestroyed() throws Exception {
        ScriptName theirs = new ScriptName("roundcube");
        FILTERS.put(account(), theirs, "keep; # <mine>");
        FILTERS.activate(account(), Optional.of(theirs));
        String page = ann.page("/webmail/rules");
        assertThat(page)
                .contains("A script made elsewhere", "keep; # &lt;mine&gt;")
                .doesNotContain("New rule");
        HttpResponse<String> wrong =
                ann.post("/webmail/rules/script", page, "name", "roundcube", "script", "keep;\r\nfly;");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("Line 2, column", "fly;").doesNotContain("??");
        assertThat(FILTERS.text(account(), theirs)).isEqualTo("keep; # <mine>");
        String saved = go(ann.post("/webmail/rules/script", page, "name", "roundcube", "script", "stop;"));
        assertThat(FILTERS.text(account(), theirs)).isEqualTo("stop;");
        undo(saved);
        assertThat(FILTERS.text(account(), theirs)).isEqualTo("keep; # <mine>");
        String ref = put("x@spam.example", "x");
        assertThat(go(ann.post("/webmail/do", page, "do", "block:address", "ref", ref)))
                .contains("A filter made elsewhere is in use");
        String use = go(ann.post("/webmail/rules/do", page, "seen", seen(page), "do", "use"));
        assertThat(use).contains("New rule");
        assertThat(FILTERS.text(account(), theirs)).isEqualTo("keep; # <mine>");
        assertThat(undo(use)).contains("A script made elsewhere");
    }

    @Test
    void aSenderIsBlockedFromTheMessageAndLetInAgain() throws Exception {
        String ref = put("\"Spam\" <Win@Spam.Example>", "x");
        String message = ann.page("/webmail/m/" + ref);
        assertThat(message).contains("Block Win@Spam.Example", "Block everybody at Spam.Example");
        String back =
                go(ann.post("/webmail/do", message, "do", "block:domain", "ref", ref, "back", "/webmail/m/" + ref));
        assertThat(back).contains("goes to the trash from now on");
        assertThat(set().blocked()).containsExactly("@spam.example");
        String list = ann.submit("/webmail/rules/block", "/webmail/rules", "sender", "a@b.example");
        assertThat(list).contains("a@b.example", "@spam.example");
        assertThat(ann.post("/webmail/rules/block", list, "sender", "not one").body())
                .contains("neither an address nor a domain", "not one");
        String left = go(ann.post("/webmail/rules/do", list, "seen", seen(list), "do", "unblock:@spam.example"));
        assertThat(set().blocked()).containsExactly("a@b.example");
        undo(left);
        assertThat(set().blocked()).hasSize(2);
        String own = put("ann@example.org", "x");
        assertThat(go(ann.post("/webmail/do", list, "do", "block:address", "ref", own)))
                .contains("Nobody was blocked");
    }

    @Test
    void whoIsBlockedIsAPageOfTheSettings() throws Exception {
        String page = ann.page("/webmail/settings/blocked");
        assertThat(page)
                .contains("Nobody is blocked", "href=\"/webmail/settings/blocked\" aria-current=\"page\"")
                .doesNotContain("??");
        String wrong =
                ann.post("/webmail/settings/blocked", page, "sender", "not one").body();
        assertThat(wrong).contains("neither an address nor a domain", "value=\"not one\"");
        String two = ann.submit("/webmail/settings/blocked", "/webmail/settings/blocked", "sender", "Spam.Example");
        assertThat(two).contains("goes to the trash from now on", "@spam.example");
        assertThat(set().blocked()).containsExactly("@spam.example");
        String none =
                ann.submit("/webmail/settings/blocked/end", "/webmail/settings/blocked", "sender", "@spam.example");
        assertThat(none).contains("may write again", "Nobody is blocked");
        undo(none);
        assertThat(set().blocked()).containsExactly("@spam.example");
        assertThat(bob.page("/webmail/settings/blocked")).doesNotContain("spam.example");
    }

    @Test
    void anotherTimeIsChosenForWhatSleeps() throws Exception {
        String ref = put("a@example.net", "Sleeper");
        String list = ann.page("/webmail");
        go(ann.post("/webmail/do", list, "do", "snooze:week", "ref", ref));
        var asleep = snoozes.asleep(account()).getFirst().snooze();
        String id = "" + asleep.message().value();
        String page = ann.page("/webmail/snoozed");
        assertThat(page).contains("formaction=\"/webmail/snoozed/time\"", "value=\"evening\"");
        assertThat(go(ann.post("/webmail/snoozed/time", page, "to", "tomorrow")))
                .contains("Choose messages first");
        assertThat(go(ann.post("/webmail/snoozed/time", page, "to", "date", "until", "2001-01-01T08:00", "id", id)))
                .contains("a time in the future");
        assertThat(snoozes.asleep(account()).getFirst().snooze()).isEqualTo(asleep);
        bob.post("/webmail/snoozed/time", page, "to", "tomorrow", "id", id);
        assertThat(snoozes.asleep(account()).getFirst().snooze()).isEqualTo(asleep);
        String changed = go(ann.post("/webmail/snoozed/time", page, "to", "date", "until", "2030-01-01", "id", id));
        assertThat(changed).contains("Comes back", "2030");
        var later = snoozes.asleep(account()).getFirst().snooze();
        assertThat(later.until()).isAfter(asleep.until());
        assertThat(later.from()).isEqualTo(asleep.from());
        undo(changed);
        assertThat(snoozes.asleep(account()).getFirst().snooze()).isEqualTo(asleep);
    }

    @Test
    void aRuleBeginsFromAMessage() throws Exception {
        String ref = put("\"Ren\u00e9e\" <renee@example.net>", "x");
        assertThat(ann.page("/webmail/m/" + ref)).contains("/webmail/rules/new?from=" + ref);
        assertThat(ann.page("/webmail/rules/new?from=" + ref)).contains("value=\"riders.example\"");
        assertThat(bob.get("/webmail/rules/new?from=" + ref).statusCode()).isEqualTo(404);
    }

    @Test
    void nobodySeesOrChangesRulesAndMessagesOfAnother() throws Exception {
        riders("then", "star");
        String page = bob.page("/webmail/rules");
        assertThat(page).doesNotContain("Riders");
        assertThat(bob.get("/webmail/rules/0").statusCode()).isEqualTo(404);
        assertThat(bob.get("/webmail/rules/trial?folder=" + box("INBOX").id().value())
                        .statusCode())
                .isEqualTo(404);
        bob.post("/webmail/rules/do", page, "seen", "x", "do", "delete:0");
        assertThat(bob.post(
                                "/webmail/rules/apply",
                                page,
                                "place",
                                "0",
                                "folder",
                                "" + box("INBOX").id().value())
                        .statusCode())
                .isEqualTo(404);
        String ref = put("a@example.net", "x");
        bob.post("/webmail/do", page, "do", "snooze:tomorrow", "ref", ref);
        bob.post("/webmail/do", page, "do", "block:address", "ref", ref);
        assertThat(shot("INBOX").count()).isEqualTo(1);
        assertThat(set().rules()).hasSize(1);
        assertThat(((Rules.State.Form) RULES.state(site.people.bob.id())).rules())
                .isEqualTo(RuleSet.EMPTY);
        go(ann.post("/webmail/do", ann.page("/webmail"), "do", "snooze:tomorrow", "ref", ref));
        String id = "" + snoozes.asleep(account()).getFirst().snooze().message().value();
        assertThat(bob.page("/webmail/snoozed")).doesNotContain("value=\"" + id + "\"");
        bob.post("/webmail/snoozed/wake", page, "id", id);
        assertThat(snoozes.asleep(account())).hasSize(1);
    }

    @Test
    void aMessageIsSnoozedWokenAndComesBackOnTop() throws Exception {
        String ref = put("a@example.net", "Sleeper");
        put("a@example.net", "Younger");
        String list = ann.page("/webmail");
        assertThat(list).contains("snooze:evening", "name=\"until\"");
        String gone = go(ann.post("/webmail/do", list, "do", "snooze:tomorrow", "ref", ref));
        assertThat(gone).contains("Snoozed until");
        assertThat(shot("INBOX").count()).isEqualTo(1);
        assertThat(ann.page("/webmail/snoozed")).contains("Sleeper", "until ");
        undo(gone);
        assertThat(shot("INBOX").count()).isEqualTo(2);
        String again = box("INBOX").id().value() + "-" + shot("INBOX").uid(1);
        assertThat(go(ann.post("/webmail/do", list, "do", "snooze:date", "until", "2001-01-01T08:00", "ref", again)))
                .contains("a time in the future");
        go(ann.post("/webmail/do", list, "do", "snooze:week", "ref", again));
        put("a@example.net", "Newer");
        NOW.updateAndGet(now -> now.plus(Duration.ofDays(8)));
        assertThat(snoozes.tend()).isEqualTo(1);
        String back = ann.page("/webmail");
        assertThat(back.indexOf("Sleeper")).isPositive().isLessThan(back.indexOf("Newer"));
        assertThat(back).contains(">back<");
        go(ann.post(
                "/webmail/do",
                back,
                "do",
                "snooze:evening",
                "ref",
                box("INBOX").id().value() + "-" + shot("INBOX").uid(2)));
        String id = "" + snoozes.asleep(account()).getFirst().snooze().message().value();
        assertThat(go(ann.post("/webmail/snoozed/wake", back, "id", id)))
                .contains("Back in the inbox", "Nothing is snoozed");
    }

    @Test
    void theOtherButtonsOfMessagesAreThere() throws Exception {
        String ref = put("a@example.net", "x");
        assertThat(ann.page("/webmail")).contains("value=\"junk\"");
        assertThat(ann.page("/webmail/m/" + ref)).contains("value=\"junk\"");
        ann.post("/webmail/do", ann.page("/webmail"), "do", "junk", "ref", ref);
        assertThat(shot("Junk").flags(0).has("$Junk")).isTrue();
        String junk = ann.page("/webmail/f/" + box("Junk").id().value());
        assertThat(junk).contains("value=\"notjunk\"");
    }
}
