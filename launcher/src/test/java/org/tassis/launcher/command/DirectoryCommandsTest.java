package org.tassis.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.EmailAddress;
import org.tassis.core.Quota;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator.Outcome;
import org.tassis.directory.InMemoryDomainKeyRecords;
import org.tassis.directory.Route;
import org.tassis.launcher.protocol.Recordings;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.policy.AccessLists;
import org.tassis.mailflow.policy.InMemoryAccessRules;
import org.tassis.mailflow.queue.InMemoryQueue;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.signing.Publication;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.spam.InMemorySpamMemory;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.mailflow.trace.InMemoryTrace;
import org.tassis.mailflow.trace.Peer;
import org.tassis.mailflow.trace.Trace;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.Usage;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestFilters;
import org.tassis.testkit.TestGreylist;
import org.tassis.testkit.TestMessages;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DirectoryCommandsTest {
    private final InMemoryTrace trace = new InMemoryTrace();
    private final TestDirectory people = new TestDirectory();
    private final InMemoryQueue queue =
            new InMemoryQueue(new InMemoryMailStore(_ -> Quota.UNLIMITED, InstantSource.system()));
    private final DirectoryCommands commands = new DirectoryCommands(
            new CommandParts(
                    people.desk,
                    _ -> new Usage(1536, 3, Quota.UNLIMITED),
                    new AccessLists(new InMemoryAccessRules(), InstantSource.system()),
                    trace,
                    new SigningKeys(
                            new InMemoryDomainKeyRecords(people.records), Publication.UNKNOWN, InstantSource.system()),
                    QueueDesk.withoutServer(queue, Duration.ofDays(5), InstantSource.system(), Trace.NONE),
                    TestFilters.alone(),
                    new SpamKnowledge(new InMemorySpamMemory()),
                    TestGreylist.at(InstantSource.system())),
            new Recordings(Path.of("nowhere")));

    private String out = "";
    private String err = "";

    @Test
    void theQueueIsLookedAfter() {
        List<Queued> rows = queue.accept(
                TestMessages.content(TestMessages.simple("held up", "text")),
                Instant.parse("2026-01-01T00:00:00Z"),
                List.of(),
                List.of(new Outgoing(
                        "k7x",
                        Optional.empty(),
                        EmailAddress.parse("ann@example.org"),
                        MailParameters.NONE,
                        "",
                        List.of(
                                new Outgoing.To(EmailAddress.valueOf("a@far.example"), RecipientParameters.NONE),
                                new Outgoing.To(EmailAddress.valueOf("b@away.example"), RecipientParameters.NONE)))),
                Duration.ofDays(5));
        String first = Long.toString(rows.get(0).id());
        assertThat(run("queue", "list")).isZero();
        assertThat(out).contains("a@far.example", "b@away.example", "ann@example.org", "2 waiting, 0 held");
        assertThat(run("queue", "list", "far", "--json")).isZero();
        assertThat(out).contains("a@far.example").doesNotContain("b@away");
        assertThat(run("queue", "show", first)).isZero();
        assertThat(out).contains("k7x", "a@far.example", "not tried yet");
        assertThat(run("queue", "hold", first)).isZero();
        assertThat(out).contains("held");
        assertThat(run("queue", "list", "--held")).isZero();
        assertThat(out).contains("a@far.example").doesNotContain("b@away");
        assertThat(run("queue", "release", "--matching", "k7x")).isZero();
        assertThat(run("queue", "reroute", "--to", "relay.example:2525", first)).isZero();
        assertThat(queue.row(rows.get(0).id()).orElseThrow().destination()).isEqualTo("relay.example:2525");
        assertThat(run("queue", "reroute", "--to", "no place", first)).isEqualTo(2);
        assertThat(run("queue", "retry", "99")).isEqualTo(1);
        assertThat(run("queue", "drop")).isEqualTo(2);
        assertThat(run("queue", "drop", "--destination", "away.example")).isZero();
        assertThat(queue.row(rows.get(1).id())).isEmpty();
        assertThat(queue.row(rows.get(0).id())).isPresent();
    }

    @Test
    void domainsAreAddedListedAndShown() {
        assertThat(run("domain", "add", "Bücher.example", "example.net")).isZero();
        assertThat(out).contains("Domain bücher.example added.").contains("Domain example.net added.");
        assertThat(run("domain", "list")).isZero();
        assertThat(out.lines()).first(STRING).startsWith("DOMAIN");
        assertThat(out).containsPattern("bücher.example +xn--bcher-kva.example +yes +20");
        assertThat(run("domain", "show", "xn--bcher-kva.example")).isZero();
        assertThat(out).contains("Domain      bücher.example").contains("Mailboxes   0");
        assertThat(run("domain", "show", "example.org", "--json")).isZero();
        JsonNode shown = json();
        assertThat(shown.at("/domain/ascii").asString()).isEqualTo("example.org");
        assertThat(shown.at("/mailboxes").asInt()).isEqualTo(2);
        assertThat(shown.at("/addresses").asInt()).isEqualTo(3);
        assertThat(run("domain", "list", "--json")).isZero();
        assertThat(json()).hasSize(3);
    }

    @Test
    void sendersAndNetworksAreAllowedAndBlocked() {
        assertThat(run("block", "list")).isZero();
        assertThat(out).isEqualTo("Nobody is blocked for the server.\n");
        assertThat(run("block", "add", "Spam.example", "192.0.2.77/24", "A@b.example"))
                .isZero();
        assertThat(out)
                .isEqualTo("spam.example is blocked for the server.\n192.0.2.0/24 is blocked for the server.\n"
                        + "a@b.example is blocked for the server.\n");
        assertThat(run("allow", "add", "spam.example", "--mailbox", "ann@example.org"))
                .isZero();
        assertThat(out).isEqualTo("spam.example is allowed for ann.\n");
        assertThat(run("block", "list", "--json")).isZero();
        assertThat(json()).hasSize(3);
        assertThat(run("allow", "list", "--mailbox", "ann")).isZero();
        assertThat(out.lines()).first(STRING).startsWith("ALLOWED");
        assertThat(out).contains("spam.example");
        assertThat(run("allow", "remove", "a@b.example")).isEqualTo(1);
        assertThat(err).startsWith("a@b.example is not allowed for the server");
        assertThat(run("block", "remove", "a@b.example")).isZero();
        assertThat(run("block", "list", "--domain", "example.org")).isZero();
        assertThat(out).isEqualTo("Nobody is blocked for example.org.\n");
        assertThat(run("block", "list", "--domain", "not.example")).isEqualTo(1);
        assertThat(run("block", "add", "no network/24")).isEqualTo(2);
        assertThat(err).contains("is not an address, a domain, or a network");
    }

    @Test
    void theStoryOfAMessageIsTold() {
        Instant now = Instant.now().minusSeconds(60);
        Peer peer = new Peer("192.0.2.7", "mail.b.example", "smtp", "");
        trace.record(new TraceEvent.Refused(
                now, "m1", peer, TraceEvent.Stage.RCPT, "a@b.example", "bob@example.org", "NoSuchUser", "x", true));
        trace.record(new TraceEvent.Accepted(
                now,
                "m1",
                peer,
                "a@b.example",
                List.of("ann@example.org"),
                "<1@b.example>",
                "Bad \u001b[2J subject",
                10,
                List.of()));
        trace.record(new TraceEvent.Delivered(now, "m1", "ann@example.org", "ann"));
        assertThat(run("trace", "A@b.example")).isZero();
        assertThat(out)
                .contains("m1")
                .contains("Refused: there is no address bob@example.org here.")
                .contains("Delivered to the mailbox ann of ann@example.org.")
                .contains("Bad ?[2J subject")
                .doesNotContain("\u001b");
        assertThat(run("trace", "subject", "ann@example.org", "--language", "fr"))
                .isZero();
        assertThat(out).contains("Remis dans la bo\u00eete ann de ann@example.org.");
        assertThat(run("trace", "nothing@b.example", "--since", "1h")).isEqualTo(1);
        assertThat(out).isEqualTo("");
        assertThat(err).startsWith("Nothing was found");
    }

    @Test
    void theKeysOfADomainAreShownAndRotated() {
        run("domain", "add", "example.net");
        assertThat(run("domain", "dkim", "show", "example.net")).isZero();
        String first = out;
        assertThat(first.lines().filter(line -> !line.startsWith(";")))
                .hasSize(2)
                .allMatch(line -> line.matches(
                        "t\\d{8}[er]\\._domainkey\\.example\\.net\\. IN TXT \\( (\"[^\"]{1,255}\" ?)+\\)"));
        assertThat(first).contains("; rsa, signs since 20", "; ed25519, signs since 20");
        assertThat(run("domain", "dkim", "show", "example.net")).isZero();
        assertThat(out).isEqualTo(first);
        assertThat(run("domain", "dkim", "rotate", "example.net")).isZero();
        assertThat(out).startsWith(first).contains("will sign when this record is seen in the DNS");
        assertThat(run("domain", "dkim", "rotate", "example.net", "--now", "--json"))
                .isZero();
        assertThat(json())
                .extracting(row -> row.get("state").asString())
                .containsExactly("replaced", "replaced", "signing", "signing");
        assertThat(out).doesNotContain("PRIVATE");
        assertThat(run("domain", "dkim", "show", "not.example")).isEqualTo(1);
        assertThat(err).contains("not.example");
        assertThat(run("domain", "dkim")).isEqualTo(2);
    }

    @Test
    void oneRefusedDomainDoesNotStopTheOthers() {
        assertThat(run("domain", "add", "example.org", "example.net")).isEqualTo(1);
        assertThat(err).isEqualTo("example.org is already a domain of this server.\n");
        assertThat(out).isEqualTo("Domain example.net added.\n");
    }

    @Test
    void aDomainIsSwitchedOffRemovedAndRestored() {
        run("domain", "add", "example.net");
        assertThat(run("domain", "change", "example.net", "--disable")).isZero();
        assertThat(people.directory
                        .domain(TestDirectory.domain("example.net"))
                        .orElseThrow()
                        .enabled())
                .isFalse();
        assertThat(run("domain", "change", "example.net")).isEqualTo(2);
        assertThat(run("domain", "change", "example.net", "--disable", "--enable"))
                .isEqualTo(2);
        assertThat(run("domain", "remove", "example.net")).isZero();
        assertThat(run("domain", "list", "--removed")).isZero();
        assertThat(out).contains("example.net");
        assertThat(run("domain", "restore", "example.net")).isZero();
        assertThat(run("domain", "remove", "example.org")).isEqualTo(1);
        assertThat(err).contains("example.org still has 3 addresses").contains("Remove them");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "domain|What is to be done? One of: add",
                "nonsense|Unmatched argument",
                "domain add|Missing required parameter: 'DOMAIN'",
                "domain add a..b|'a..b' is not a domain name",
                "domain list --nonsense|Unknown option: '--nonsense'",
                "mailbox add|Missing required argument",
                "mailbox add --login ann2 --quota lots|'lots' is not a size",
                "mailbox add --login a@b|'a@b' is not a login name",
                "address add ann not-an-address|'not-an-address' is not an e-mail address",
                "alias add a@example.org|Missing required parameter: 'TARGET'",
                "forward set ann|Missing required parameter: 'TARGET'",
                "autoreply set ann|Missing required argument",
                "autoreply change ann|Missing required argument",
                "mailbox add --login x --pop-delete maybe|Invalid value for option '--pop-delete'",
            })
    void wrongUsageIsSaidWithStatusTwo(String line, String said) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err).contains(said).contains("For help: tassis");
        assertThat(out).isEmpty();
    }

    @Test
    void helpIsGiven() {
        assertThat(run("mailbox", "add", "--help")).isZero();
        assertThat(out).contains("Usage: tassis mailbox add").contains("--real-name");
        assertThat(err).isEmpty();
    }

    @Test
    void aMailboxIsAddedWithEverything() {
        assertThat(runWith(
                        "kivo-tame-ruzo-274\n",
                        "mailbox add --login carl --real-name Carl --quota 500MB --primary carl@example.org"
                                + " --address c@example.org --address CC@example.org --language fr --pop-delete expunge"
                                + " --hide-capability idle --stdin"))
                .isZero();
        assertThat(out).isEqualTo("Mailbox carl added.\n");
        Account carl = people.directory.mailbox("carl").account();
        assertThat(carl.realName()).isEqualTo("Carl");
        assertThat(carl.quota()).isEqualTo(Quota.ofBytes(500L << 20));
        assertThat(carl.primary()).contains(EmailAddress.valueOf("carl@example.org"));
        assertThat(carl.addresses()).hasSize(3);
        assertThat(carl.language()).isEqualTo(Locale.FRENCH);
        assertThat(carl.popDelete()).isEqualTo(Account.PopDelete.EXPUNGE);
        assertThat(carl.hiddenCapabilities()).isEqualTo(Set.of("IDLE"));
        assertThat(login("carl", "kivo-tame-ruzo-274")).isInstanceOf(Outcome.Granted.class);
    }

    @Test
    void aMailboxOfADomainGetsTheNextLoginAndAGeneratedPassword() {
        assertThat(run("mailbox", "add", "--domain", "example.org")).isZero();
        assertThat(out).startsWith("Mailbox example0001 added.\nPassword: ");
        assertThat(login("example0001", out.strip().replaceAll("(?s).*: ", ""))).isInstanceOf(Outcome.Granted.class);
        run("mailbox", "add", "--domain", "example.org");
        assertThat(out).startsWith("Mailbox example0002 added.");
    }

    @Test
    void aPasswordIsNeverAnArgument() {
        assertThat(run("mailbox", "add", "--login", "x", "--password", "kivo-tame-ruzo-274"))
                .isEqualTo(2);
        assertThat(run("password", "set", "ann", "kivo-tame-ruzo-274")).isEqualTo(2);
    }

    @Test
    void mailboxesAreListedAndShown() {
        assertThat(run("mailbox", "list")).isZero();
        assertThat(out).containsPattern("ann +3 GB +yes +ann@example.org info@example.org");
        assertThat(run("mailbox", "list", "--json")).isZero();
        assertThat(json().get(0).get("login").asString()).isEqualTo("ann");
        assertThat(json().get(0).get("quota").asLong()).isEqualTo(3L << 30);
        assertThat(run("mailbox", "show", "INFO@example.org")).isZero();
        assertThat(out).contains("Login         ann").contains("Used          1.5 KB in 3 messages");
        assertThat(run("mailbox", "show", "ann", "--json")).isZero();
        assertThat(json().at("/usedBytes").asLong()).isEqualTo(1536);
        assertThat(json().at("/mailbox/primary").asString()).isEqualTo("ann@example.org");
        assertThat(run("mailbox", "show", "nobody")).isEqualTo(1);
        assertThat(err).isEqualTo("There is no mailbox nobody.\n");
    }

    @Test
    void noListHoldsAPassword() {
        run("mailbox", "list", "--json");
        assertThat(out).doesNotContain("quick").doesNotContain("hash").doesNotContain("assword");
    }

    @Test
    void aMailboxIsChangedAllOrNothing() {
        assertThat(run("mailbox", "change", "ann", "--quota", "1GB", "--add-address", "x@nowhere.example"))
                .isEqualTo(1);
        assertThat(err).contains("nowhere.example is not a domain of this server");
        assertThat(people.now(people.ann).quota()).isEqualTo(Quota.ofBytes(3L << 30));

        assertThat(run("mailbox", "change", "ann", "--quota", "1GB", "--disable", "--no-primary"))
                .isZero();
        Account ann = people.now(people.ann);
        assertThat(ann.quota()).isEqualTo(Quota.ofBytes(1L << 30));
        assertThat(ann.enabled()).isFalse();
        assertThat(ann.primary()).isEmpty();
        assertThat(ann.addresses()).containsExactly(EmailAddress.valueOf("info@example.org"));

        assertThat(run(
                        "mailbox",
                        "change",
                        "ann",
                        "--enable",
                        "--primary",
                        "new@example.org",
                        "--remove-address",
                        "info@example.org",
                        "--hide-capability",
                        "QRESYNC"))
                .isZero();
        assertThat(people.now(people.ann).addresses()).containsExactly(EmailAddress.valueOf("new@example.org"));
        assertThat(people.now(people.ann).hiddenCapabilities()).containsExactly("QRESYNC");
        run("mailbox", "change", "ann", "--hide-nothing");
        assertThat(people.now(people.ann).hiddenCapabilities()).isEmpty();
        assertThat(run("mailbox", "change", "ann")).isEqualTo(1);
    }

    @Test
    void aRemovedMailboxComesBack() {
        assertThat(run("mailbox", "remove", "bob")).isZero();
        assertThat(people.directory.route(EmailAddress.valueOf("bob@example.org")))
                .isEqualTo(new Route.NoSuchUser());
        assertThat(login("bob", TestDirectory.BOB_PASSWORD)).isEqualTo(new Outcome.Refused());
        run("mailbox", "list", "--removed");
        assertThat(out).contains("bob");
        assertThat(run("mailbox", "add", "--login", "bob")).isEqualTo(1);
        assertThat(err).contains("belongs to a mailbox removed on").contains("mailbox restore bob");
        assertThat(run("mailbox", "restore", "bob@example.org")).isZero();
        assertThat(login("bob", TestDirectory.BOB_PASSWORD)).isInstanceOf(Outcome.Granted.class);
    }

    @Test
    void addressesAreAddedListedAndRemoved() {
        assertThat(run("address", "add", "bob", "b@example.org", "info@example.org"))
                .isEqualTo(1);
        assertThat(out).isEqualTo("Address b@example.org leads to bob.\n");
        assertThat(err).contains("info@example.org already leads to another mailbox");
        assertThat(run("address", "list")).isZero();
        assertThat(out).containsPattern("bob@example.org +bob \\(primary\\)").containsPattern("b@example.org +bob\n");
        assertThat(run("address", "list", "--domain", "example.net")).isZero();
        assertThat(out).isEmpty();
        assertThat(run("address", "list", "--json")).isZero();
        assertThat(json()).hasSize(4);
        assertThat(run("address", "remove", "B@example.org", "nobody@example.org"))
                .isEqualTo(1);
        assertThat(out).isEqualTo("Address B@example.org removed from bob.\n");
        assertThat(err).isEqualTo("The address nobody@example.org does not exist on this server.\n");
    }

    @Test
    void passwordsAreSetFromTheStandardInput() {
        assertThat(runWith("new-7-windmills\r\nmore\n", "password set ann --stdin"))
                .isZero();
        assertThat(out).isEqualTo("Password of ann set.\n");
        assertThat(login("ann", "new-7-windmills")).isInstanceOf(Outcome.Granted.class);
        assertThat(login("ann", TestDirectory.ANN_PASSWORD)).isEqualTo(new Outcome.Refused());
        assertThat(runWith("", "password set ann --stdin")).isEqualTo(1);
        assertThat(err).contains("The password was not given");
        assertThat(runWith("short", "password set ann --stdin")).isEqualTo(1);
        assertThat(err).contains("fewer than 8 characters");
        assertThat(login("ann", "new-7-windmills")).isInstanceOf(Outcome.Granted.class);
        assertThat(run("password", "set", "ann")).isZero();
        assertThat(out).contains("Password: ");
    }

    @Test
    void passwordsAreGeneratedAndChecked() {
        assertThat(run("password", "generate", "-n", "20")).isZero();
        assertThat(out.lines()).hasSize(20).doesNotHaveDuplicates();
        assertThat(runWith(out.lines().findFirst().orElseThrow(), "password check ann"))
                .isZero();
        assertThat(out).isEqualTo("The password is good.\n");
        assertThat(runWith("info@example.org", "password check ann")).isEqualTo(1);
        assertThat(err).contains("login name, address, domain or real name");
    }

    @Test
    void theFrontIsToldWhatACommandReads() {
        assertThat(needed("mailbox list")).isEqualTo(new NeededInput.None());
        assertThat(needed("mailbox add --login x")).isEqualTo(new NeededInput.None());
        assertThat(needed("mailbox add --login x --stdin")).isEqualTo(new NeededInput.Stdin());
        assertThat(needed("mailbox add --login x --prompt")).isEqualTo(new NeededInput.Password());
        assertThat(needed("password set ann --prompt")).isEqualTo(new NeededInput.Password());
        assertThat(needed("password check")).isEqualTo(new NeededInput.Stdin());
        assertThat(needed("password check --prompt")).isEqualTo(new NeededInput.Password());
        assertThat(needed("mailbox import people.csv --dry-run"))
                .isEqualTo(new NeededInput.File(Path.of("people.csv")));
        assertThat(needed("mailbox import -")).isEqualTo(new NeededInput.Stdin());
        assertThat(needed("mailbox import --help")).isEqualTo(new NeededInput.None());
        assertThat(needed("mailbox nonsense")).isEqualTo(new NeededInput.None());
    }

    @Test
    void manyMailboxesAreImported() {
        String csv = """
            Login,Real name,Password,Quota,Primary,Addresses,Enabled
            carl,"Carl ""the"" Great",,500MB,carl@example.org,c1@example.org;c2@example.org c3@example.org,yes
            ,Dora,rain-7-umbrella-x,,dora@example.org,,no
            ,Emma,,,emma@example.org,,
            """;
        assertThat(runWith(csv, "mailbox import people.csv")).isZero();
        assertThat(out.lines().toList()).hasSize(4).first(STRING).startsWith("line 2: carl added, password ");
        assertThat(out).contains("line 3: example0001 added\n").contains("3 mailboxes added.");
        Account carl = people.directory.mailbox("carl").account();
        assertThat(carl.realName()).isEqualTo("Carl \"the\" Great");
        assertThat(carl.addresses()).hasSize(4);
        assertThat(carl.quota()).isEqualTo(Quota.ofBytes(500L << 20));
        assertThat(login("example0001", "rain-7-umbrella-x")).isInstanceOf(Outcome.Disabled.class);
        String generated = out.lines().findFirst().orElseThrow().replaceAll(".*password ", "");
        assertThat(login("carl", generated)).isInstanceOf(Outcome.Granted.class);
    }

    @Test
    void refusedRowsAreToldWithTheirLinesAndTheOthersAreDone() {
        String csv = """
            login;primary;quota;password
            ann;;;
            "carl";"carl@example.org";"1GB";"with a
            line break"

            dora;dora@nowhere.example;;
            emma;not an address;;
            fred;;lots;
            gus;;;short
            hans;hans@example.org;;
            ;;1GB;
            ida;;;;too;many
            """;
        assertThat(runWith(csv, "mailbox import people.csv")).isEqualTo(1);
        assertThat(err.lines())
                .containsExactly(
                        "people.csv, line 2: The login ann is taken. Choose another.",
                        "people.csv, line 3: The password has characters that cannot be typed everywhere."
                                + " Use letters, digits and signs.",
                        "people.csv, line 6: nowhere.example is not a domain of this server. Add it first:"
                                + " domain add nowhere.example.",
                        "people.csv, line 7: The primary 'not an address' is not an e-mail address.",
                        "people.csv, line 8: The quota 'lots' is not a size such as 500MB or 3GB.",
                        "people.csv, line 9: The password has fewer than 8 characters. Choose a longer one.",
                        "people.csv, line 11: The row has neither a login nor an address to make one from.",
                        "people.csv, line 12: The row has 6 values for 4 columns.");
        assertThat(out).contains("line 10: hans added").contains("1 mailbox added, 8 refused.");
        assertThat(people.directory.mailbox("hans").account().addresses()).hasSize(1);
    }

    @Test
    void aDryRunAddsNothingButSeesEverything() {
        String csv = """
            \ufefflogin,primary
            carl,carl@example.org
            carl,other@example.org
            dora,CARL@example.org
            ann,
            ,e@example.org
            ,f@example.org
            """;
        assertThat(runWith(csv, "mailbox import - --dry-run")).isEqualTo(1);
        assertThat(err.lines())
                .containsExactly(
                        "standard input, line 3: carl is in an earlier line already.",
                        "standard input, line 4: carl@example.org is in an earlier line already.",
                        "standard input, line 5: The login ann is taken. Choose another.");
        assertThat(out)
                .contains("line 6: example0001 could be added\nline 7: example0002 could be added\n")
                .contains("3 mailboxes could be added, 3 refused.");
        assertThat(people.directory.mailboxes(Optional.empty(), false, Optional.empty(), 10))
                .hasSize(2);
    }

    @Test
    void allOrNothingIsAddedAndWhatIsExportedIsImportedAgain() {
        String csv = "login,primary\ncarl,carl@example.org\nann,\n";
        assertThat(runWith(csv, "mailbox import - --all-or-nothing")).isEqualTo(1);
        assertThat(err).isEqualTo("standard input, line 3: The login ann is taken. Choose another.\n");
        assertThat(out).isEqualTo("Nothing was added.\n");
        assertThat(runWith("login,primary\ncarl,carl@example.org\n", "mailbox import - --all-or-nothing"))
                .isZero();
        assertThat(out).contains("line 2: carl added, password ").contains("1 mailbox added.");
        assertThat(run("mailbox", "export", "--domain", "example.org")).isZero();
        assertThat(out.lines()).hasSize(4);
        assertThat(runWith(out, "mailbox import - --dry-run")).isEqualTo(1);
        assertThat(err.lines()).hasSize(3).allMatch(line -> line.contains("is taken"));
    }

    @Test
    void theResultOfAnImportCanBeCsv() {
        assertThat(runWith("login,password\ncarl,\nann,\n", "mailbox import - --csv"))
                .isEqualTo(1);
        assertThat(out.lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("line,login,password,result"),
                        line -> assertThat(line).matches("2,carl,[a-z]{4}-[a-z]{4}-[a-z]{4}-[0-9]{3},added"),
                        line -> assertThat(line).startsWith("3,ann,,The login ann is taken."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|is empty",
                "name,login|The column 'name'",
                "login,LOGIN|is there twice",
                "login\\n\"open|is no CSV file, nothing was added",
            })
    void whatIsNoListOfMailboxesIsRefusedAsAWhole(String csv, String said) {
        assertThat(runWith(csv.replace("\\n", "\n"), "mailbox import people.csv"))
                .isEqualTo(1);
        assertThat(err).contains(said);
        assertThat(people.directory.mailboxes(Optional.empty(), false, Optional.empty(), 10))
                .hasSize(2);
    }

    @Test
    void anImportIsInUtf8() {
        byte[] latin = "login,real-name\ncarl,Zo\u00eb\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(run(latin, List.of("mailbox", "import", "people.csv"))).isEqualTo(1);
        assertThat(err).contains("people.csv is not in UTF-8; nothing was added");
    }

    private Outcome login(String name, String password) {
        return people.authenticator.authenticate(name, new Secret(password), InetAddress.getLoopbackAddress(), "imap");
    }

    private static NeededInput needed(String line) {
        return NeededInput.of(List.of(line.split(" ")));
    }

    private JsonNode json() {
        return JsonMapper.builder().build().readTree(out);
    }

    private int run(String... arguments) {
        return run(new byte[0], List.of(arguments));
    }

    private int runWith(String input, String line) {
        return run(input.getBytes(StandardCharsets.UTF_8), List.of(line.split(" ")));
    }

    private int run(byte[] input, List<String> arguments) {
        StringWriter words = new StringWriter();
        StringWriter errors = new StringWriter();
        int status = commands.run(
                arguments, new ByteArrayInputStream(input), new PrintWriter(words), new PrintWriter(errors));
        out = words.toString();
        err = errors.toString();
        return status;
    }
}
