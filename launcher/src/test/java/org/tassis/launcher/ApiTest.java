package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.directory.access.TokenScopes;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.directory.desk.TokenDesk;
import org.tassis.directory.desk.Visit;
import tools.jackson.databind.JsonNode;

/// The API over real TLS. Whatever is asked here is held against the served description.
class ApiTest {
    @TempDir
    static Path directory;

    private static Site site;
    private static ApiDescription description;
    private static Api operator;
    private static Api administrator;

    @BeforeAll
    static void start() throws Exception {
        site = new Site(directory);
        description = new ApiDescription(site.api("admin", "").get("/api/v1/openapi.json"));
        operator = site.api(token("operator", "all"), description::check);
        administrator = site.api(token("monsite", "all"), description::check);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static String token(String owner, String scopes) {
        TokenDesk.Made made = site.people
                .desk
                .tokens(Visit.CONSOLE)
                .add(Optional.of(owner), "test", TokenScopes.parse(scopes).orElseThrow(), Duration.ofDays(1));
        return made.secret().reveal();
    }

    // ---- who comes in ----

    @Test
    void withoutATokenNobodyComesIn() throws Exception {
        Api nobody = operator.with("");
        nobody.refused(401, "unauthenticated", "GET", "/api/v1/mailboxes", "");
        nobody.refused(401, "unauthenticated", "DELETE", "/api/v1/mailboxes/monsite0001", "");
        nobody.refused(401, "unauthenticated", "GET", "/api/v1/no/such/path", "");
        HttpResponse<String> refused = nobody.call("GET", "/api/v1/mailboxes", "");
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"tassis\"");
        assertThat(operator.with("tassis_wrong")
                        .call("GET", "/api/v1/mailboxes", "")
                        .headers()
                        .firstValue("WWW-Authenticate"))
                .hasValueSatisfying(text -> assertThat(text).contains("invalid_token"));
        assertThat(operator.call("GET", "/api/v1/mailboxes", "").headers().firstValue("Strict-Transport-Security"))
                .isPresent();
        assertThat(operator.call("GET", "/api/v1/mailboxes", "").headers().firstValue("Set-Cookie"))
                .isEmpty();
    }

    @Test
    void aSessionOfThePagesIsNoWayIn() throws Exception {
        PageBrowser browser = site.browser("operator", Site.OPERATOR);
        assertThat(browser.get("/api/v1/mailboxes").statusCode()).isEqualTo(401);
    }

    @Test
    void aTokenIsGoodForItsScopesOnly() throws Exception {
        Api reading = operator.with(token("operator", "mailboxes:read"));
        reading.get("/api/v1/mailboxes");
        JsonNode problem = reading.refused(
                403, "insufficient-scope", "PATCH", "/api/v1/mailboxes/monsite0001", "{\"realName\":\"x\"}");
        assertThat(problem.get("detail").asString()).contains("mailboxes:write");
        reading.refused(403, "insufficient-scope", "GET", "/api/v1/tokens", "");
        Api all = operator.with(token("operator", "read"));
        all.get("/api/v1/tokens");
        all.refused(403, "insufficient-scope", "DELETE", "/api/v1/tokens/1", "");
    }

    @Test
    void aTokenMakesNoStrongerOne() throws Exception {
        Api some = administrator.with(token("monsite", "tokens:write mailboxes:read"));
        some.refused(
                403, "insufficient-scope", "POST", "/api/v1/tokens", "{\"name\":\"x\",\"scopes\":\"mailboxes:write\"}");
        some.refused(
                422,
                "invalid-value",
                "POST",
                "/api/v1/tokens",
                "{\"name\":\"x\",\"scopes\":\"read\",\"days\":0}".replace("read", "mailboxes:read"));
        some.refused(
                422,
                "invalid-value",
                "POST",
                "/api/v1/tokens",
                "{\"name\":\"x\",\"scopes\":\"mailboxes:read\",\"days\":3}");
        JsonNode made = some.post("/api/v1/tokens", "{\"name\":\"less\",\"scopes\":\"mailboxes:read\"}");
        assertThat(made.get("token").get("owner").asString()).isEqualTo("monsite");
        Api less = administrator.with(made.get("secret").asString());
        less.get("/api/v1/mailboxes");
        long id = made.get("token").get("id").asLong();
        assertThat(some.get("/api/v1/tokens/" + id).get("used").isNull()).isFalse();
        assertThat(some.get("/api/v1/tokens").toString())
                .doesNotContain(made.get("secret").asString());
        some.json(204, "DELETE", "/api/v1/tokens/" + id, "");
        less.refused(401, "unauthenticated", "GET", "/api/v1/mailboxes", "");
        some.refused(404, "not-found", "GET", "/api/v1/tokens/" + id, "");
        long ofOperator =
                operator.get("/api/v1/tokens").get("items").get(0).get("id").asLong();
        some.refused(404, "not-found", "DELETE", "/api/v1/tokens/" + ofOperator, "");
    }

    // ---- mailboxes ----

    @Test
    void aMailboxIsMadeChangedRemovedAndBroughtBack() throws Exception {
        HttpResponse<String> response = operator.call(
                "POST",
                "/api/v1/mailboxes",
                "{\"login\":\"carl\",\"realName\":\"Carl é\",\"primary\":\"carl@example.org\","
                        + "\"addresses\":[\"c@example.org\"],\"quota\":1048576}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        String location = response.headers().firstValue("Location").orElseThrow();
        assertThat(location).isEqualTo("/api/v1/mailboxes/carl");
        JsonNode made = Api.JSON.readTree(response.body());
        assertThat(made.get("password").asString()).hasSizeGreaterThan(12);
        JsonNode mailbox = operator.get(location);
        assertThat(mailbox).isEqualTo(made.get("mailbox"));
        assertThat(mailbox.get("customer").asString()).isEqualTo("house");
        assertThat(mailbox.get("quota").asLong()).isEqualTo(1048576);
        assertThat(operator.get("/api/v1/mailboxes/c@example.org")).isEqualTo(mailbox);

        JsonNode changed = operator.json(
                200,
                "PATCH",
                location,
                "{\"quota\":null,\"primary\":null,\"addresses\":[\"c@example.org\",\"d@example.org\"]}");
        assertThat(changed.get("quota").isNull()).isTrue();
        assertThat(changed.get("primary").isNull()).isTrue();
        assertThat(changed.get("addresses").toString()).isEqualTo("[\"c@example.org\",\"d@example.org\"]");
        assertThat(changed.get("realName").asString()).isEqualTo("Carl é");
        assertThat(operator.json(200, "PATCH", location, "{\"primary\":\"e@example.org\",\"popDelete\":\"expunge\"}")
                        .get("addresses")
                        .size())
                .isEqualTo(3);

        assertThat(operator.get(location + "/usage").get("messages").asLong()).isZero();
        assertThat(operator.json(200, "PUT", location + "/password", "{}")
                        .get("password")
                        .asString())
                .isNotEmpty();
        operator.json(200, "PUT", location + "/password", "{\"password\":\"kivo-tame-ruzo-274\"}");
        operator.json(204, "POST", location + "/welcome", "{}");
        operator.json(204, "DELETE", location, "");
        operator.refused(404, "not-found", "GET", location, "");
        operator.refused(404, "not-found", "DELETE", location, "");
        assertThat(operator.get("/api/v1/mailboxes?removed=true&q=carl")
                        .get("items")
                        .size())
                .isEqualTo(1);
        JsonNode taken = operator.refused(409, "taken", "POST", "/api/v1/mailboxes", "{\"login\":\"carl\"}");
        assertThat(taken.get("field").asString()).isEqualTo("login");
        operator.json(200, "POST", location + "/restore", "");
        assertThat(site.people.audit.page(AuditQuery.ALL.with("carl"), java.util.OptionalLong.empty(), 20))
                .isNotEmpty()
                .allSatisfy(entry -> {
                    assertThat(entry.way()).isEqualTo("api");
                    assertThat(entry.actor()).isEqualTo("operator");
                    assertThat(entry.from()).isEqualTo("127.0.0.1");
                });
    }

    @Test
    void theNextLoginOfADomainIsTaken() throws Exception {
        JsonNode made = administrator.post("/api/v1/mailboxes", "{\"domain\":\"monsite.example\"}");
        assertThat(made.get("mailbox").get("login").asString()).isEqualTo("monsite0002");
        assertThat(made.get("mailbox").get("customer").asString()).isEqualTo("monsite");
        administrator.json(204, "DELETE", "/api/v1/mailboxes/monsite0002", "");
        JsonNode space = administrator.json(
                200, "POST", "/api/v1/mailboxes/monsite0001/take-space", "{\"from\":\"monsite\",\"bytes\":1048576}");
        assertThat(space.get("quota").asLong()).isEqualTo((3L << 30) + 1048576);
    }

    @Test
    void whatIsWrongIsNamed() throws Exception {
        JsonNode unknown =
                operator.refused(422, "unknown-field", "POST", "/api/v1/mailboxes", "{\"login\":\"x\",\"quotas\":1}");
        assertThat(unknown.get("field").asString()).isEqualTo("quotas");
        JsonNode wrong = operator.refused(
                422,
                "invalid-value",
                "POST",
                "/api/v1/mailboxes",
                "{\"login\":\"x\",\"addresses\":[\"a@example.org\",\"no\"]}");
        assertThat(wrong.get("field").asString()).isEqualTo("addresses[1]");
        assertThat(wrong.get("detail").asString()).contains("e-mail address");
        JsonNode type = operator.refused(
                422, "invalid-value", "POST", "/api/v1/mailboxes", "{\"login\":\"x\",\"enabled\":\"yes\"}");
        assertThat(type.get("field").asString()).isEqualTo("enabled");
        JsonNode missing = operator.refused(422, "invalid-value", "POST", "/api/v1/tokens", "{\"scopes\":\"all\"}");
        assertThat(missing.get("field").asString()).isEqualTo("name");
        JsonNode weak = operator.refused(
                422, "weak-password", "PUT", "/api/v1/mailboxes/monsite0001/password", "{\"password\":\"short\"}");
        assertThat(weak.get("field").asString()).isEqualTo("password");
        operator.refused(400, "malformed", "POST", "/api/v1/mailboxes", "{\"login\":");
        operator.refused(400, "malformed", "POST", "/api/v1/mailboxes", "[]");
        operator.refused(400, "malformed", "POST", "/api/v1/mailboxes", "{\"login\":\"x\",\"login\":\"y\"}");
        operator.refused(
                422, "invalid-value", "POST", "/api/v1/mailboxes", "{\"login\":\"x\",\"domain\":\"y.example\"}");
        operator.refused(422, "invalid-value", "POST", "/api/v1/mailboxes", "{\"domain\":\"unknown.example\"}");
        operator.refused(422, "invalid-value", "PATCH", "/api/v1/mailboxes/monsite0001", "{\"quota\":-1}");
        operator.refused(400, "unknown-parameter", "GET", "/api/v1/mailboxes?domains=example.org", "");
        operator.refused(422, "invalid-value", "GET", "/api/v1/mailboxes?limit=501", "");
        operator.refused(422, "invalid-value", "GET", "/api/v1/mailboxes?cursor=%21", "");
        operator.refused(400, "malformed", "GET", "/api/v1/mailboxes?limit=many", "");
        operator.refused(405, "method-not-allowed", "PUT", "/api/v1/mailboxes", "{}");
        operator.refused(404, "not-found", "GET", "/api/v1/nothing", "");
        assertThat(operator.call("POST", "/api/v1/mailboxes", "text/plain", "x").statusCode())
                .isEqualTo(415);
        operator.refused(
                413, "too-large", "POST", "/api/v1/mailboxes", "{\"realName\":\"" + "x".repeat(300_000) + "\"}");
    }

    @Test
    void listsAreReadPageByPage() throws Exception {
        List<String> logins = new ArrayList<>();
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            JsonNode page =
                    operator.get("/api/v1/mailboxes?limit=1" + (next.get().isEmpty() ? "" : "&cursor=" + next.get()));
            page.get("items").forEach(item -> logins.add(item.get("login").asString()));
            next = Api.text(page, "next");
        }
        assertThat(logins)
                .contains("ann", "bob", "monsite", "monsite0001")
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(operator.get("/api/v1/mailboxes?q=contact").get("items").size())
                .isEqualTo(1);
        assertThat(operator.get("/api/v1/mailboxes?domain=monsite.example&customer=monsite&limit=500")
                        .get("next")
                        .isNull())
                .isTrue();
    }

    // ---- the description ----

    @Test
    void theDescriptionIsForPeopleToo() throws Exception {
        HttpResponse<String> page = operator.call("GET", "/api/v1/docs", "");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("POST /api/v1/mailboxes").doesNotContain("<script", "style=", "null null");
        JsonNode problem = operator.get("/api/v1/problems/limit-reached");
        assertThat(problem.get("status").asInt()).isEqualTo(409);
        operator.refused(404, "not-found", "GET", "/api/v1/problems/no-such", "");
        operator.get("/api/v1/openapi.json");
    }
}
