package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.choice.Choices;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.greylist.Attempt;
import org.tassis.greylist.Decision;
import org.tassis.mailflow.trace.Peer;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.testkit.TestDirectory;

/// What owners of mailboxes had to ask administrators for: who waits at the door, what became of a message,
/// and their choices about reading.
class OwnPostTest {
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
    void logIn() throws Exception {
        ann = site.browser("ann", TestDirectory.ANN_PASSWORD);
    }

    private static Attempt attempt(Account owner, String sender) {
        return new Attempt(
                InetAddress.ofLiteral("192.0.2.7"),
                EmailAddress.parse(sender),
                owner.primary().orElseThrow(),
                false,
                Optional.of(owner.id()));
    }

    @Test
    void whoWaitsIsSeenAndLetIn() throws Exception {
        Attempt shop = attempt(site.people.ann, "codes@shop.example");
        assertThat(site.greylist.decide(shop)).isInstanceOf(Decision.Wait.class);
        site.greylist.decide(attempt(site.people.bob, "love@letters.example"));
        String page = ann.page("/webmail/settings/waiting");
        assertThat(page).contains("codes@shop.example", "Let it in").doesNotContain("letters.example");
        String id = page.replaceAll("(?s).*name=\"id\" value=\"([0-9]+)\".*", "$1");
        String after = ann.submit("/webmail/settings/waiting", "/webmail/settings/waiting", "id", id);
        assertThat(after).contains("Mail from codes@shop.example is taken from now on", "Nobody waits");
        assertThat(site.greylist.decide(shop)).isInstanceOf(Decision.Accept.class);
        assertThat(ann.submit("/webmail/settings/waiting", "/webmail/settings/waiting", "id", "12345"))
                .contains("It does not wait any more.");
        assertThat(site.people
                        .audit
                        .page(AuditQuery.ALL, OptionalLong.empty(), 1)
                        .getFirst()
                        .what())
                .isEqualTo("own greylist let in");
    }

    @Test
    void whoExpectsACodeLetsEverybodyInForAWhile() throws Exception {
        String before = ann.page("/webmail/settings/waiting");
        assertThat(before).contains("I am expecting a code", "Let everybody in for 10 minutes");
        assertThat(ann.submit("/webmail/settings/waiting/expect", "/webmail/settings/waiting"))
                .contains("Everybody is let in until", "Stop now");
        assertThat(site.greylist.decide(attempt(site.people.ann, "code@bank.example")))
                .isInstanceOf(Decision.Accept.class);
        assertThat(site.greylist.decide(attempt(site.people.bob, "code@bank.example")))
                .isInstanceOf(Decision.Wait.class);
        assertThat(ann.submit("/webmail/settings/waiting/expect", "/webmail/settings/waiting", "on", "false"))
                .contains("Let everybody in for 10 minutes");
        assertThat(site.greylist.openUntil(site.people.ann.id())).isEmpty();
    }

    @Test
    void whatBecameOfMailIsToldToItsOwnersOnly() throws Exception {
        Peer far = new Peer("192.0.2.9", "mx.shop.example", "mx", "");
        Instant now = Instant.now();
        site.trace.record(new TraceEvent.Refused(
                now,
                "",
                far,
                TraceEvent.Stage.RCPT,
                "invoices@shop.example",
                "info@example.org",
                "MailboxFull",
                "",
                true));
        site.trace.record(new TraceEvent.Refused(
                now, "", far, TraceEvent.Stage.RCPT, "seen@only.example", "ann@example.org", "Blocked", "x", false));
        site.trace.record(new TraceEvent.Accepted(
                now,
                "m-1",
                far,
                "news@shop.example",
                List.of("ann@example.org", "bob@example.org"),
                "<1@shop>",
                "Autumn horses",
                1000,
                List.of()));
        site.trace.record(new TraceEvent.Delivered(now, "m-1", "ann@example.org", "ann"));
        site.trace.record(new TraceEvent.Filtered(now, "m-1", "bob@example.org", "discarded", ""));
        site.trace.record(new TraceEvent.Accepted(
                now, "m-2", far, "x@shop.example", List.of("bob@example.org"), "<2@shop>", "For Bob", 10, List.of()));
        String all = ann.page("/webmail/settings/arrivals");
        assertThat(all)
                .contains("Autumn horses", "In your mailbox", "invoices@shop.example", "Asked to come again", "is full")
                .doesNotContain("For Bob", "bob@example.org", "seen@only.example");
        assertThat(ann.page("/webmail/settings/arrivals?subject=HORSES"))
                .contains("Autumn horses")
                .doesNotContain("invoices@");
        assertThat(ann.page("/webmail/settings/arrivals?person=invoices"))
                .contains("invoices@shop.example")
                .doesNotContain("Autumn");
        assertThat(ann.page("/webmail/settings/arrivals?person=news@shop.example&days=1"))
                .contains("Autumn horses");
        assertThat(ann.page("/webmail/settings/arrivals?subject=nothing"))
                .contains("This server knows nothing of such mail.");
        String bobs = site.browser("bob", TestDirectory.BOB_PASSWORD).page("/webmail/settings/arrivals");
        assertThat(bobs).contains("For Bob", "Handled by a filter").doesNotContain("invoices@");
    }

    @Test
    void whoSentSeesThatItArrivedAndNotWhatOthersDoWithIt() throws Exception {
        Peer own = new Peer("192.0.2.10", "", "webmail", "ann");
        Instant now = Instant.now();
        site.trace.record(new TraceEvent.Accepted(
                now,
                "m-3",
                own,
                "ann@example.org",
                List.of("bob@example.org", "team@example.org", "far@far.example", "info@example.org"),
                "<3@example.org>",
                "To many",
                1000,
                List.of()));
        site.trace.record(new TraceEvent.Delivered(now, "m-3", "bob@example.org", "bobs-login"));
        site.trace.record(new TraceEvent.Filtered(now, "m-3", "bob@example.org", "filed", "Boring people"));
        site.trace.record(new TraceEvent.Filtered(now, "m-3", "team@example.org", "forwarded", "t@secret.example"));
        site.trace.record(new TraceEvent.Attempted(
                now, "m-3", "t@secret.example", "mx.secret", TraceEvent.Attempted.Outcome.DELIVERED, "250 ok"));
        site.trace.record(new TraceEvent.Attempted(
                now, "m-3", "far@far.example", "mx.far.example", TraceEvent.Attempted.Outcome.DELIVERED, "250 ok"));
        site.trace.record(new TraceEvent.Delivered(now, "m-3", "info@example.org", "ann"));
        site.trace.record(new TraceEvent.Deleted(now, "m-3", "bobs-login", "bobs-login"));
        String page = ann.page("/webmail/settings/arrivals?subject=many");
        assertThat(page)
                .contains(">Delivered<", ">In your mailbox<", ">Handed over<")
                .contains("Delivered to bob@example.org.", "Delivered to team@example.org.", "mx.far.example")
                .contains("Delivered to the mailbox ann of info@example.org.")
                .doesNotContain("Boring", "secret.example", "bobs-login", "mx.secret");
    }

    @Test
    void choicesAboutReadingAreKept() throws Exception {
        String page = ann.page("/webmail/settings/reading");
        assertThat(page).contains("Brussels (UTC+0", "Only when I empty it");
        String after = ann.submit(
                "/webmail/settings/reading",
                "/webmail/settings/reading",
                "zone",
                "Asia/Tokyo",
                "dense",
                "true",
                "trash",
                "30",
                "junk",
                "7");
        assertThat(after).contains("Saved.", "value=\"Asia/Tokyo\" selected");
        assertThat(site.choices.of(site.people.ann.id()))
                .isEqualTo(new Choices(
                        Optional.of(java.time.ZoneId.of("Asia/Tokyo")), true, Optional.of(30), Optional.of(7)));
        assertThat(ann.page("/webmail")).contains("class=\"app mail compact\"");
        for (String wrong : List.of("zone=Nowhere/Land", "trash=-1", "junk=99999")) {
            String[] pair = wrong.split("=");
            assertThat(ann.post("/webmail/settings/reading", page, pair[0], pair[1])
                            .statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
        ann.submit("/webmail/settings/reading", "/webmail/settings/reading");
        assertThat(site.choices.of(site.people.ann.id())).isEqualTo(Choices.NONE);
    }
}
