package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.admin.backup.Copies;
import org.tassis.admin.certificates.CertificateShelf;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.Customer;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.directory.desk.Visit;
import org.tassis.testkit.TestDirectory;

/// Who may do what on whose things, over HTTP: every form and page of administration, by every role.
/// Written down by hand, so that a right that changes is seen here.
class AdminRightsTest {
    @TempDir
    static Path directory;

    private static Site site;

    /// @param own     what an administrator gets for what is the own customer's
    /// @param foreign likewise for what is somebody else's
    private record Act(String method, String path, String fields, int own, int foreign) {}

    private static final int OK = 200;
    private static final int DONE = 302;
    private static final int NO = 403;
    private static final int GONE = 404;
    private static final int WRONG = 422;

    private static final String BACKUP = "/admin/backup/" + CannedCopies.ID;

    /// `{m}` a mailbox, `{d}` a domain, `{c}` a customer, `{a}` an alias. What is removed is restored by
    /// the next.
    private static final List<Act> ACTS = List.of(
            new Act("GET", "/admin/customers/{c}", "", NO, GONE),
            new Act("POST", "/admin/customers/{c}", "title=x&language=en&plan=Extended", NO, GONE),
            new Act("POST", "/admin/customers/{c}/remove", "", NO, GONE),
            new Act("GET", "/admin/mailboxes?customer={c}", "", OK, GONE),
            new Act("GET", "/admin/mailboxes?domain={d}", "", OK, GONE),
            new Act("GET", "/admin/mailboxes/_new?domain={d}", "", OK, GONE),
            new Act(
                    "POST",
                    "/admin/mailboxes/_new",
                    "domain={d}&login={c}9999&quota=1&primary=true&tell=nobody",
                    OK,
                    WRONG),
            new Act("GET", "/admin/mailboxes/{m}", "", OK, GONE),
            new Act(
                    "POST",
                    "/admin/mailboxes/{m}",
                    "name=x&quota=3&language=en&primary={m}@{d}&addresses=",
                    DONE,
                    GONE),
            new Act("POST", "/admin/mailboxes/{m}/password", "password=", OK, GONE),
            new Act("POST", "/admin/mailboxes/{m}/forward", "targets=a@b.example&copy=true&forwardOn=true", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/forward", "targets=", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/forward/restore", "", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/reply", "text=away&interval=10&replyOn=true", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/reply", "text=", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/reply/restore", "", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/space", "other={c}&amount=0.5", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/welcome", "to=", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/sessions/end", "", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/factor/end", "", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/enable", "on=false", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/enable", "on=true", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/remove", "", DONE, GONE),
            new Act("POST", "/admin/mailboxes/{m}/restore", "", DONE, GONE),
            new Act("GET", "/admin/domains/{d}", "", OK, GONE),
            new Act("POST", "/admin/domains/{d}/catch-all", "catchAll={m}@{d}", DONE, GONE),
            new Act("POST", "/admin/domains/{d}/roles", "roles={m}", DONE, GONE),
            new Act("POST", "/admin/domains/{d}/alias-of", "aliasOf=", DONE, GONE),
            new Act("POST", "/admin/domains/{d}/enable", "on=false", DONE, GONE),
            new Act("POST", "/admin/domains/{d}/enable", "on=true", DONE, GONE),
            new Act("POST", "/admin/domains/{d}/remove", "", NO, GONE),
            new Act("GET", "/admin/aliases?q={d}", "", OK, GONE),
            new Act("GET", "/admin/aliases/change?address={a}", "", OK, GONE),
            new Act("POST", "/admin/aliases/change", "address={a}&targets={m}@{d}&on=true", DONE, GONE),
            new Act("POST", "/admin/aliases/new", "address=more@{d}&targets={m}@{d}", DONE, WRONG),
            new Act("POST", "/admin/aliases/remove", "address={a}", DONE, GONE),
            new Act("POST", "/admin/aliases/restore", "address={a}", DONE, GONE),
            new Act("GET", BACKUP + "/mailbox?login={m}", "", OK, GONE),
            new Act("GET", BACKUP + "/messages?login={m}&folder=INBOX", "", OK, GONE),
            new Act("GET", BACKUP + "/preview?login={m}", "", OK, GONE),
            new Act("GET", BACKUP + "/preview?login=monsite0001&into={m}", "", OK, WRONG),
            new Act("POST", BACKUP + "/restore", "login={m}&folder=INBOX&uid=7", DONE, GONE),
            new Act("POST", BACKUP + "/restore", "login=monsite0001&into={m}", DONE, GONE));

    /// What only operators may, with whatever object.
    private static final List<Act> OF_OPERATORS = List.of(
            new Act("GET", "/admin/customers", "", NO, NO),
            new Act("GET", "/admin/customers/_new", "", NO, NO),
            new Act("POST", "/admin/customers/_new", "name=new1&title=&plan=&language=en", NO, NO),
            new Act("GET", "/admin/plans", "", NO, NO),
            new Act("GET", "/admin/plans/new", "", NO, NO),
            new Act("GET", "/admin/plans/change?name=Light", "", NO, NO),
            new Act("POST", "/admin/plans/new", "name=Tiny&storage=1&mailboxes=1&domains=1", NO, NO),
            new Act("POST", "/admin/plans/change", "name=Tiny&storage=2&mailboxes=1&domains=1", NO, NO),
            new Act("POST", "/admin/plans/remove", "name=Tiny", NO, NO),
            new Act("GET", "/admin/domains/_new", "", NO, NO),
            new Act("POST", "/admin/domains/_new/alias", "alias=new.example&of={d}", NO, WRONG),
            new Act("GET", "/admin/operators", "", NO, NO),
            new Act("POST", "/admin/operators", "login=op2&name=&password=", NO, NO),
            new Act("POST", "/admin/operators/op2/password", "password=", NO, NO),
            new Act("POST", "/admin/operators/op2/factor/end", "", NO, NO),
            new Act("POST", "/admin/operators/op2/remove", "", NO, NO),
            new Act("POST", "/admin/backup/make", "", NO, NO),
            new Act("POST", "/admin/backup/drill", "", NO, NO),
            new Act("POST", BACKUP + "/drill", "", NO, NO),
            new Act("POST", BACKUP + "/check", "", NO, NO),
            new Act("GET", "/admin/backup/drills/2026-11-21T02:30:00Z", "", NO, NO),
            new Act("GET", "/admin/certificates", "", NO, NO),
            new Act("POST", "/admin/certificates/order", "", NO, NO));

    private static final class NoCertificates implements CertificateShelf {
        @Override
        public List<Shown> all() {
            return List.of();
        }

        @Override
        public Optional<String> authority() {
            return Optional.empty();
        }

        @Override
        public int order(Optional<String> name) {
            return 0;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        site = new Site(directory, known -> new Services(SecondFactors.class, Copies.class, CertificateShelf.class)
                .put(Copies.class, new CannedCopies(known.directory))
                .put(CertificateShelf.class, new NoCertificates()));
        TestDirectory people = site.people;
        Customer other = people.desk
                .customers(Visit.CONSOLE)
                .add(NewCustomer.named(new Login("other")).withPlan("Recommended"));
        people.directory.addDomain(TestDirectory.domain("other.example"), other.id());
        var administrator = people.add("other", "quiet-orchard-12-bells", "other@other.example");
        people.add("other0001", "quiet-orchard-13-bells", "other0001@other.example");
        people.directory.customers().changeAdministrator(other.id(), Optional.of(administrator.id()));
        for (String domain : List.of("monsite.example", "other.example")) {
            people.desk
                    .domains(Visit.CONSOLE)
                    .addAlias(
                            EmailAddress.valueOf("team@" + domain),
                            List.of(EmailAddress.valueOf("a@elsewhere.example")));
        }
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static String fill(String text, String customer) {
        return text.replace("{m}", customer + "0001")
                .replace("{d}", customer + ".example")
                .replace("{c}", customer)
                .replace("{a}", "team@" + customer + ".example");
    }

    private static int status(Site.Browser browser, String token, Act act, String customer) throws Exception {
        String path = fill(act.path(), customer);
        if (act.method().equals("GET")) {
            return browser.get(path).statusCode();
        }
        String[] fields = act.fields().isEmpty()
                ? new String[0]
                : fill(act.fields(), customer).split("[=&]", -1);
        HttpResponse<String> response = browser.post(path, token, fields);
        return response.statusCode();
    }

    private static int written() {
        return site.people
                .audit
                .page(AuditQuery.ALL, OptionalLong.empty(), 10_000)
                .size();
    }

    @Test
    void usersAndStrangersDoNothing() throws Exception {
        Site.Browser user = site.browser("monsite0001", Site.USER);
        String token = user.get("/webmail").body();
        Site.Browser stranger = site.browser();
        String strange = stranger.get("/login").body();
        int before = written();
        for (List<Act> acts : List.of(ACTS, OF_OPERATORS)) {
            for (Act act : acts) {
                assertThat(status(user, token, act, "monsite"))
                        .as("user: " + act)
                        .isEqualTo(NO);
                assertThat(status(stranger, strange, act, "monsite"))
                        .as("stranger: " + act)
                        .isEqualTo(DONE);
            }
        }
        assertThat(written()).isEqualTo(before);
    }

    @Test
    void anAdministratorDoesNothingToOthers() throws Exception {
        Site.Browser browser = site.browser("monsite", Site.ADMINISTRATOR);
        String token = browser.page("/admin");
        int before = written();
        for (List<Act> acts : List.of(ACTS, OF_OPERATORS)) {
            for (Act act : acts) {
                assertThat(status(browser, token, act, "other"))
                        .as("foreign: " + act)
                        .isEqualTo(act.foreign());
            }
        }
        assertThat(written()).isEqualTo(before);
        for (String list : List.of(
                "/admin/mailboxes", "/admin/domains", "/admin/aliases", "/admin/audit", "/admin/backup", BACKUP)) {
            assertThat(browser.page(list)).as(list).doesNotContain("other.example", "other0001");
        }
        assertThat(browser.get("/admin/audit.csv").body()).doesNotContain("other.example", "other0001");
    }

    @Test
    void anAdministratorDoesWhatIsOwn() throws Exception {
        Site.Browser browser = site.browser("monsite", Site.ADMINISTRATOR);
        String token = browser.page("/admin");
        for (List<Act> acts : List.of(ACTS, OF_OPERATORS)) {
            for (Act act : acts) {
                assertThat(status(browser, token, act, "monsite"))
                        .as("own: " + act)
                        .isEqualTo(act.own());
            }
        }
    }

    @Test
    void anOperatorDoesAll() throws Exception {
        Site.Browser browser = site.browser("operator", Site.OPERATOR);
        String token = browser.page("/admin");
        for (List<Act> acts : List.of(OF_OPERATORS, ACTS)) {
            for (Act act : acts) {
                if (!act.path().contains("/domains/{d}/remove") && !act.path().contains("/customers/{c}/remove")) {
                    assertThat(status(browser, token, act, "other"))
                            .as("operator: " + act)
                            .isIn(OK, DONE);
                }
            }
        }
        assertThat(browser.page("/admin/audit?q=other0001")).contains("mailbox password", "127.0.0.1");
        HttpResponse<String> csv = browser.get("/admin/audit.csv?q=other0001");
        assertThat(csv.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(csv.body()).contains("\"mailbox password\",\"other0001\"");
    }

    @Test
    void nothingIsDoneWithoutTheFormsToken() throws Exception {
        Site.Browser browser = site.browser("operator", Site.OPERATOR);
        int before = written();
        for (List<Act> acts : List.of(ACTS, OF_OPERATORS)) {
            for (Act act : acts) {
                if (act.method().equals("POST")) {
                    assertThat(status(browser, "no token", act, "monsite"))
                            .as(act.toString())
                            .isEqualTo(NO);
                }
            }
        }
        assertThat(written()).isEqualTo(before);
    }

    @Test
    void theLastOperatorStays() throws Exception {
        Site.Browser browser = site.browser("operator", Site.OPERATOR);
        assertThat(browser.page("/admin/operators")).contains("operator", "Franz");
        site.people.desk.operators(Visit.CONSOLE).list().stream()
                .map(record -> record.account().login())
                .filter(login -> !login.value().equals("operator"))
                .forEach(site.people.desk.operators(Visit.CONSOLE)::remove);
        HttpResponse<String> refused =
                browser.post("/admin/operators/operator/remove", browser.page("/admin/operators"));
        assertThat(refused.statusCode()).isEqualTo(WRONG);
    }
}
