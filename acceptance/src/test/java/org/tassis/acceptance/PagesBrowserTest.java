package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every page that there is, found by what the controllers answer: kept as a picture in three widths, dark
/// on the phone; without a serious finding of axe in any language; no wider than the narrowest telephone;
/// with all its words. A new page is walked by itself; one whose path has a variable needs an example here.
@Timeout(300)
class PagesBrowserTest extends BrowserTest {
    private static final Pattern FIRST_RUN = Pattern.compile("/first-run/([A-Za-z0-9_-]+)");

    private static final Pattern WAITS = Pattern.compile("(?m)^ *([0-9]{5,19}) ");

    /// Routes that show no page to who walks here, and why: what they are for is tested where it is made. A
    /// route that leads elsewhere, or is not there, fails unless it is one of these.
    private static final Map<String, String> NO_PAGES = Map.of(
            "/webmail/picture/{token:[A-Za-z0-9_-]{1,9000}}", "a picture of a message: HtmlAttackBrowserTest",
            "/login/code", "leads to /login unless the password was said: PasskeyBrowserTest",
            "/security/confirm/{what}", "for who has a second factor: PasskeyBrowserTest",
            "/security/passkeys/{id}", "for who has a second factor: PasskeyBrowserTest",
            "/language", "leads back to where somebody was");

    /// Pages of what is not made here (backups, passkeys, contacts, rules, mail under way): their own tests
    /// make it, and look at them.
    private static final Set<String> ELSEWHERE = Set.of(
            "/admin/backup/drills/{at:[0-9TZ.:-]{10,40}}",
            "/admin/backup/jobs/{number:[0-9]{1,9}}",
            "/admin/backup/{id:[0-9]{8}T[0-9]{6}Z}",
            "/admin/backup/{id:[0-9]{8}T[0-9]{6}Z}/mailbox",
            "/admin/backup/{id:[0-9]{8}T[0-9]{6}Z}/messages",
            "/admin/backup/{id:[0-9]{8}T[0-9]{6}Z}/preview",
            "/security/confirm/{what}",
            "/security/passkeys/{id}",
            "/webmail/contacts/export/{form}",
            "/webmail/contacts/groups/{id}/write",
            "/webmail/contacts/{id:[1-9][0-9]{0,17}}",
            "/webmail/history/{id:[1-9][0-9]{0,17}}",
            "/webmail/m/{ref}/delivery",
            "/webmail/m/{ref}/view/{number:[0-9]{1,4}}",
            "/webmail/rules/{place:[0-9]{1,3}}");

    /// What mail programs and monitoring ask for.
    private static final List<String> OF_PROGRAMS =
            List.of("/autodiscover/", "/mail/config", "/.well-known/", "/health", "/metrics");

    /// For who has not logged in yet.
    private static final Set<String> PUBLIC = Set.of("/", "/login");

    /// What pages are asked for, where there is nothing to see else.
    private static final Map<String, String> QUERIES = Map.of(
            "/admin/aliases/change", "?address=team@example.org",
            "/admin/plans/change", "?name=Light",
            "/admin/quota", "?percent=0",
            "/admin/trace", "?q=example.org",
            "/admin/mailboxes/_new", "?domain=example.org",
            "/webmail/search", "?q=horses");

    /// Pages that look otherwise by what they are asked for.
    private static final List<String> MORE = List.of(
            "/admin/greylist?in=true",
            "/admin/mailboxes?q=ann",
            "/admin/mailboxes?q=nobody-at-all",
            "/admin/domains?removed=true",
            "/admin/operators?removed=true",
            "/admin/plans?removed=true",
            "/admin/queue?held=true");

    /// Whether a route shows a page; asked once for all languages.
    private static final Map<String, Boolean> KNOWN = new HashMap<>();

    @TempDir
    static Path directory;

    private static RunningServer server;
    private static String password;

    @BeforeAll
    static void start() throws Exception {
        int nowhere;
        try (ServerSocket taken = new ServerSocket(0)) {
            nowhere = taken.getLocalPort();
        }
        server = RunningServer.start(RunningServer.config(
                directory,
                "",
                "relay: { server: \"localhost:" + nowhere
                        + "\", encryption: none }\ntrusted-networks: [192.0.2.0/24]\n"));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String base() {
        return "https://localhost:" + server.port("admin");
    }

    /// Who looks, and what stands for the variables in the paths of what is seen.
    private record Walk(Page page, Map<String, String> examples) {}

    /// Something of everything that is shown somewhere; once, before the first look.
    private static synchronized void people() throws Exception {
        if (password != null) {
            return;
        }
        server.people("ann", "fred:fr", "nele:nl");
        server.command("alias", "add", "team@example.org", "ann@example.org").succeeded();
        for (String login : List.of("ann", "fred", "nele")) {
            server.submit(login, login + "@example.org", "Fresh horses");
            server.submit(login, "innkeeper@elsewhere.example", "For elsewhere");
        }
        try (Talk smtp = Talk.open(server.port("smtp"))) { // they wait: greylisting is on
            smtp.expect("220");
            smtp.say("EHLO elsewhere.example", "250");
            for (String stranger : List.of("lamoral", "leonard")) {
                smtp.say("MAIL FROM:<" + stranger + "@elsewhere.example>", "250");
                smtp.say("RCPT TO:<ann@example.org>", "45");
                smtp.say("RSET", "250");
            }
            smtp.say("QUIT", "221");
        }
        Matcher one =
                WAITS.matcher(server.command("greylist", "list").succeeded().output());
        assertThat(one.find()).isTrue();
        server.command("greylist", "let-in", one.group(1)).succeeded();
        Path box = Files.writeString(
                directory.resolve("old.mbox"), "From a@b.example Thu Jan  1 00:00:00 2026\nSubject: Old\n\nText.\n");
        server.command("migrate", "mbox", "ann", box.toString()).succeeded();
        password = server.operator();
    }

    private Walk operator(Look look) throws Exception {
        people();
        Page page = browse(base(), look, "operator", password);
        Map<String, String> examples = new HashMap<>(Map.of(
                "/admin/domains/{name}", "example.org",
                "/admin/customers/{name}", "house",
                "/admin/mailboxes/{login}", "ann",
                "/admin/migration/{id}", "1"));
        page.navigate("/admin/queue");
        examples.put(
                "/admin/queue/{id}", last(page.locator("tbody a.main").first().getAttribute("href")));
        return new Walk(page, examples);
    }

    private Walk reader(String login, Look look) throws Exception {
        people();
        Page page = browse("https://localhost:" + server.port("https"), look, login, RunningServer.PASSWORD);
        page.navigate("/webmail");
        String message = page.locator(".message .open").first().getAttribute("href");
        Map<String, String> examples = new HashMap<>(Map.of("/webmail/m/{ref}", last(message)));
        examples.put("/webmail/m/{ref}/part/{number}", "1");
        page.navigate("/webmail/folders");
        page.locator("a[href^='/webmail/f/']").all().stream()
                .findFirst()
                .map(link -> last(link.getAttribute("href")))
                .ifPresent(id -> {
                    examples.put("/webmail/f/{id}", id);
                    examples.put("/webmail/folders/{id}", id);
                });
        page.navigate("/webmail/settings/devices");
        page.locator("form[action='/webmail/settings/programs'] button").click();
        page.waitForURL("**/programs/**");
        examples.put("/programs/{link}", last(page.url()));
        return new Walk(page, examples);
    }

    private static String last(String address) {
        String path = URI.create(address).getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// @return the paths of pages, each once
    private static List<String> pages(Walk walk, java.util.function.Predicate<String> wanted) {
        List<String> pages = new ArrayList<>();
        for (String route : Routes.all()) {
            if (!wanted.test(route) || NO_PAGES.containsKey(route) || ELSEWHERE.contains(route)) {
                continue;
            }
            Optional<String> path = Routes.path(route, walk.examples());
            assertThat(path).as("an example for the variable in " + route).isPresent();
            String asked = path.get() + QUERIES.getOrDefault(route, "");
            if (KNOWN.computeIfAbsent(route, _ -> isPage(walk.page(), asked))) {
                pages.add(asked);
            }
        }
        MORE.stream().filter(wanted).forEach(pages::add);
        return pages;
    }

    /// Files, parts of pages and pictures are none.
    private static boolean isPage(Page page, String path) {
        URI here = URI.create(page.url());
        APIResponse response = page.request().get("https://" + here.getAuthority() + path);
        boolean html = response.headers().getOrDefault("content-type", "").startsWith("text/html");
        if (!html) {
            return false;
        }
        boolean shown = response.status() == 200
                && URI.create(response.url()).getPath().equals(URI.create(path).getPath());
        assertThat(shown)
                .as(path + " answers " + response.status() + " at " + response.url()
                        + ": it needs what is not there, or leads elsewhere; NO_PAGES has the reason of each that may")
                .isTrue();
        return response.text().strip().toLowerCase(Locale.ROOT).startsWith("<!doctype html")
                && response.text().contains("<main");
    }

    private void walk(Walk walk, List<String> pages, String name) {
        for (String path : pages) {
            assertThat(walk.page().navigate(path).status()).as(path).isEqualTo(200);
            saysEverything(walk.page());
            lookOnce(walk.page(), "page-en-" + name(path, walk.examples()));
        }
        assertThat(pages).as(name).hasSizeGreaterThan(15);
    }

    /// The same files in every run, whatever numbers things have.
    private static String name(String path, Map<String, String> examples) {
        String name = path;
        for (String example : new TreeSet<>(examples.values())) {
            if (example.length() > 5 || example.matches("[0-9]+")) {
                name = name.replace("/" + example, "/one");
            }
        }
        return name.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    private static void saysEverything(Page page) {
        assertThat(page.locator("body").innerText()).as(page.url()).doesNotContain("??");
        assertThat(page.title()).as(page.url()).isNotBlank();
    }

    private static boolean isOfOperators(String route) {
        return route.startsWith("/admin") || route.startsWith("/security");
    }

    private static boolean isOfReaders(String route) {
        return !isOfOperators(route)
                && !route.startsWith("/first-run")
                && !PUBLIC.contains(route)
                && OF_PROGRAMS.stream().noneMatch(route.toLowerCase(Locale.ROOT)::startsWith);
    }

    @Test
    void whatEverybodySees() {
        Page page = browse("https://localhost:" + server.port("https"), Look.DESKTOP);
        for (String path : PUBLIC) {
            page.navigate(path);
            saysEverything(page);
            look(page, "page-en-public" + name(path, Map.of()));
        }
    }

    @Test
    void theFirstPageOfAll() throws Exception {
        Path empty = directory.resolve("empty");
        try (RunningServer nobodys = RunningServer.start(RunningServer.config(empty, "", ""))) {
            Page page = browse("https://localhost:" + nobodys.port("admin"), Look.DESKTOP);
            page.navigate("/first-run/" + firstRun(nobodys));
            saysEverything(page);
            look(page, "page-en-first-run");
            nobodys.operator(); // somebody runs it now
            page.navigate("/first-run/anything");
            allow("status of 410");
            saysEverything(page);
            look(page, "page-en-first-run-over");
        }
    }

    /// The link is told behind the ports.
    private static String firstRun(RunningServer nobodys) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() < end) {
            Matcher link = FIRST_RUN.matcher(nobodys.log());
            if (link.find()) {
                return link.group(1);
            }
            Thread.onSpinWait();
        }
        throw new AssertionError(nobodys.log());
    }

    @Test
    void whatOperatorsSee() throws Exception {
        Walk walk = operator(Look.DESKTOP);
        walk(walk, pages(walk, PagesBrowserTest::isOfOperators), "operators");
    }

    @Test
    void whatReadersSee() throws Exception {
        Walk walk = reader("ann", Look.DESKTOP);
        walk(walk, pages(walk, PagesBrowserTest::isOfReaders), "readers");
    }

    @ParameterizedTest
    @CsvSource({"fr,fred", "nl,nele"})
    void everyPageInTheLanguageOfItsVisitor(String language, String login) throws Exception {
        Look look = new Look(390, false, language, true);
        Walk operator = operator(look);
        assertThat(operator.page().getAttribute("html", "lang")).isEqualTo(language);
        for (String path : pages(operator, PagesBrowserTest::isOfOperators)) {
            isFit(operator, path, language);
        }
        Walk reader = reader(login, look);
        assertThat(reader.page().getAttribute("html", "lang")).isEqualTo(language);
        for (String path : pages(reader, PagesBrowserTest::isOfReaders)) {
            isFit(reader, path, language);
        }
    }

    private void isFit(Walk walk, String path, String language) {
        Page page = walk.page();
        page.setViewportSize(390, 740);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        page.navigate(path);
        saysEverything(page);
        if (ALL) {
            lookOnce(page, "page-" + language + "-" + name(path, walk.examples()));
            return;
        }
        isAccessibleInWords(page);
        fitsTheNarrowest(page);
    }

    /// Without a variable a path needs no example; a name that is no route any more is forgotten here.
    @Test
    void whatIsNoPageIsARouteStill() {
        assertThat(Routes.all()).containsAll(NO_PAGES.keySet()).containsAll(ELSEWHERE);
        assertThat(Routes.all()).containsAll(QUERIES.keySet());
    }
}
