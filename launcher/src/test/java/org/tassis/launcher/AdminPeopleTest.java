package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.core.Secret;
import org.tassis.directory.Customer;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.Plan;
import org.tassis.directory.Route;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.directory.desk.CustomerDesk;
import org.tassis.directory.desk.DomainDesk;
import org.tassis.directory.desk.Visit;
import org.tassis.testkit.TestDirectory;

/// The way of the manual through the pages on who has mail.
class AdminPeopleTest {
    @TempDir
    static Path directory;

    private Site site;
    private PageBrowser operator;
    private PageBrowser admin;

    @BeforeEach
    void start() throws Exception {
        site = new Site(directory);
        operator = site.browser("operator", Site.OPERATOR);
        admin = site.browser("monsite", Site.ADMINISTRATOR);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private static String secret(String page) {
        Matcher found = Pattern.compile("<code class=\"secret\">([^<]+)</code>").matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group(1);
    }

    /// What a form with an undo posts.
    private static String undo(String page) {
        Matcher found = Pattern.compile("class=\"success told\".*?action=\"([^\"]+)\"", Pattern.DOTALL)
                .matcher(page);
        assertThat(found.find()).as(page).isTrue();
        return found.group(1);
    }

    private Route route(String address) {
        return site.people.directory.route(EmailAddress.valueOf(address));
    }

    @Test
    void anOperatorTakesInACustomerWithADomain() throws Exception {
        assertThat(operator.page("/admin/customers")).contains("monsite", "Recommended");
        assertThat(operator.submit(
                        "/admin/customers/_new",
                        "/admin/customers/_new",
                        "name",
                        "chorale",
                        "title",
                        "La Chorale",
                        "plan",
                        "Light",
                        "language",
                        "fr"))
                .contains("The customer chorale was added", "La Chorale", "3");
        String made = operator.submit(
                "/admin/domains/_new",
                "/admin/domains/_new?customer=chorale",
                "domain",
                "chorale.example",
                "customer",
                "chorale",
                "tell",
                "mailbox");
        assertThat(made).contains("chorale.example is a domain", "postmaster@chorale.example");
        String password = secret(made);
        assertThat(operator.page("/admin/domains/chorale.example"))
                .contains("chorale")
                .doesNotContain(password);
        assertThat(route("postmaster@chorale.example")).isInstanceOf(Route.Reaches.class);
        String start = site.browser("chorale", password).page("/admin");
        assertThat(start).contains("Formule Light"); // in the customer's language
        assertThat(operator.page("/admin/customers?q=chora"))
                .contains("chorale")
                .doesNotContain("monsite");
    }

    @Test
    void aPlanTooSmallIsRefusedInWords() throws Exception {
        HttpResponse<String> refused = operator.post(
                "/admin/customers/monsite",
                operator.page("/admin/customers/monsite"),
                "title",
                "Mon Site",
                "plan",
                "Light",
                "language",
                "en");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("The plan Light allows", "monsite has", "value=\"Mon Site\"");
        assertThat(operator.submit(
                        "/admin/plans/change",
                        "/admin/plans/change?name=Light",
                        "name",
                        "Light",
                        "storage",
                        "12,5",
                        "mailboxes",
                        "5",
                        "domains",
                        "2",
                        "domainAliases",
                        ""))
                .contains("The plan Light was changed");
        assertThat(operator.submit(
                        "/admin/customers/monsite",
                        "/admin/customers/monsite",
                        "title",
                        "Mon Site",
                        "plan",
                        "Light",
                        "language",
                        "en"))
                .contains("Mon Site", "Plan Light");
        HttpResponse<String> used =
                operator.post("/admin/plans/remove", operator.page("/admin/plans"), "name", "Light");
        assertThat(used.body()).contains("The plan Light is that of one customer");
    }

    @Test
    void aRemovedPlanIsRestoredByTheNoteAndFromTheList() throws Exception {
        String removed = operator.submit("/admin/plans/remove", "/admin/plans", "name", "Extended");
        assertThat(removed).contains("The plan Extended was removed").doesNotContain("change?name=Extended");
        assertThat(operator.submit("/admin/plans/restore", "/admin/plans", "name", "Extended"))
                .contains("The plan Extended is back", "change?name=Extended");
        operator.submit("/admin/plans/remove", "/admin/plans", "name", "Extended");
        assertThat(operator.page("/admin/plans?removed=true"))
                .contains("Extended", "/admin/plans/restore", "kept for 30 days")
                .doesNotContain("Recommended");
        HttpResponse<String> none =
                operator.post("/admin/plans/restore", operator.page("/admin/plans"), "name", "Nonesuch");
        assertThat(none.statusCode()).isEqualTo(422);
        assertThat(none.body()).contains("There is no plan Nonesuch", "Extended");
        operator.submit("/admin/plans/restore", "/admin/plans?removed=true", "name", "Extended");
        assertThat(operator.page("/admin/plans?removed=true")).contains("Nothing here");
    }

    @Test
    void aRemovedOperatorIsRestoredAndLogsInAsBefore() throws Exception {
        site.people.desk.operators(Visit.CONSOLE).add(new Login("second"), "Se Cond", new Secret("kivo-tame-ruzo-274"));
        PageBrowser second = site.browser("second", "kivo-tame-ruzo-274");
        assertThat(second.page("/admin/operators")).contains("Se Cond");
        assertThat(operator.submit("/admin/operators/second/remove", "/admin/operators"))
                .contains("The operator second was removed", "/admin/operators/second/restore");
        assertThat(second.get("/admin/operators").statusCode()).as("logged out").isNotEqualTo(200);
        assertThat(operator.page("/admin/operators?removed=true")).contains("Se Cond", "kept for 30 days");
        HttpResponse<String> taken = operator.post(
                "/admin/operators", operator.page("/admin/operators"), "login", "second", "name", "", "password", "");
        assertThat(taken.body()).contains("belongs to an operator removed on");
        assertThat(operator.submit("/admin/operators/second/restore", "/admin/operators?removed=true"))
                .contains("The operator second is back");
        assertThat(site.browser("second", "kivo-tame-ruzo-274").page("/admin/operators"))
                .contains("Se Cond");
    }

    @Test
    void anAdministratorMakesAMailboxAsTheManualSays() throws Exception {
        String form = admin.page("/admin/mailboxes/_new");
        assertThat(form).contains("value=\"monsite0002\"");
        HttpResponse<String> weak = admin.post(
                "/admin/mailboxes/_new",
                form,
                "domain",
                "monsite.example",
                "login",
                "monsite0002",
                "quota",
                "3",
                "password",
                "monsite",
                "addresses",
                "sales\nshop@monsite.example");
        assertThat(weak.statusCode()).isEqualTo(422);
        assertThat(weak.body())
                .contains("This password cannot be used", "sales\nshop@monsite.example")
                .doesNotContain("value=\"monsite\"");
        String made = admin.submit(
                "/admin/mailboxes/_new",
                "/admin/mailboxes/_new",
                "domain",
                "monsite.example",
                "login",
                "monsite0002",
                "name",
                "Marie",
                "quota",
                "3",
                "primary",
                "true",
                "addresses",
                "sales\nshop@monsite.example",
                "targets",
                "marie@elsewhere.example",
                "copy",
                "true",
                "tell",
                "mailbox");
        String password = secret(made);
        assertThat(made).contains("monsite0002@monsite.example", "sales@monsite.example");
        assertThat(admin.page("/admin/mailboxes/monsite0002"))
                .contains("marie@elsewhere.example", "will be full some day")
                .doesNotContain(password);
        site.browser("monsite0002", password);
        assertThat(admin.page("/admin/mailboxes?q=marie"))
                .contains("monsite0002")
                .doesNotContain("monsite0001");
    }

    @Test
    void aMailboxIsChangedAndChangedBack() throws Exception {
        String path = "/admin/mailboxes/monsite0001";
        String changed = admin.submit(
                path,
                path,
                "name",
                "Info desk",
                "quota",
                "2.5",
                "language",
                "nl",
                "primary",
                "desk",
                "addresses",
                "contact@monsite.example\ninformation");
        assertThat(changed).contains("Info desk", "was changed", "value=\"desk@monsite.example\"", "2.5");
        assertThat(route("information@monsite.example")).isInstanceOf(Route.Reaches.class);
        assertThat(route("info@monsite.example")).isInstanceOf(Route.NoSuchUser.class);
        String back = admin.submit(
                undo(changed),
                path,
                "name",
                "",
                "quota",
                "3",
                "language",
                "en",
                "primary",
                "info@monsite.example",
                "addresses",
                "contact@monsite.example");
        assertThat(back).contains("value=\"info@monsite.example\"");
        assertThat(route("information@monsite.example")).isInstanceOf(Route.NoSuchUser.class);
        HttpResponse<String> wrong = admin.post(
                path,
                admin.page(path),
                "quota",
                "much",
                "primary",
                "info@monsite.example",
                "addresses",
                "not an address");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("Type the space in GB", "not an address");
    }

    @Test
    void whatIsRemovedComesBackByOnePress() throws Exception {
        String gone = admin.submit("/admin/mailboxes/monsite0001/remove", "/admin/mailboxes/monsite0001");
        assertThat(gone).contains("was removed");
        assertThat(admin.get("/admin/mailboxes/monsite0001").statusCode()).isEqualTo(404);
        assertThat(admin.page("/admin/mailboxes?removed=true")).contains("monsite0001");
        assertThat(admin.submit(undo(gone), "/admin/mailboxes")).contains("is back");
        String off = admin.submit("/admin/mailboxes/monsite0001/enable", "/admin/mailboxes/monsite0001", "on", "false");
        assertThat(off).contains("was switched off");
        assertThat(admin.submit(undo(off), "/admin/mailboxes", "on", "true")).contains("was switched on");
        String without = operator.submit("/admin/customers/monsite/remove", "/admin/customers/monsite");
        assertThat(without).contains("with everything it had");
        assertThat(operator.submit(undo(without), "/admin/customers")).contains("is back");
    }

    @Test
    void whatCannotComeBackStaysInItsListWithTheReason() throws Exception {
        CustomerDesk customers = site.people.desk.customers(Visit.CONSOLE);
        DomainDesk domains = site.people.desk.domains(Visit.CONSOLE);
        customers.addPlan(new Plan("Tiny", 4L << 30, 1, 1, 1));
        Customer brass = customers.add(NewCustomer.named(new Login("brass")).withPlan("tiny"));
        domains.add(TestDirectory.domain("brass.example"), brass.id());
        domains.remove(TestDirectory.domain("brass.example"));
        domains.add(TestDirectory.domain("horn.example"), brass.id());
        assertThat(refused("/admin/domains/brass.example/restore"))
                .contains(
                        "The plan Tiny allows one mail domain in all, and nothing of that is left", ">brass.example<");

        EmailAddress team = EmailAddress.valueOf("team@horn.example");
        domains.addAlias(team, List.of(EmailAddress.valueOf("a@elsewhere.example")));
        domains.removeAlias(team);
        site.people
                .desk
                .mailboxes(Visit.CONSOLE)
                .add(
                        NewAccount.named(new Login("horn0001")).of(brass.id()).withAddresses(List.of(team)),
                        Optional.empty());
        assertThat(refused("/admin/aliases/restore", "address", team.toString()))
                .contains("The address team@horn.example already leads to another mailbox", ">a@elsewhere.example");

        customers.remove(brass.name());
        customers.changePlan("tiny", plan -> new Plan(plan.name(), 4L << 30, 0, 1, 1));
        assertThat(refused("/admin/customers/brass/restore"))
                .contains("The plan Tiny allows no mailboxes in all, and brass has one mailbox", ">brass<");
        assertThat(operator.post("/admin/customers/nobody/restore", operator.page("/admin/customers"))
                        .statusCode())
                .isEqualTo(404);
    }

    private String refused(String path, String... fields) throws Exception {
        HttpResponse<String> answer = operator.post(path, operator.page("/admin/customers"), fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        return answer.body();
    }

    @Test
    void forwardsAndRepliesAreSet() throws Exception {
        String path = "/admin/mailboxes/monsite0001";
        assertThat(admin.submit(
                        path + "/forward", path, "targets", "me@far.example", "copy", "true", "forwardOn", "true"))
                .contains("was changed", "will be full some day");
        assertThat(admin.submit(path + "/forward", path, "targets", "me@far.example", "forwardOn", "true"))
                .doesNotContain("will be full some day");
        assertThat(admin.submit(path + "/forward", path, "targets", "")).contains("not forwarded any more");
        assertThat(admin.submit(
                        path + "/reply",
                        path,
                        "text",
                        "I am away.",
                        "interval",
                        "10",
                        "replyOn",
                        "true",
                        "until",
                        "2030-01-31"))
                .contains("I am away.", "value=\"2030-01-31\"");
        assertThat(admin.post(path + "/forward", admin.page(path), "targets", "info@monsite.example")
                        .body())
                .contains("in a circle");
    }

    @Test
    void aKeptCopyIsWarnedOfWhereItCanFillTheMailbox() throws Exception {
        String path = "/admin/mailboxes/ann";
        var mailboxes = site.people.desk.mailboxes(Visit.CONSOLE);
        mailboxes.setForward("ann", List.of(EmailAddress.valueOf("me@far.example")), true);
        site.people.directory.changeMailbox(
                site.people.ann.id(), List.of(new MailboxChange.Limit(Quota.ofBytes(3L << 30))));
        assertThat(operator.page(path)).containsPattern("its 3(.|&nbsp;)GB will be full some day");
        mailboxes.enableForward("ann", false);
        assertThat(operator.page(path)).as("nothing is forwarded").doesNotContain("will be full some day");
        mailboxes.enableForward("ann", true);
        site.people.directory.changeMailbox(site.people.ann.id(), List.of(new MailboxChange.Limit(Quota.UNLIMITED)));
        assertThat(operator.page(path)).as("nothing limits it").doesNotContain("will be full some day");
        site.people.directory.changeMailbox(
                site.people.ann.id(), List.of(new MailboxChange.Limit(Quota.ofBytes(1L << 30))));
        assertThat(operator.page(path)).containsPattern("its 1(.|&nbsp;)GB will be full some day");
        mailboxes.setForward("ann", List.of(EmailAddress.valueOf("me@far.example")), false);
        assertThat(operator.page(path)).as("no copy is kept").doesNotContain("will be full some day");
    }

    @Test
    void spaceMovesWithinTheContract() throws Exception {
        String moved = admin.submit(
                "/admin/mailboxes/monsite0001/space",
                "/admin/mailboxes/monsite0001",
                "other",
                "monsite",
                "amount",
                "1");
        assertThat(moved).contains("1 GB now belong to monsite");
        assertThat(site.people.now(site.administrator).quota().bytes()).isEqualTo(4L << 30);
        HttpResponse<String> much = admin.post(
                "/admin/mailboxes/monsite0001",
                admin.page("/admin/mailboxes/monsite0001"),
                "quota",
                "100",
                "primary",
                "info@monsite.example",
                "addresses",
                "contact");
        assertThat(much.statusCode()).isEqualTo(422);
        assertThat(much.body()).contains("The plan Recommended allows");
    }

    /// Fifty a page; the words stay while one turns them.
    private void aliasesArePaged() throws Exception {
        for (int i = 10; i < 70; i++) {
            site.people
                    .desk
                    .domains(Visit.CONSOLE)
                    .addAlias(
                            EmailAddress.valueOf("many" + i + "@monsite.example"),
                            List.of(EmailAddress.valueOf("a@elsewhere.example")));
        }
        String first = admin.page("/admin/aliases?q=many");
        assertThat(first).contains("many10@", "many59@").doesNotContain("many60@", "team@monsite.example");
        Matcher next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(first);
        assertThat(next.find()).isTrue();
        String second = admin.page(next.group(1).replace("&amp;", "&"));
        assertThat(second).contains("many60@", "many69@").doesNotContain("many59@", "rel=\"next\"");
    }

    @Test
    void aliasesAndDomainsAreKept() throws Exception {
        assertThat(admin.submit(
                        "/admin/aliases/new",
                        "/admin/aliases/new",
                        "address",
                        "team@monsite.example",
                        "targets",
                        "info\nfar@elsewhere.example"))
                .contains("team@monsite.example", "info@monsite.example", "far@elsewhere.example");
        assertThat(admin.page("/admin/aliases?q=TEA")).contains("team@monsite.example");
        assertThat(admin.page("/admin/aliases?q=far@else")).contains("team@monsite.example");
        assertThat(admin.page("/admin/aliases?q=monsite.example")).contains("team@monsite.example");
        assertThat(admin.page("/admin/aliases?q=nobody")).doesNotContain("team@monsite.example");
        aliasesArePaged();
        String gone = admin.submit("/admin/aliases/remove", "/admin/aliases", "address", "team@monsite.example");
        assertThat(route("team@monsite.example")).isInstanceOf(Route.NoSuchUser.class);
        assertThat(admin.submit(undo(gone), "/admin/aliases", "address", "team@monsite.example"))
                .contains("team@monsite.example");
        String path = "/admin/domains/monsite.example";
        assertThat(admin.submit(path + "/catch-all", path, "catchAll", "info"))
                .contains("value=\"info@monsite.example\"");
        assertThat(admin.submit(path + "/roles", path, "roles", "monsite0001")).contains("value=\"monsite0001\"");
        assertThat(operator.submit(
                        "/admin/domains/_new/alias",
                        "/admin/domains/_new",
                        "alias",
                        "monsite.test",
                        "of",
                        "monsite.example"))
                .contains("monsite.test");
        assertThat(admin.page(path)).contains("monsite.test");
        assertThat(operator.post(path + "/remove", operator.page(path)).body()).contains("still has");
    }

    @Test
    void aNewPasswordLogsOthersOut() throws Exception {
        PageBrowser user = site.browser("monsite0001", Site.USER);
        String path = "/admin/mailboxes/monsite0001";
        String password = secret(admin.submit(path + "/password", path, "password", ""));
        assertThat(user.get("/webmail").statusCode()).isEqualTo(302);
        site.browser("monsite0001", password);
        assertThat(site.people
                        .audit
                        .page(AuditQuery.ALL, java.util.OptionalLong.empty(), 1)
                        .getFirst())
                .matches(entry -> entry.what().equals("mailbox password")
                        && entry.way().equals("page")
                        && entry.from().equals("127.0.0.1")
                        && !entry.toString().contains(password));
    }

    @Test
    void longListsAreReadPageByPage() throws Exception {
        for (int i = 10; i < 130; i++) {
            site.people.add("reader" + i, TestDirectory.BOB_PASSWORD, "reader" + i + "@example.org");
        }
        String first = operator.page("/admin/mailboxes?q=reader");
        assertThat(first).contains("reader10", "rel=\"next\"").doesNotContain("reader99<");
        Matcher next = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(first);
        assertThat(next.find()).isTrue();
        String second = operator.page(next.group(1).replace("&amp;", "&"));
        assertThat(second).doesNotContain(">reader10<", ">monsite<");
    }

    @Test
    void manyMailboxesAreLookedAtAndThenMade() throws Exception {
        String table = """
                login;real-name;quota;primary;addresses;forward;keep-copy
                sales;"Sales; the desk";2500MB;sales@monsite.example;shop@monsite.example trade@monsite.example;;
                bad login;;;;;;
                again;;;sales@monsite.example;;;
                foreign;;;x@example.org;;;
                night;;1GB;night@monsite.example;;far@elsewhere.example;no
                """;
        String looked = admin.submit("/admin/bulk", "/admin/bulk", "text", table, "do", "look");
        assertThat(looked)
                .contains(
                        "Nothing was made yet. Lines that are fine: 2; lines with a problem: 3",
                        "not a login name",
                        "sales@monsite.example is in an earlier line",
                        "example.org is not a domain of this server");
        assertThat(route("sales@monsite.example")).isInstanceOf(Route.NoSuchUser.class);
        String made = admin.submit("/admin/bulk", "/admin/bulk", "text", table, "do", "apply");
        assertThat(made).contains("2 mailboxes were made", "Lines that were not done: 3");
        assertThat(route("trade@monsite.example")).isInstanceOf(Route.Reaches.class);
        Matcher password = Pattern.compile("class=\"secret-row\">([^<]+)<").matcher(made);
        assertThat(password.find()).isTrue();
        site.browser("sales", password.group(1));
        String csv = admin.get("/admin/mailboxes.csv").body();
        assertThat(csv)
                .contains(
                        "sales,Sales; the desk,,2500MB,sales@monsite.example,shop@monsite.example"
                                + " trade@monsite.example,yes,en,hide,,",
                        "far@elsewhere.example,no")
                .doesNotContain("example.org", "operator,");
        assertThat(admin.submit("/admin/bulk", "/admin/bulk", "text", csv, "do", "look"))
                .contains("Lines that are fine: 0"); // they are there already
        assertThat(admin.post("/admin/bulk", admin.page("/admin/bulk"), "text", "name\nx")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void aWeakPasswordIsExplainedInTheVisitorsLanguage() throws Exception {
        admin.submit(
                "/admin/mailboxes/monsite",
                "/admin/mailboxes/monsite",
                "quota",
                "3",
                "language",
                "fr",
                "primary",
                "monsite@monsite.example");
        String path = "/admin/mailboxes/monsite0001";
        assertThat(admin.post(path + "/password", admin.page(path), "password", "kort")
                        .body())
                .contains("Ce mot de passe ne convient pas. Le mot de passe a moins de 8 caractères");
        assertThat(admin.post(path + "/space", admin.page(path), "other", "monsite", "amount", "50")
                        .body())
                .contains("La boîte n’a pas autant d’espace à donner");
        assertThat(admin.post("/admin/mailboxes/monsite/remove", admin.page(path))
                        .body())
                .contains("Cette boîte administre son client");
    }
}
