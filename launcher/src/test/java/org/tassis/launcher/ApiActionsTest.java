package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.directory.desk.AuditEntry;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.mailflow.trace.TraceEvent;
import tools.jackson.databind.JsonNode;

/// Every action of the API, done once with success; each request and answer is held against the served
/// description.
class ApiActionsTest {
    @TempDir
    Path directory;

    @Test
    void everyActionWorksAndIsAsItIsDescribed() throws Exception {
        try (ApiServer server = new ApiServer(directory)) {
            Api operator = server.as("operator", "all");
            descriptionAndTokens(operator);
            customersAndPlans(operator);
            domains(operator, server);
            mailboxes(operator, server);
            aliases(operator);
            operators(operator);
            queue(operator, server);
            trace(operator, server);
            greylist(operator, server);
            lists(operator);
            audit(operator, server);
            imports(operator);
            backups(operator);
            working(operator, server);
            migrations(operator);
            mailFiles(operator);
            browsers(operator, server);
            reports(operator, server);
            Set<String> left = new TreeSet<>(server.description.operations());
            left.removeAll(server.description.seen());
            assertThat(left).containsExactly("POST /api/v1/commands"); // CommandsTest
        }
    }

    private static void migrations(Api operator) throws Exception {
        JsonNode given = operator.post(
                "/api/v1/migrations",
                "{\"mailbox\":\"info@monsite.example\",\"host\":\"imap.far.example\",\"tls\":\"starttls\","
                        + "\"user\":\"jan\",\"password\":\"geheim-4711\",\"under\":\"Old\"}");
        assertThat(given.get("mailbox").asString()).isEqualTo("monsite0001");
        assertThat(given.get("host").asString()).isEqualTo("imap.far.example");
        assertThat(given.get("kind").asString()).isEqualTo("imap");
        String one = "/api/v1/migrations/" + given.get("id").asLong();
        assertThat(operator.get(one).get("user").asString()).isEqualTo("jan");
        assertThat(operator.get("/api/v1/migrations?limit=1").get("items").size())
                .isEqualTo(1);
        operator.json(200, "POST", one + "/stop", "");
        operator.json(200, "POST", one + "/resume", "{\"password\":\"geheim-4712\"}");
        operator.refused(404, "not-found", "GET", "/api/v1/migrations/4711", "");
        operator.refused(404, "not-found", "POST", "/api/v1/migrations/4711/stop", "");
        operator.refused(404, "not-found", "POST", "/api/v1/migrations/4711/resume", "{}");
        String wrong = "{\"mailbox\":\"monsite\",\"host\":\"old.example\",\"password\":\"x\",";
        assertThat(operator.refused(422, "invalid-value", "POST", "/api/v1/migrations", wrong + "\"tls\":\"none\"}")
                        .get("field")
                        .asString())
                .isEqualTo("tls");
        operator.refused(422, "invalid-value", "POST", "/api/v1/migrations", wrong + "\"port\":70000}");
        operator.refused(422, "invalid-value", "POST", "/api/v1/migrations", wrong + "\"pin\":\"xyz\"}");
        operator.refused(
                422,
                "invalid-value",
                "POST",
                "/api/v1/migrations",
                "{\"mailbox\":\"monsite\",\"host\":\"old.example\",\"password\":\"\"}");
        assertThat(operator.get("/api/v1/migrations").toString()).doesNotContain("geheim");
    }

    private static void mailFiles(Api operator) throws Exception {
        String files = "/api/v1/mailboxes/monsite0001/files";
        HttpResponse<String> sent = operator.call(
                "POST",
                files + "?name=..%2FOld.mbox&under=Old",
                "application/octet-stream",
                "From a\nSubject: x\n\nx\n");
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
        JsonNode job = Api.JSON.readTree(sent.body());
        assertThat(job.get("file").asString()).isEqualTo("Old.mbox");
        assertThat(job.get("mailbox").asString()).isEqualTo("monsite0001");
        String one = sent.headers().firstValue("Location").orElseThrow();
        assertThat(one).isEqualTo(files + "/" + job.get("id").asLong());
        assertThat(operator.get(one).get("kind").asString()).isEqualTo("files");
        assertThat(operator.get(files).get("items").size()).isEqualTo(1);
        assertThat(operator.get("/api/v1/mailboxes/monsite/files").get("items").size())
                .isZero();
        operator.refused(404, "not-found", "GET", one.replace("monsite0001", "monsite"), "");
        operator.json(200, "POST", one + "/stop", "");
        operator.json(200, "POST", one + "/resume", "");
        assertThat(operator.call("POST", files + "?under=a%2F%2Fb", "application/octet-stream", "x")
                        .statusCode())
                .isEqualTo(422);
        assertThat(operator.call("POST", files, "application/json", "{}").statusCode())
                .isEqualTo(415);
    }

    private static void browsers(Api operator, ApiServer server) throws Exception {
        String key = server.browser(server.site.user);
        JsonNode open = operator.get("/api/v1/browsers?q=MONSITE0001").get("items");
        assertThat(open.size()).isEqualTo(1);
        assertThat(open.get(0).get("key").asString()).isEqualTo(key);
        assertThat(open.get(0).get("operator").asBoolean()).isFalse();
        operator.json(204, "DELETE", "/api/v1/browsers/" + key, "");
        assertThat(operator.get("/api/v1/browsers?q=monsite0001").get("items").size())
                .isZero();
        operator.refused(404, "not-found", "DELETE", "/api/v1/browsers/" + key, "");

        String kept = server.browser(server.site.user);
        String ended = server.browser(server.site.user);
        String sessions = "/api/v1/mailboxes/monsite0001/sessions";
        operator.refused(404, "not-found", "DELETE", "/api/v1/mailboxes/monsite/sessions/" + ended, "");
        operator.json(204, "DELETE", sessions + "/" + ended, "");
        operator.refused(404, "not-found", "DELETE", sessions + "/" + ended, "");
        JsonNode left = operator.get(sessions).get("items");
        assertThat(left.size()).isEqualTo(1);
        assertThat(left.get(0).get("key").asString()).isEqualTo(kept);
    }

    private static void reports(Api operator, ApiServer server) throws Exception {
        server.reported("monsite.example");
        JsonNode domain = operator.get("/api/v1/reports?q=monsite.example&days=7")
                .get("items")
                .get(0);
        assertThat(domain.get("domain").asString()).isEqualTo("monsite.example");
        assertThat(domain.get("messages").size()).isEqualTo(1);
        JsonNode messages = domain.get("messages").get(0);
        assertThat(messages.get("source").asString()).isEqualTo("192.0.2.66");
        assertThat(messages.get("failed").asLong()).isEqualTo(3);
        JsonNode connections = domain.get("connections").get(0);
        assertThat(connections.get("connections").asLong()).isEqualTo(9);
        assertThat(connections.get("result").isNull()).isTrue();
        assertThat(operator.get("/api/v1/reports?limit=1").get("next").isNull()).isFalse();
        operator.refused(422, "invalid-value", "GET", "/api/v1/reports?days=0", "");
    }

    private static void working(Api operator, ApiServer server) throws Exception {
        JsonNode open = operator.get("/api/v1/connections").get("items").get(0);
        assertThat(open.get("client").asString()).isEqualTo("Thunderbird");
        operator.json(204, "DELETE", "/api/v1/connections/imap-1", "");
        operator.refused(404, "not-found", "DELETE", "/api/v1/connections/imap-2", "");
        assertThat(operator.get("/api/v1/certificates").get("items").size()).isZero();
        operator.json(200, "POST", "/api/v1/certificates/order", "{}");
        assertThat(operator.get("/api/v1/quota?percent=90").get("items").size()).isZero();

        server.caught("q1", server.site.user);
        JsonNode caught = operator.get("/api/v1/quarantine?q=info@monsite.example&days=2")
                .get("items")
                .get(0);
        assertThat(caught.get("there").asBoolean()).isTrue();
        String one =
                "{\"message\":\"q1\",\"recipient\":\"" + caught.get("recipient").asString() + "\"}";
        operator.json(204, "POST", "/api/v1/quarantine/release", one);
        operator.refused(404, "not-found", "POST", "/api/v1/quarantine/release", one);
        operator.refused(422, "invalid-value", "GET", "/api/v1/quarantine?days=1000", "");

        JsonNode mx = operator.get("/api/v1/domains/monsite.example/dns?language=fr")
                .get("items")
                .get(0);
        assertThat(mx.get("state").asString()).isEqualTo("missing");
        assertThat(mx.get("sentence").asString()).isNotBlank();
        assertThat(operator.get("/api/v1/domains/monsite.example/dns/zone")
                        .get("text")
                        .asString())
                .contains("IN MX 10 mail.example.net.");
    }

    private static void backups(Api operator) throws Exception {
        String one = "/api/v1/backups/" + CannedCopies.ID;
        JsonNode listed = operator.get("/api/v1/backups");
        assertThat(listed.get("encrypted").asBoolean()).isTrue();
        assertThat(listed.get("items").get(0).get("written").asLong()).isEqualTo(1000);
        assertThat(operator.get("/api/v1/backups/state").get("trouble").get(0).asString())
                .isEqualTo("old");
        long made = operator.post("/api/v1/backups", "").get("id").asLong();
        assertThat(operator.get("/api/v1/backups/jobs/" + made).get("kind").asString())
                .isEqualTo("backup");
        operator.post(one + "/drill", "");
        operator.post(one + "/check", "");
        assertThat(operator.get("/api/v1/backups/jobs").get("items").size()).isEqualTo(3);
        assertThat(operator.get(one + "/mailboxes?q=mon&limit=100").toString()).contains("monsite0001");
        assertThat(operator.get(one + "/folders?mailbox=monsite0001")
                        .get("items")
                        .get(0)
                        .get("name")
                        .asString())
                .isEqualTo("INBOX");
        assertThat(operator.get(one + "/messages?mailbox=monsite0001&folder=INBOX&q=horses&limit=20")
                        .get("items")
                        .get(0)
                        .get("subject")
                        .asString())
                .isEqualTo("Fresh horses");
        assertThat(operator.get(one + "/preview?mailbox=monsite0001&folder=INBOX&uid=7&uid=8")
                        .get("back")
                        .asLong())
                .isEqualTo(1);
        operator.post(one + "/restore", "{\"mailbox\":\"monsite0001\",\"folder\":\"INBOX\",\"uids\":[7]}");
        operator.refused(422, "invalid-value", "POST", one + "/restore", "{\"mailbox\":\"ann\",\"uids\":[7]}");
        operator.refused(422, "invalid-value", "POST", one + "/restore", "{\"folder\":\"INBOX\"}");
        operator.refused(404, "not-found", "POST", "/api/v1/backups/yesterday/drill", "");
        operator.refused(404, "not-found", "GET", "/api/v1/backups/jobs/999", "");
        operator.refused(404, "not-found", "POST", "/api/v1/backups/jobs/999/stop", "");
        assertThat(operator.json(200, "POST", "/api/v1/backups/jobs/" + made + "/stop", "")
                        .get("state")
                        .asString())
                .as("one that has ended stays as it is")
                .isEqualTo("done");
    }

    private static void descriptionAndTokens(Api operator) throws Exception {
        operator.get("/api/v1/openapi.json");
        operator.call("GET", "/api/v1/docs", "");
        operator.get("/api/v1/problems/taken");
        JsonNode made = operator.post("/api/v1/tokens", "{\"name\":\"x\",\"scopes\":\"read\"}");
        String token = "/api/v1/tokens/" + made.get("token").get("id").asLong();
        operator.get(token);
        operator.get("/api/v1/tokens");
        operator.json(204, "DELETE", token, "");
    }

    private static void customersAndPlans(Api operator) throws Exception {
        operator.post("/api/v1/plans", "{\"name\":\"Tiny\",\"mailboxes\":1,\"storage\":4000000000}");
        assertThat(operator.get("/api/v1/plans/tiny").get("domains").isNull()).isTrue();
        operator.json(200, "PATCH", "/api/v1/plans/tiny", "{\"mailboxes\":2,\"domains\":1}");
        operator.json(200, "PATCH", "/api/v1/plans/tiny", "{\"domains\":null}");
        assertThat(operator.get("/api/v1/plans").get("items").size()).isEqualTo(4);
        operator.post(
                "/api/v1/customers", "{\"name\":\"acme\",\"plan\":\"tiny\",\"title\":\"Acme\",\"language\":\"fr\"}");
        assertThat(operator.refused(409, "in-use", "DELETE", "/api/v1/plans/tiny", "")
                        .get("detail")
                        .asString())
                .contains("Tiny");
        assertThat(operator.get("/api/v1/customers/acme").get("plan").asString())
                .isEqualTo("Tiny");
        operator.post("/api/v1/domains", "{\"name\":\"acme.example\",\"customer\":\"acme\"}");
        operator.post("/api/v1/mailboxes", "{\"login\":\"acme\",\"primary\":\"a@acme.example\",\"quota\":3000000000}");
        operator.json(200, "PATCH", "/api/v1/customers/acme", "{\"administrator\":\"acme\",\"title\":\"A\"}");
        JsonNode full = operator.refused(
                409,
                "limit-reached",
                "POST",
                "/api/v1/mailboxes",
                "{\"login\":\"big\",\"primary\":\"b@acme.example\",\"quota\":3000000000}");
        assertThat(full.get("limit").asString()).isEqualTo("storage");
        assertThat(full.get("most").asLong()).isEqualTo(4_000_000_000L);
        assertThat(full.get("left").asLong()).isEqualTo(1_000_000_000L);
        JsonNode use = operator.get("/api/v1/customers/acme/usage");
        assertThat(use.get("mailboxes").get("used").asLong()).isEqualTo(1);
        assertThat(use.get("mailboxes").get("most").asLong()).isEqualTo(2);
        assertThat(use.get("domainAliases").get("most").isNull()).isTrue();
        operator.post("/api/v1/domains", "{\"name\":\"moved.example\"}");
        operator.json(200, "POST", "/api/v1/customers/acme/take-domains", "{\"domains\":[\"moved.example\"]}");
        assertThat(operator.get("/api/v1/domains/moved.example").get("customer").asString())
                .isEqualTo("acme");
        operator.json(204, "DELETE", "/api/v1/customers/acme", "");
        assertThat(operator.get("/api/v1/customers?removed=true").get("items").size())
                .isEqualTo(1);
        operator.json(200, "POST", "/api/v1/customers/acme/restore", "");
        assertThat(operator.json(200, "PATCH", "/api/v1/customers/acme", "{\"plan\":null}")
                        .get("plan")
                        .isNull())
                .isTrue();
        operator.json(204, "DELETE", "/api/v1/plans/tiny", "");
        JsonNode removed = operator.get("/api/v1/plans?removed=true").get("items");
        assertThat(removed.size()).isEqualTo(1);
        assertThat(removed.get(0).get("name").asString()).isEqualTo("Tiny");
        assertThat(removed.get(0).get("removed").isNull()).isFalse();
        assertThat(operator.json(200, "POST", "/api/v1/plans/tiny/restore", "")
                        .get("mailboxes")
                        .asLong())
                .isEqualTo(2);
        operator.refused(404, "not-found", "POST", "/api/v1/plans/tiny/restore", "");
        operator.json(204, "DELETE", "/api/v1/plans/tiny", "");
        operator.post("/api/v1/plans", "{\"name\":\"tiny\"}");
        operator.refused(409, "taken", "POST", "/api/v1/plans/tiny/restore", "");
        operator.json(204, "DELETE", "/api/v1/plans/tiny", "");
    }

    private static void domains(Api operator, ApiServer server) throws Exception {
        JsonNode made = operator.post(
                "/api/v1/domains", "{\"name\":\"école.example\",\"customer\":\"monsite\",\"setUp\":true}");
        assertThat(made.get("domain").get("roleMailbox").asString()).isEqualTo("monsite");
        assertThat(made.get("administrator").asString()).isEqualTo("monsite");
        assertThat(made.get("password").isNull()).isTrue();
        JsonNode changed = operator.json(
                200,
                "PATCH",
                "/api/v1/domains/xn--cole-9oa.example",
                "{\"enabled\":false,\"roleMailbox\":null,\"catchAll\":\"info@monsite.example\"}");
        assertThat(changed.get("enabled").asBoolean()).isFalse();
        assertThat(changed.get("catchAll").asString()).isEqualTo("info@monsite.example");
        assertThat(changed.get("roleMailbox").isNull()).isTrue();
        operator.post("/api/v1/domains", "{\"name\":\"alias.example\",\"aliasOf\":\"monsite.example\"}");
        assertThat(operator.json(200, "PATCH", "/api/v1/domains/alias.example", "{\"aliasOf\":null}")
                        .get("aliasOf")
                        .isNull())
                .isTrue();
        assertThat(operator.get("/api/v1/domains?customer=monsite&q=alias")
                        .get("items")
                        .size())
                .isEqualTo(1);
        operator.json(204, "DELETE", "/api/v1/domains/alias.example", "");
        operator.json(200, "POST", "/api/v1/domains/alias.example/restore", "");
        JsonNode keys =
                operator.get("/api/v1/domains/monsite.example/dkim-keys").get("items");
        assertThat(keys.size()).isEqualTo(2);
        assertThat(keys.get(0).get("recordText").asString()).startsWith("v=DKIM1");
        assertThat(operator.json(200, "POST", "/api/v1/domains/monsite.example/dkim-keys", "{\"now\":true}")
                        .get("items")
                        .size())
                .isEqualTo(4);
        assertThat(server.site.people.audit.page(AuditQuery.ALL.with("dkim"), OptionalLong.empty(), 5))
                .extracting(AuditEntry::what)
                .containsExactly("domain dkim rotate");
    }

    private static void mailboxes(Api operator, ApiServer server) throws Exception {
        operator.post("/api/v1/mailboxes", "{\"login\":\"dora\",\"primary\":\"dora@monsite.example\"}");
        String dora = "/api/v1/mailboxes/dora";
        operator.get("/api/v1/mailboxes");
        operator.get(dora);
        operator.json(200, "PATCH", dora, "{\"realName\":\"Dora\"}");
        operator.get(dora + "/usage");
        operator.json(200, "PUT", dora + "/password", "{}");
        operator.json(204, "POST", dora + "/welcome", "{\"sendTo\":\"ann@example.org\"}");
        operator.json(200, "POST", dora + "/take-space", "{\"from\":\"monsite\",\"bytes\":1000}");
        operator.refused(404, "not-found", "GET", dora + "/forward", "");
        operator.refused(404, "not-found", "DELETE", dora + "/forward", "");
        assertThat(operator.json(
                                200,
                                "PUT",
                                dora + "/forward",
                                "{\"targets\":[\"x@elsewhere.example\"],\"keepCopy\":true}")
                        .get("keepCopy")
                        .asBoolean())
                .isTrue();
        operator.refused(422, "circle", "PUT", dora + "/forward", "{\"targets\":[\"dora@monsite.example\"]}");
        operator.get(dora + "/forward");
        operator.json(204, "DELETE", dora + "/forward", "");
        operator.refused(404, "not-found", "GET", dora + "/forward", "");
        operator.json(200, "POST", dora + "/forward/restore", "");
        assertThat(operator.json(
                                200,
                                "PUT",
                                dora + "/auto-reply",
                                "{\"text\":\"away\",\"from\":\"2026-03-01T00:00:00Z\"}")
                        .get("intervalSeconds")
                        .asLong())
                .isEqualTo(600);
        operator.get(dora + "/auto-reply");
        operator.json(204, "DELETE", dora + "/auto-reply", "");
        operator.json(200, "POST", dora + "/auto-reply/restore", "");
        server.site
                .people
                .directory
                .credentials()
                .addAppPassword(
                        server.site.people.directory.mailbox("dora").account().id(), "phone", Set.of("imap"));
        JsonNode app = operator.get(dora + "/app-passwords").get("items").get(0);
        assertThat(app.get("label").asString()).isEqualTo("phone");
        operator.json(204, "DELETE", dora + "/app-passwords/" + app.get("id").asLong(), "");
        operator.refused(
                404,
                "not-found",
                "DELETE",
                dora + "/app-passwords/" + app.get("id").asLong(),
                "");
        assertThat(operator.get(dora + "/factors").get("codes").asBoolean()).isFalse();
        operator.json(204, "DELETE", dora + "/factors", "");
        operator.get(dora + "/logins");
        operator.get(dora + "/sessions");
        operator.json(204, "DELETE", dora + "/sessions", "");
        operator.json(204, "DELETE", dora, "");
        operator.json(200, "POST", dora + "/restore", "");
    }

    private static void aliases(Api operator) throws Exception {
        operator.post(
                "/api/v1/aliases", "{\"address\":\"sales@monsite.example\",\"targets\":[\"info@monsite.example\"]}");
        String sales = "/api/v1/aliases/sales@monsite.example";
        operator.get("/api/v1/aliases");
        assertThat(operator.get("/api/v1/aliases?q=SAL&domain=monsite.example")
                        .get("items")
                        .size())
                .isEqualTo(1);
        assertThat(operator.get("/api/v1/aliases?q=nobody").get("items").size()).isZero();
        operator.get(sales);
        assertThat(operator.json(200, "PATCH", sales, "{\"enabled\":false}")
                        .get("targets")
                        .size())
                .isEqualTo(1);
        operator.json(204, "DELETE", sales, "");
        operator.refused(404, "not-found", "GET", sales, "");
        operator.json(200, "POST", sales + "/restore", "");
    }

    private static void operators(Api operator) throws Exception {
        assertThat(operator.post("/api/v1/operators", "{\"login\":\"second\",\"realName\":\"S\"}")
                        .get("password")
                        .asString())
                .isNotEmpty();
        operator.json(200, "PUT", "/api/v1/operators/second/password", "{}");
        assertThat(operator.get("/api/v1/operators").get("items").size()).isEqualTo(2);
        operator.json(204, "DELETE", "/api/v1/operators/second/factors", "");
        operator.json(204, "DELETE", "/api/v1/operators/second", "");
        JsonNode removed = operator.get("/api/v1/operators?removed=true").get("items");
        assertThat(removed.size()).isEqualTo(1);
        assertThat(removed.get(0).get("removed").isNull()).isFalse();
        assertThat(operator.refused(409, "taken", "POST", "/api/v1/operators", "{\"login\":\"second\"}")
                        .get("detail")
                        .asString())
                .contains("operator restore second");
        assertThat(operator.json(200, "POST", "/api/v1/operators/second/restore", "")
                        .get("removed")
                        .isNull())
                .isTrue();
        operator.refused(404, "not-found", "POST", "/api/v1/operators/second/restore", "");
        operator.json(204, "DELETE", "/api/v1/operators/second", "");
        operator.refused(422, "invalid-value", "DELETE", "/api/v1/operators/operator", "");
    }

    private static void queue(Api operator, ApiServer server) throws Exception {
        long id = server.queued("far@away.example");
        server.queued("other@away.example");
        String entry = "/api/v1/queue/" + id;
        assertThat(operator.get("/api/v1/queue?q=far").get("items").size()).isEqualTo(1);
        assertThat(operator.get("/api/v1/queue?limit=1").get("next").isNull()).isFalse();
        operator.get(entry);
        assertThat(operator.json(200, "POST", entry + "/hold", "").get("state").asString())
                .isEqualTo("held");
        assertThat(operator.get("/api/v1/queue/figures").get("held").asLong()).isEqualTo(1);
        operator.json(200, "POST", entry + "/release", "");
        operator.json(200, "POST", entry + "/retry", "");
        assertThat(operator.json(200, "POST", entry + "/reroute", "{\"destination\":\"mx.example.net:2525\"}")
                        .get("destination")
                        .asString())
                .isEqualTo("mx.example.net:2525");
        operator.refused(422, "invalid-value", "POST", entry + "/reroute", "{\"destination\":\"no way\"}");
        operator.json(204, "DELETE", entry, "");
        operator.refused(404, "not-found", "POST", entry + "/hold", "");
        assertThat(server.site.people.audit.page(AuditQuery.ALL.with("queue"), OptionalLong.empty(), 9))
                .extracting(AuditEntry::what)
                .containsExactly("queue drop", "queue reroute", "queue retry", "queue release", "queue hold");
    }

    private static void trace(Api operator, ApiServer server) throws Exception {
        server.traced(new TraceEvent.Delivered(Instant.now(), "m1", "info@monsite.example", "monsite0001"));
        JsonNode found = operator.get("/api/v1/trace?q=info@monsite.example");
        assertThat(found.get("items").get(0).get("message").asString()).isEqualTo("m1");
        assertThat(found.get("items")
                        .get(0)
                        .get("endings")
                        .get(0)
                        .get("sentence")
                        .asString())
                .isNotEmpty();
        operator.get("/api/v1/trace?q=x&since=2026-03-01T00:00:00Z&language=nl");
        operator.refused(400, "malformed", "GET", "/api/v1/trace?q=x&since=yesterday", "");
        operator.refused(400, "malformed", "GET", "/api/v1/trace", "");
    }

    private static void greylist(Api operator, ApiServer server) throws Exception {
        String one = server.waiting(server.site.user, "stranger@far.example");
        JsonNode waiting = operator.get("/api/v1/greylist").get("items");
        assertThat(waiting.get(0).get("id").asString()).isEqualTo(one);
        assertThat(waiting.get(0).get("mailbox").asString()).isEqualTo("monsite0001");
        operator.json(204, "POST", "/api/v1/greylist/" + one + "/let-in", "");
        assertThat(operator.get("/api/v1/greylist?state=let-in&mailbox=monsite0001")
                        .get("items")
                        .size())
                .isEqualTo(1);
        operator.json(204, "DELETE", "/api/v1/greylist/" + one, "");
        operator.refused(404, "not-found", "DELETE", "/api/v1/greylist/" + one, "");
        operator.json(200, "PUT", "/api/v1/greylist/pauses/monsite0001", "{\"minutes\":5}");
        String friend = server.trusted("friend@far.example");
        server.trusted("other@far.example");
        assertThat(operator.get("/api/v1/greylist/trusted?limit=1").get("next").isNull())
                .isFalse();
        JsonNode trusted = operator.get("/api/v1/greylist/trusted?q=FRIEND").get("items");
        assertThat(trusted.get(0).get("id").asString()).isEqualTo(friend);
        assertThat(trusted.get(0).get("network").asString()).isEqualTo("198.51.100.0/24");
        operator.json(204, "DELETE", "/api/v1/greylist/trusted/" + friend, "");
        operator.refused(404, "not-found", "DELETE", "/api/v1/greylist/trusted/" + friend, "");
        operator.refused(422, "invalid-value", "GET", "/api/v1/greylist/trusted?cursor=eA", "");
        JsonNode added = operator.post(
                "/api/v1/greylist/trusted", "{\"network\":\"198.51.100.9\",\"sender\":\"News-17@Shop.example\"}");
        assertThat(added.get("network").asString()).isEqualTo("198.51.100.0/24");
        assertThat(added.get("sender").asString()).isEqualTo("news-#@shop.example");
        assertThat(operator.get("/api/v1/greylist/trusted?q=news-").get("items").size())
                .isEqualTo(1);
        assertThat(operator.post("/api/v1/greylist/trusted", "{\"sender\":\"Shop.example\"}")
                        .get("network")
                        .isNull())
                .isTrue();
        operator.refused(422, "invalid-value", "POST", "/api/v1/greylist/trusted", "{\"sender\":\"a@shop.example\"}");
        operator.refused(
                422,
                "invalid-value",
                "POST",
                "/api/v1/greylist/trusted",
                "{\"network\":\"198.51.0.0/16\",\"sender\":\"a@shop.example\"}");
    }

    private static void lists(Api operator) throws Exception {
        operator.json(204, "PUT", "/api/v1/lists/allow?subject=192.0.2.0/24", "");
        operator.json(204, "PUT", "/api/v1/lists/allow?subject=friend@far.example&mailbox=monsite0001", "");
        operator.json(204, "PUT", "/api/v1/lists/block?subject=spam.example&domain=monsite.example", "");
        assertThat(operator.get("/api/v1/lists/allow")
                        .get("items")
                        .get(0)
                        .get("subject")
                        .asString())
                .isEqualTo("192.0.2.0/24");
        assertThat(operator.get("/api/v1/lists/block").get("items").size()).isZero();
        assertThat(operator.get("/api/v1/lists/block?domain=monsite.example")
                        .get("items")
                        .size())
                .isEqualTo(1);
        operator.json(204, "DELETE", "/api/v1/lists/allow?subject=192.0.2.0/24", "");
        operator.refused(404, "not-found", "DELETE", "/api/v1/lists/allow?subject=192.0.2.0/24", "");
        operator.refused(404, "not-found", "GET", "/api/v1/lists/maybe", "");
        operator.refused(422, "invalid-value", "PUT", "/api/v1/lists/allow?subject=%20", "");
    }

    private static void audit(Api operator, ApiServer server) throws Exception {
        JsonNode page = operator.get("/api/v1/audit?limit=2&customer=monsite");
        assertThat(page.get("items").size()).isEqualTo(2);
        assertThat(page.get("items").get(0).get("way").asString()).isEqualTo("api");
        Optional<String> next = Api.text(page, "next");
        JsonNode older = operator.get("/api/v1/audit?limit=2&customer=monsite&cursor=" + next.orElseThrow());
        assertThat(older.get("items").get(0).get("id").asLong())
                .isLessThan(page.get("items").get(1).get("id").asLong());
        assertThat(List.of(server.site.people.audit.page(AuditQuery.ALL, OptionalLong.empty(), 500))
                        .toString())
                .doesNotContain("kivo");
    }

    private static void imports(Api operator) throws Exception {
        String csv = "primary,real-name\r\nnew1@monsite.example,N\r\nnew1@monsite.example,\r\n";
        HttpResponse<String> preview = operator.call("POST", "/api/v1/imports/mailboxes", "text/csv", csv);
        assertThat(preview.statusCode()).as(preview.body()).isEqualTo(200);
        JsonNode seen = Api.JSON.readTree(preview.body());
        assertThat(seen.get("made").asInt()).isZero();
        assertThat(seen.get("refused").asInt()).isEqualTo(1);
        assertThat(seen.get("lines").get(1).get("problem").get("detail").asString())
                .isEqualTo("new1@monsite.example is in an earlier line already.");
        assertThat(Api.JSON
                        .readTree(operator.call("POST", "/api/v1/imports/mailboxes?mode=all", "text/csv", csv)
                                .body())
                        .get("made")
                        .asInt())
                .isZero();
        JsonNode made = Api.JSON.readTree(operator.call("POST", "/api/v1/imports/mailboxes?mode=lines", "text/csv", csv)
                .body());
        assertThat(made.get("made").asInt()).isEqualTo(1);
        assertThat(made.get("lines").get(0).get("password").asString()).isNotEmpty();
        assertThat(operator.call("POST", "/api/v1/imports/mailboxes", "text/csv", "what\n")
                        .statusCode())
                .isEqualTo(422);
        HttpResponse<String> export = operator.call("GET", "/api/v1/exports/mailboxes?customer=monsite", "");
        assertThat(export.body())
                .startsWith(
                        "login,real-name,password,quota,primary,addresses,enabled,language,pop-delete,forward,keep-copy\r\n")
                .contains("monsite0001,")
                .contains("new1@monsite.example")
                .doesNotContain("ann@example.org");
    }
}
