package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.launcher.AdminActs.DONE;
import static org.tassis.launcher.AdminActs.NO;
import static org.tassis.launcher.AdminActs.OK;
import static org.tassis.launcher.AdminActs.WRONG;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.Customer;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.directory.desk.Visit;
import org.tassis.launcher.AdminActs.Act;
import org.tassis.testkit.TestDirectory;

/// Who may do what on whose things, over HTTP: every form and page of administration ({@link AdminActs}), by
/// every role.
class AdminRightsTest {
    @TempDir
    static Path directory;

    /// What is no page of administration: `/webmail` and `/security` are attacked by RoutesTest, `/api` by
    /// ApiRolesTest; the rest is for everybody, and tested by WebTest, FirstRunTest and ProgramsTest.
    private static final Set<String> ELSEWHERE = Set.of(
            "/webmail",
            "/security",
            "/api/",
            "/login",
            "/logout",
            "/language",
            "/first-run/",
            "/not-an-administrator",
            "/health",
            "/metrics",
            "/programs/",
            "/mail/",
            "/autodiscover/",
            "/Autodiscover/",
            "/AutoDiscover/",
            "/.well-known/");

    private static Site site;
    private static AdminThings things;
    private static String session;

    @BeforeAll
    static void start() throws Exception {
        List<AdminThings> made = new ArrayList<>();
        site = new Site(directory, known -> {
            made.add(new AdminThings(known, directory));
            return made.getFirst().services();
        });
        things = made.getFirst();
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
        Customer gone = people.desk.customers(Visit.CONSOLE).add(NewCustomer.named(new Login("gone")));
        people.directory.addDomain(TestDirectory.domain("gone.example"), gone.id());
        site.browser("other0001", "quiet-orchard-13-bells");
        session = people.desk
                .access()
                .sessions(people.directory.identify("other0001").orElseThrow().id())
                .getFirst()
                .key();
    }

    @AfterAll
    static void stop() {
        site.close();
        things.close();
    }

    private static String fill(String text, String customer) throws Exception {
        return things.fill(text.replace("{browser}", session), customer);
    }

    private static int status(PageBrowser browser, String token, Act act, String customer) throws Exception {
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
        PageBrowser user = site.browser("monsite0001", Site.USER);
        String token = user.get("/webmail").body();
        PageBrowser stranger = site.browser();
        String strange = stranger.get("/login").body();
        int before = written();
        for (Act act : AdminActs.all()) {
            assertThat(status(user, token, act, "monsite")).as("user: " + act).isEqualTo(NO);
            assertThat(status(stranger, strange, act, "monsite"))
                    .as("stranger: " + act)
                    .isEqualTo(DONE);
        }
        assertThat(written()).isEqualTo(before);
    }

    @Test
    void anAdministratorDoesNothingToOthers() throws Exception {
        PageBrowser browser = site.browser("monsite", Site.ADMINISTRATOR);
        String token = browser.page("/admin");
        int before = written();
        for (Act act : AdminActs.aimed()) {
            assertThat(status(browser, token, act, "other"))
                    .as("foreign: " + act)
                    .isEqualTo(act.foreign());
        }
        assertThat(written()).isEqualTo(before);
        fill("{queued} {waiting} {work} {moving}", "other"); // there is something to be seen
        for (Act act : AdminActs.OF_ALL) {
            if (act.method().equals("GET")) {
                HttpResponse<String> seen = browser.get(act.path());
                assertThat(seen.statusCode()).as(act.path()).isEqualTo(OK);
                assertThat(seen.body()).as(act.path()).doesNotContain("other.example", "other0001");
            }
        }
        assertThat(browser.page("/admin/aliases?q=team"))
                .contains("team@monsite.example")
                .doesNotContain("team@other.example");
        assertThat(browser.page("/admin/aliases?q=other.example")).doesNotContain("team@other.example");
        assertThat(site.people.desk.access().session(session))
                .as("nobody ended it")
                .isPresent();
    }

    @Test
    void anAdministratorDoesWhatIsOwn() throws Exception {
        PageBrowser browser = site.browser("monsite", Site.ADMINISTRATOR);
        String token = browser.page("/admin");
        for (Act act : AdminActs.all()) {
            assertThat(status(browser, token, act, "monsite")).as("own: " + act).isEqualTo(act.own());
        }
    }

    @Test
    void anOperatorDoesAll() throws Exception {
        PageBrowser browser = site.browser("operator", Site.OPERATOR);
        String token = browser.page("/admin");
        for (List<Act> acts : List.of(AdminActs.OF_OPERATORS, AdminActs.OF_MAILBOXES, AdminActs.OF_ALL)) {
            for (Act act : acts) {
                if (!act.path().contains("/domains/{d}/remove") && !act.path().contains("/customers/{c}/remove")) {
                    assertThat(status(browser, token, act, "other"))
                            .as("operator: " + act)
                            .isIn(act.own() == WRONG ? List.of(WRONG) : List.of(OK, DONE));
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
        PageBrowser browser = site.browser("operator", Site.OPERATOR);
        int before = written();
        for (Act act : AdminActs.all()) {
            if (act.method().equals("POST")) {
                assertThat(status(browser, "no token", act, "monsite"))
                        .as(act.toString())
                        .isEqualTo(NO);
            }
        }
        assertThat(written()).isEqualTo(before);
    }

    /// A form or page that is new fails here until it has its line; so does a line that leads nowhere.
    @Test
    void everyRouteHasItsLineAndEveryLineItsRoute() throws Exception {
        Map<String, PathPattern> routes = new TreeMap<>();
        Set<String> others = new TreeSet<>();
        site.web.routes().keySet().forEach(route -> route.getPatternValues().forEach(pattern -> {
            if (!pattern.equals("/admin") && !pattern.startsWith("/admin/")) {
                others.add(pattern);
                return;
            }
            Set<RequestMethod> methods = route.getMethodsCondition().getMethods();
            assertThat(methods).as(pattern).isNotEmpty();
            methods.forEach(
                    method -> routes.put(method + " " + pattern, PathPatternParser.defaultInstance.parse(pattern)));
        }));
        Set<String> lined = new TreeSet<>();
        for (Act act : AdminActs.all()) {
            PathContainer path =
                    PathContainer.parsePath(fill(act.path(), "monsite").split("\\?", 2)[0]);
            String route = routes.entrySet().stream()
                    .filter(one -> one.getKey().startsWith(act.method() + " "))
                    .filter(one -> one.getValue().matches(path))
                    .min(Map.Entry.comparingByValue(PathPattern.SPECIFICITY_COMPARATOR))
                    .map(Map.Entry::getKey)
                    .orElseThrow(() -> new AssertionError("leads nowhere: " + act));
            lined.add(route);
        }
        assertThat(routes.keySet()).isEqualTo(lined);
        others.removeAll(Set.of("/", "/error")); // leads on by role; what other pages end in
        others.removeIf(pattern -> ELSEWHERE.stream().anyMatch(pattern::startsWith));
        assertThat(others)
                .as("not for administrators: who may is to be said in ELSEWHERE")
                .isEmpty();
    }

    @Test
    void theLastOperatorStays() throws Exception {
        PageBrowser browser = site.browser("operator", Site.OPERATOR);
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
