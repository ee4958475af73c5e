package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.choice.ChoiceRecords;
import org.tassis.directory.contact.Card;
import org.tassis.directory.contact.Contacts;
import org.tassis.directory.desk.Visit;
import org.tassis.greylist.Attempt;
import org.tassis.greylist.Visitor;
import org.tassis.mailflow.desk.OwnPost;
import org.tassis.mailflow.rules.Rules;
import org.tassis.mailflow.snooze.InMemorySnoozes;
import org.tassis.mailflow.snooze.Snoozes;
import org.tassis.mailflow.trace.Peer;
import org.tassis.mailflow.trace.TraceEvent;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.Rights;
import org.tassis.store.Shares;
import org.tassis.store.journal.JournalQuery;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.TestFilters;
import org.tassis.testkit.TestMessages;

/// Attacks on every address of the users' pages, derived from the registered controllers: a page that is
/// new is attacked without anybody's doing. Ann is the attacker, bob the victim.
class RoutesTest {
    /// In everything of bob's that a page could show; in nothing that is sent.
    private static final String SECRET = "Kassiber4711";

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-zA-Z]+)(?::(?:[^{}]|\\{[^{}]*})*)?}");

    /// Ends what the attacks need, or does not end by itself.
    private static final Set<String> LEFT_OUT = Set.of("/webmail/events");

    @TempDir
    static Path directory;

    private static Site site;
    private PageBrowser ann;
    private PageBrowser bob;

    /// One address by one method.
    private record Route(RequestMethod method, String pattern, List<String> parameters) {
        @Override
        public String toString() {
            return method + " " + pattern;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Services services = new Services(
                SecondFactors.class,
                ChoiceRecords.class,
                OwnPost.class,
                Contacts.class,
                Shares.class,
                Rules.class,
                Snoozes.class);
        site = new Site(directory, services);
        services.put(Rules.class, new Rules(TestFilters.over(site.store)))
                .put(Snoozes.class, new Snoozes(new InMemorySnoozes(), site.store, InstantSource.system()));
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @BeforeEach
    void logIn() throws Exception {
        ann = site.browser("ann", TestDirectory.ANN_PASSWORD);
        bob = site.browser("bob", TestDirectory.BOB_PASSWORD);
    }

    private static List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (Map.Entry<RequestMappingInfo, HandlerMethod> entry :
                site.web.routes().entrySet()) {
            for (String pattern : entry.getKey().getPatternValues()) {
                if ((pattern.startsWith("/webmail") || pattern.startsWith("/security"))
                        && !LEFT_OUT.contains(pattern)) {
                    Set<RequestMethod> methods =
                            entry.getKey().getMethodsCondition().getMethods();
                    for (RequestMethod method : methods.isEmpty() ? Set.of(RequestMethod.GET) : methods) {
                        routes.add(new Route(
                                method, pattern, parameters(entry.getValue().getMethod())));
                    }
                }
            }
        }
        assertThat(routes).hasSizeGreaterThan(40);
        routes.sort(Comparator.comparing(Route::toString));
        return routes;
    }

    /// What the method takes from a query or a form.
    private static List<String> parameters(Method method) {
        Set<String> names = new LinkedHashSet<>();
        for (Parameter parameter : method.getParameters()) {
            RequestParam given = parameter.getAnnotation(RequestParam.class);
            if (parameter.getType() == MultipartFile.class) {
                continue;
            }
            if (given != null) {
                names.add(
                        given.name().isEmpty()
                                ? given.value().isEmpty() ? parameter.getName() : given.value()
                                : given.name());
            } else if (parameter.getType().isRecord()
                    && parameter.getType().getName().contains("Form")) {
                Stream.of(parameter.getType().getRecordComponents()).forEach(one -> names.add(one.getName()));
            } else if (parameter.getType().getName().contains("Form")) {
                Stream.of(parameter.getType().getMethods())
                        .map(Method::getName)
                        .filter(name -> name.startsWith("set") && name.length() > 3)
                        .forEach(name -> names.add(Character.toLowerCase(name.charAt(3)) + name.substring(4)));
            }
        }
        return List.copyOf(names);
    }

    private static List<String> variables(Route route) {
        Matcher matcher = VARIABLE.matcher(route.pattern());
        List<String> names = new ArrayList<>();
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    private static HttpResponse<String> send(PageBrowser who, Route route, Map<String, String> values, String token)
            throws Exception {
        Matcher matcher = VARIABLE.matcher(route.pattern());
        StringBuilder path = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(
                    path,
                    Matcher.quoteReplacement(
                            encoded(values.getOrDefault(matcher.group(1), "1")).replace("+", "%20")));
        }
        matcher.appendTail(path);
        StringBuilder form = new StringBuilder();
        for (String name : route.parameters()) {
            if (values.containsKey(name)) {
                form.append(form.isEmpty() ? "" : "&")
                        .append(encoded(name))
                        .append('=')
                        .append(encoded(values.get(name)));
            }
        }
        return route.method() == RequestMethod.GET
                ? who.get(path + (form.isEmpty() ? "" : "?" + form))
                : who.plainPost(path.toString(), (token.isEmpty() ? "" : "_csrf=" + encoded(token) + "&") + form);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String token(PageBrowser who) throws Exception {
        Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"")
                .matcher(who.get("/webmail/folders").body());
        assertThat(token.find()).isTrue();
        return token.group(1).replace("&amp;", "&");
    }

    // ---- things of others

    @Test
    @Timeout(180) // hundreds of requests
    void whatIsOthersIsNeitherShownNorTouched() throws Exception {
        Map<String, String> ids = bobsThings();
        assertThat(attack(ann, ids)).isGreaterThan(500);
        // the same is there for its owner: the attacks were aimed at something
        for (String path : List.of("", "/html", "/source", "/headers", "/part/0", "/message.eml", "/print")) {
            String own = bob.get("/webmail/m/" + ids.get("message") + path).body();
            assertThat(own).as(path).contains(SECRET);
        }
        assertThat(bob.get("/webmail/f/" + ids.get("mailbox")).body()).contains(SECRET);
        assertThat(bob.get("/webmail/history/removed").body()).contains(SECRET);
        assertThat(bob.get("/webmail/history/" + ids.get("entry")).body()).contains(SECRET);
        assertThat(bob.get("/webmail/settings/waiting").body()).containsIgnoringCase(SECRET);
        assertThat(bob.get("/webmail/settings/arrivals").body()).contains(SECRET);
        assertThat(bob.get("/webmail/settings/devices").body()).contains(SECRET);
    }

    @Test
    @Timeout(180) // hundreds of requests
    void whatMayOnlyBeReadIsNotTouched() throws Exception {
        attackShared(ann, site.people.ann.id(), "lr", "Milestone");
    }

    /// Should there ever be such entries, they give nothing.
    @Test
    @Timeout(180) // hundreds of requests
    void whatIsSharedWithAnotherCustomerIsNeitherShownNorTouched() throws Exception {
        attackShared(site.browser("monsite0001", Site.USER), site.user.id(), Rights.ALL.letters(), SECRET);
    }

    private void attackShared(PageBrowser who, AccountId with, String rights, String word) throws Exception {
        AccountId owner = site.people.bob.id();
        Mailbox shown = site.store.create(owner, new MailboxName("Shown"), Set.of());
        site.shares.change(owner, shown.id(), new Shares.Grantee.One(with), false, _ -> Rights.parse(rights)
                .orElseThrow());
        try {
            String ref = shown.id().value() + "-"
                    + put(shown, "From: x@elsewhere.example\r\nSubject: " + word + "\r\n\r\n" + word + "\r\n");
            String mailbox = String.valueOf(shown.id().value());
            assertThat(who.get("/webmail/m/" + ref).statusCode()).isEqualTo(word.equals(SECRET) ? 404 : 200);
            Map<String, String> ids = new TreeMap<>(Map.of(
                    "mailbox", mailbox,
                    "message", ref,
                    "delete", "delete:" + ref,
                    "flag", "flag:" + ref,
                    "unread", "unread:" + ref,
                    "move", "move:" + mailbox,
                    "copy", "copy:" + mailbox,
                    "folder", "Shown"));
            assertThat(attack(who, ids)).isGreaterThan(500);
        } finally {
            site.shares.purge(owner);
            site.store.delete(owner, shown.name());
        }
    }

    /// Each address with each of these in each place. Nothing is shown, and bob has everything as before.
    ///
    /// @param ids what they are called does not matter, but for `message`
    /// @return how many there were
    private int attack(PageBrowser who, Map<String, String> ids) throws Exception {
        String token = token(who);
        String before = stateOfBob();
        List<Route> routes = routes();
        int attacks = 0;
        for (Route route : routes) {
            List<String> targets = Stream.concat(variables(route).stream(), route.parameters().stream())
                    .toList();
            for (String target : targets) {
                for (Map.Entry<String, String> id : ids.entrySet()) {
                    Map<String, String> values = new LinkedHashMap<>();
                    for (String variable : variables(route)) {
                        values.put(variable, variable.equals("ref") ? ids.get("message") : "0");
                    }
                    if (route.parameters().contains("do")) {
                        values.put("do", "delete");
                    }
                    values.put(target, id.getValue());
                    String what = route + " with " + target + " = " + id;
                    HttpResponse<String> answer = send(who, route, values, token);
                    attacks++;
                    assertThat(answer.body()).as(what).doesNotContain(SECRET);
                    assertThat(answer.statusCode()).as(what).isLessThan(500);
                }
            }
            assertThat(stateOfBob()).as("after " + route).isEqualTo(before);
        }
        return attacks;
    }

    private Map<String, String> bobsThings() throws Exception {
        Map<String, String> ids = new TreeMap<>();
        Mailbox inbox = box("INBOX");
        String letter = "From: " + SECRET + " <x@elsewhere.example>\r\nTo: bob@example.org\r\nSubject: " + SECRET
                + "\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>" + SECRET + "</p>\r\n";
        long first = put(inbox, letter);
        long second = put(inbox, letter);
        site.store.expunge(inbox.id(), UidSet.of(second));
        Mailbox drafts = box("Drafts");
        ids.put("draft", drafts.id().value() + "-" + put(drafts, letter));
        ids.put("mailbox", String.valueOf(inbox.id().value()));
        ids.put("message", inbox.id().value() + "-" + first);
        ids.put("action", "delete:" + inbox.id().value() + "-" + first);
        ids.put("move", "move:" + inbox.id().value());
        ids.put(
                "removed",
                String.valueOf(site.store
                        .history(site.people.bob.id(), 1)
                        .getFirst()
                        .id()
                        .value()));
        ids.put(
                "entry",
                String.valueOf(site.store
                        .journal()
                        .entries(site.people.bob.id(), JournalQuery.newest(1))
                        .getFirst()
                        .id()));
        ids.put("folder", "INBOX");
        String login = site.people.bob.login().value();
        bob.post(
                "/webmail/settings/devices/add",
                bob.get("/webmail/settings/devices"),
                "label",
                SECRET,
                "protocols",
                "imap");
        ids.put(
                "password",
                String.valueOf(site.people
                        .desk
                        .mailboxes(bobs())
                        .appPasswords(login)
                        .getFirst()
                        .id()));
        ids.put(
                "contact",
                String.valueOf(site.contacts
                        .save(
                                site.people.bob.id(),
                                Optional.empty(),
                                Card.fitting(
                                        SECRET, "", List.of(EmailAddress.valueOf("friend@far.example")), List.of(), ""),
                                Set.of())
                        .orElseThrow()));
        ids.put(
                "group",
                String.valueOf(site.contacts
                        .saveGroup(site.people.bob.id(), Optional.empty(), SECRET + "s")
                        .orElseThrow()));
        site.greylist.decide(new Attempt(
                InetAddress.ofLiteral("192.0.2.1"),
                EmailAddress.parse(SECRET + "@elsewhere.example"),
                EmailAddress.valueOf("bob@example.org"),
                false,
                Optional.of(site.people.bob.id())));
        ids.put(
                "waiting",
                String.valueOf(site.greylist
                        .visitors(Visitor.State.WAITING, Optional.of(site.people.bob.id()), 1)
                        .getFirst()
                        .id()));
        site.trace.record(new TraceEvent.Accepted(
                Instant.now(),
                "1-2-3",
                new Peer("192.0.2.1", "far.example", "mx", ""),
                "x@elsewhere.example",
                List.of("bob@example.org"),
                "<1@x>",
                SECRET,
                100,
                List.of()));
        site.trace.record(new TraceEvent.Delivered(Instant.now(), "1-2-3", "bob@example.org", login));
        bob.post("/webmail/do", bob.get("/webmail"), "do", "flag", "ref", ids.get("message"));
        Matcher undo = Pattern.compile("name=\"id\" value=\"([0-9a-f-]{36})\"")
                .matcher(bob.get("/webmail/folders").body());
        assertThat(undo.find()).isTrue();
        ids.put("undo", undo.group(1));
        Matcher session = Pattern.compile("name=\"id\" value=\"([^\"]{16,})\"")
                .matcher(site.browser("bob", TestDirectory.BOB_PASSWORD)
                        .get("/security")
                        .body());
        assertThat(session.find()).isTrue();
        ids.put("session", session.group(1));
        ids.put("login", login);
        ids.put("address", "bob@example.org");
        return ids;
    }

    private static Visit bobs() {
        return new Visit(
                site.people.desk.actor(
                        site.people.directory.visitor(site.people.bob.id()).orElseThrow()),
                "page",
                "::1");
    }

    private static Map<String, String> aimed(String target, String value) {
        Map<String, String> values = new LinkedHashMap<>(Map.of("ref", "1-1"));
        values.put(target, value);
        return values;
    }

    private static Mailbox box(String name) {
        return site.store.mailbox(site.people.bob.id(), new MailboxName(name)).orElseThrow();
    }

    private static long put(Mailbox mailbox, String letter) throws Exception {
        return site.store
                .append(
                        mailbox.id(),
                        List.of(new NewMessage(
                                TestMessages.content(letter.getBytes(StandardCharsets.UTF_8)),
                                Flags.NONE,
                                Instant.now())))
                .getFirst()
                .uid();
    }

    /// All that others could change of bob's.
    private static String stateOfBob() {
        var bob = site.people.bob;
        StringBuilder state = new StringBuilder();
        for (Mailbox mailbox : site.store.mailboxes(bob.id())) {
            MailboxSnapshot snapshot = site.store.snapshot(mailbox.id());
            state.append(mailbox).append(' ').append(snapshot.uids());
            for (int i = 0; i < snapshot.count(); i++) {
                state.append(' ').append(snapshot.flags(i));
            }
            state.append('\n');
        }
        return state.append(site.store.subscriptions(bob.id()))
                .append(site.store.history(bob.id(), 100))
                .append(site.people.directory.visitor(bob.id()).orElseThrow())
                .append(site.people.desk.mailboxes(bobs()).appPasswords("bob"))
                .append(site.choices.of(bob.id()))
                .append(site.contacts.book(bob.id()))
                .append(site.greylist.openUntil(bob.id()))
                .append(site.greylist.visitors(Visitor.State.WAITING, Optional.of(bob.id()), 10))
                .append(site.people.desk.access().sessions(bob.id()).size())
                .toString();
    }

    // ---- forms, redirections, headers, sessions

    @Test
    void noFormIsTakenWithoutItsToken() throws Exception {
        List<Route> forms = routes().stream()
                .filter(route -> route.method() != RequestMethod.GET)
                .toList();
        assertThat(forms).hasSizeGreaterThan(20);
        for (Route form : forms) {
            assertThat(send(ann, form, Map.of(), "").statusCode())
                    .as(form.toString())
                    .isEqualTo(403);
            assertThat(send(ann, form, Map.of(), "AAAA").statusCode())
                    .as(form.toString())
                    .isEqualTo(403);
        }
    }

    @Test
    void noPageIsShownWithoutALogin() throws Exception {
        PageBrowser nobody = site.browser();
        for (Route route : routes()) {
            if (route.method() == RequestMethod.GET && !route.pattern().startsWith("/webmail/picture")) {
                HttpResponse<String> answer = send(nobody, route, Map.of("ref", "1-1"), "");
                assertThat(answer.statusCode()).as(route.toString()).isIn(302, 401);
                assertThat(answer.headers().firstValue("Location").orElse("/login"))
                        .as(route.toString())
                        .contains("/login");
            }
        }
    }

    @Test
    void nothingLeadsElsewhereOrIntoAHeader() throws Exception {
        String token = token(ann);
        List<String> attacks = List.of(
                "https://evil.example/",
                "//evil.example/",
                "/\\evil.example/",
                "/webmail/../../evil.example",
                "javascript:alert(1)",
                "/webmail\r\nX-Evil: 1\r\n\r\n<script>alert(1)</script>",
                "/webmail\nX-Evil:1",
                "\u560a\u560dX-Evil: 1");
        for (Route route : routes()) {
            for (String target : route.parameters()) {
                for (String attack : attacks) {
                    HttpResponse<String> answer = send(ann, route, aimed(target, attack), token);
                    String what = route + " with " + target + " = " + attack;
                    assertThat(answer.statusCode()).as(what).isLessThan(500);
                    assertThat(answer.headers().map().keySet())
                            .as(what)
                            .noneMatch(name -> name.equalsIgnoreCase("X-Evil"));
                    if (answer.headers()
                            .firstValue("Content-Type")
                            .orElse("text/html")
                            .startsWith("text/html")) { // no browser runs another type
                        assertThat(answer.body()).as(what).doesNotContain("<script>alert");
                    }
                    answer.headers().firstValue("Location").ifPresent(where -> assertThat(where)
                            .as(what)
                            .matches("(https://localhost:[0-9]+)?/[^/\\\\].*")
                            .doesNotContain("\r", "\n"));
                }
            }
        }
    }

    @Test
    void aSessionThatSomebodyElseChoseIsNotTaken() throws Exception {
        PageBrowser victim = site.browser();
        victim.get("/login");
        PageBrowser known = site.browser("ann", TestDirectory.ANN_PASSWORD);
        String name = "__Host-tassis";
        assertThat(known.cookie(name)).isPresent();
        victim.setCookie(name, "chosen-by-somebody-else-0123456789abcdef");
        victim.login("bob", TestDirectory.BOB_PASSWORD);
        assertThat(victim.cookie(name)).isPresent().get().isNotEqualTo("chosen-by-somebody-else-0123456789abcdef");
        PageBrowser attacker = site.browser();
        attacker.setCookie(name, "chosen-by-somebody-else-0123456789abcdef");
        assertThat(attacker.get("/webmail").statusCode()).isEqualTo(302);
        // a login over a session that lives begins another
        String old = victim.cookie(name).orElseThrow();
        HttpResponse<String> again = victim.post(
                "/login", victim.get("/webmail/folders"), "login", "bob", "password", TestDirectory.BOB_PASSWORD);
        assertThat(again.statusCode()).isEqualTo(302);
        assertThat(victim.cookie(name)).get().isNotEqualTo(old);
    }
}
