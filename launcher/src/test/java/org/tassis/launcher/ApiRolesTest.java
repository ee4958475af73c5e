package org.tassis.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.Plan;
import org.tassis.directory.desk.Visit;
import org.tassis.mailflow.trace.TraceEvent;

/// Role by action by whose, over the API: the whole table, written down by hand. Three signs for each
/// action: an operator; an administrator on what is his own; he on what is somebody else's. `y` may, `n` is
/// refused (403), `-` is answered as if it were not there.
class ApiRolesTest {
    @TempDir
    Path directory;

    private static final Map<String, String> TABLE = Map.ofEntries(
            Map.entry("GET /api/v1/customers", "ynn"),
            Map.entry("POST /api/v1/customers", "ynn"),
            Map.entry("GET /api/v1/customers/{customer}", "yy-"),
            Map.entry("GET /api/v1/customers/{customer}/usage", "yy-"),
            Map.entry("PATCH /api/v1/customers/{customer}", "ynn"),
            Map.entry("POST /api/v1/customers/{customer}/take-domains", "ynn"),
            Map.entry("POST /api/v1/customers/{customer}/restore", "ynn"),
            Map.entry("DELETE /api/v1/customers/{customer}", "ynn"),
            Map.entry("GET /api/v1/plans", "ynn"),
            Map.entry("POST /api/v1/plans", "ynn"),
            Map.entry("GET /api/v1/plans/{plan}", "ynn"),
            Map.entry("PATCH /api/v1/plans/{plan}", "ynn"),
            Map.entry("DELETE /api/v1/plans/{plan}", "ynn"),
            Map.entry("POST /api/v1/plans/{plan}/restore", "ynn"),
            Map.entry("GET /api/v1/domains", "yyy"), // he sees only his own: tested apart
            Map.entry("POST /api/v1/domains", "yn-"),
            Map.entry("GET /api/v1/domains/{domain}", "yy-"),
            Map.entry("PATCH /api/v1/domains/{domain}", "yy-"),
            Map.entry("DELETE /api/v1/domains/{domain}", "yn-"),
            Map.entry("POST /api/v1/domains/{domain}/restore", "yn-"),
            Map.entry("GET /api/v1/domains/{domain}/dkim-keys", "yy-"),
            Map.entry("POST /api/v1/domains/{domain}/dkim-keys", "yy-"),
            Map.entry("GET /api/v1/mailboxes", "yyy"), // likewise
            Map.entry("POST /api/v1/mailboxes", "yy-"),
            Map.entry("GET /api/v1/mailboxes/{mailbox}", "yy-"),
            Map.entry("PATCH /api/v1/mailboxes/{mailbox}", "yy-"),
            Map.entry("DELETE /api/v1/mailboxes/{mailbox}", "yy-"),
            Map.entry("POST /api/v1/mailboxes/{mailbox}/restore", "yy-"),
            Map.entry("PUT /api/v1/mailboxes/{mailbox}/password", "yy-"),
            Map.entry("POST /api/v1/mailboxes/{mailbox}/welcome", "yy-"),
            Map.entry("POST /api/v1/mailboxes/{mailbox}/take-space", "yy-"),
            Map.entry("GET /api/v1/mailboxes/{mailbox}/usage", "yy-"),
            Map.entry("GET /api/v1/mailboxes/{mailbox}/forward", "yy-"),
            Map.entry("PUT /api/v1/mailboxes/{mailbox}/forward", "yy-"),
            Map.entry("DELETE /api/v1/mailboxes/{mailbox}/forward", "yy-"),
            Map.entry("POST /api/v1/mailboxes/{mailbox}/forward/restore", "yy-"),
            Map.entry("GET /api/v1/mailboxes/{mailbox}/auto-reply", "yy-"),
            Map.entry("PUT /api/v1/mailboxes/{mailbox}/auto-reply", "yy-"),
            Map.entry("DELETE /api/v1/mailboxes/{mailbox}/auto-reply", "yy-"),
            Map.entry("POST /api/v1/mailboxes/{mailbox}/auto-reply/restore", "yy-"),
            Map.entry("GET /api/v1/mailboxes/{mailbox}/app-passwords", "yy-"),
            Map.entry("DELETE /api/v1/mailboxes/{mailbox}/app-passwords/{id}", "yy-"),
            Map.entry("GET /api/v1/mailboxes/{mailbox}/factors", "yy-"),
            Map.entry("DELETE /api/v1/mailboxes/{mailbox}/factors", "yy-"),
            Map.entry("GET /api/v1/mailboxes/{mailbox}/logins", "yy-"),
            Map.entry("GET /api/v1/mailboxes/{mailbox}/sessions", "yy-"),
            Map.entry("DELETE /api/v1/mailboxes/{mailbox}/sessions", "yy-"),
            Map.entry("DELETE /api/v1/mailboxes/{mailbox}/sessions/{key}", "yy-"),
            Map.entry("GET /api/v1/mailboxes/{mailbox}/files", "yy-"),
            Map.entry("POST /api/v1/mailboxes/{mailbox}/files", "yy-"),
            Map.entry("GET /api/v1/mailboxes/{mailbox}/files/{id}", "yy-"),
            Map.entry("POST /api/v1/mailboxes/{mailbox}/files/{id}/stop", "yy-"),
            Map.entry("POST /api/v1/mailboxes/{mailbox}/files/{id}/resume", "yy-"),
            Map.entry("POST /api/v1/imports/mailboxes", "yyy"), // each row is refused: tested apart
            Map.entry("GET /api/v1/exports/mailboxes", "yy-"),
            Map.entry("GET /api/v1/aliases", "yy-"),
            Map.entry("POST /api/v1/aliases", "yy-"),
            Map.entry("GET /api/v1/aliases/{address}", "yy-"),
            Map.entry("PATCH /api/v1/aliases/{address}", "yy-"),
            Map.entry("DELETE /api/v1/aliases/{address}", "yy-"),
            Map.entry("POST /api/v1/aliases/{address}/restore", "yy-"),
            Map.entry("GET /api/v1/operators", "ynn"),
            Map.entry("POST /api/v1/operators", "ynn"),
            Map.entry("PUT /api/v1/operators/{operator}/password", "ynn"),
            Map.entry("DELETE /api/v1/operators/{operator}/factors", "ynn"),
            Map.entry("DELETE /api/v1/operators/{operator}", "ynn"),
            Map.entry("POST /api/v1/operators/{operator}/restore", "ynn"),
            Map.entry("GET /api/v1/audit", "yy-"),
            Map.entry("GET /api/v1/queue", "yyy"),
            Map.entry("GET /api/v1/queue/figures", "ynn"),
            Map.entry("GET /api/v1/queue/{entry}", "yy-"),
            Map.entry("POST /api/v1/queue/{entry}/hold", "ynn"),
            Map.entry("POST /api/v1/queue/{entry}/release", "ynn"),
            Map.entry("POST /api/v1/queue/{entry}/retry", "ynn"),
            Map.entry("POST /api/v1/queue/{entry}/reroute", "ynn"),
            Map.entry("DELETE /api/v1/queue/{entry}", "ynn"),
            Map.entry("GET /api/v1/trace", "yyy"), // likewise
            Map.entry("GET /api/v1/greylist", "yy-"),
            Map.entry("GET /api/v1/greylist/trusted", "ynn"),
            Map.entry("POST /api/v1/greylist/trusted", "ynn"),
            Map.entry("DELETE /api/v1/greylist/trusted/{id}", "ynn"),
            Map.entry("POST /api/v1/greylist/{id}/let-in", "yy-"),
            Map.entry("DELETE /api/v1/greylist/{id}", "yy-"),
            Map.entry("PUT /api/v1/greylist/pauses/{mailbox}", "yy-"),
            Map.entry("GET /api/v1/lists/{effect}", "yy-"),
            Map.entry("PUT /api/v1/lists/{effect}", "yy-"),
            Map.entry("DELETE /api/v1/lists/{effect}", "yy-"),
            Map.entry("GET /api/v1/backups", "yyy"), // he sees when they were made, no more
            Map.entry("POST /api/v1/backups", "ynn"),
            Map.entry("GET /api/v1/backups/state", "ynn"),
            Map.entry("GET /api/v1/backups/jobs", "yyy"), // he sees only his own: tested apart
            Map.entry("GET /api/v1/backups/jobs/{job}", "yyy"), // which he gave himself
            Map.entry("POST /api/v1/backups/jobs/{job}/stop", "yyy"), // likewise
            Map.entry("GET /api/v1/migrations", "ynn"),
            Map.entry("POST /api/v1/migrations", "ynn"),
            Map.entry("GET /api/v1/migrations/{id}", "ynn"),
            Map.entry("POST /api/v1/migrations/{id}/stop", "ynn"),
            Map.entry("POST /api/v1/migrations/{id}/resume", "ynn"),
            Map.entry("GET /api/v1/reports", "yyy"), // he sees only his own: tested apart
            Map.entry("GET /api/v1/browsers", "ynn"),
            Map.entry("DELETE /api/v1/browsers/{key}", "ynn"),
            Map.entry("GET /api/v1/connections", "ynn"),
            Map.entry("DELETE /api/v1/connections/{id}", "ynn"),
            Map.entry("GET /api/v1/certificates", "ynn"),
            Map.entry("POST /api/v1/certificates/order", "ynn"),
            Map.entry("GET /api/v1/quarantine", "yyy"), // his own: QuarantineTest
            Map.entry("POST /api/v1/quarantine/release", "yy-"),
            Map.entry("GET /api/v1/quota", "yyy"), // his own: UsageContract
            Map.entry("GET /api/v1/domains/{domain}/dns", "yy-"),
            Map.entry("GET /api/v1/domains/{domain}/dns/zone", "yy-"),
            Map.entry("POST /api/v1/backups/{backup}/drill", "ynn"),
            Map.entry("POST /api/v1/backups/{backup}/check", "ynn"),
            Map.entry("GET /api/v1/backups/{backup}/mailboxes", "yyy"), // likewise
            Map.entry("GET /api/v1/backups/{backup}/folders", "yy-"),
            Map.entry("GET /api/v1/backups/{backup}/messages", "yy-"),
            Map.entry("GET /api/v1/backups/{backup}/preview", "yy-"),
            Map.entry("POST /api/v1/backups/{backup}/restore", "yy-"),
            Map.entry("GET /api/v1/tokens", "yyy"), // likewise
            Map.entry("POST /api/v1/tokens", "yyn"),
            Map.entry("GET /api/v1/tokens/{id}", "yy-"),
            Map.entry("DELETE /api/v1/tokens/{id}", "yy-"));

    /// Answered to everybody, or to nobody from elsewhere.
    private static final Set<String> APART = Set.of(
            "GET /api/v1/openapi.json", "GET /api/v1/docs", "GET /api/v1/problems/{kind}", "POST /api/v1/commands");

    /// Things of one customer.
    private record Things(String customer, String domain, Account mailbox, String tokens) {}

    private ApiServer server;
    private Api operator;
    private Api administrator;

    @Test
    void roleByActionByWhose() throws Exception {
        try (ApiServer running = new ApiServer(directory)) {
            server = running;
            Set<String> operations = new TreeSet<>(server.description.operations());
            operations.removeAll(APART);
            assertThat(TABLE.keySet()).containsExactlyInAnyOrderElementsOf(operations);

            operator = server.as("operator", "all");
            administrator = server.as("monsite", "all");
            Things own = new Things("monsite", "monsite.example", server.site.user, "monsite");
            Things foreign = foreign();
            Map<String, String> found = new TreeMap<>();
            for (String operation : operations) {
                found.put(
                        operation,
                        sign(operator, operation, own)
                                + sign(administrator, operation, own)
                                + sign(administrator, operation, foreign));
            }
            assertThat(found).isEqualTo(new TreeMap<>(TABLE));
            readingIsNotWriting(operations, own);
            whatIsListedIsHisOwn();
        }
    }

    private Things foreign() {
        var people = server.site.people;
        people.desk.customers(Visit.CONSOLE).add(NewCustomer.named(new Login("theirs")));
        people.directory.addDomain(
                org.tassis.testkit.TestDirectory.domain("theirs.example"),
                people.directory.customers().named(new Login("theirs")).id());
        Account mailbox = people.add("theirs0001", "they-grow-7-pears", "info@theirs.example");
        people.directory
                .customers()
                .changeAdministrator(
                        people.directory.customers().named(new Login("theirs")).id(), Optional.of(mailbox.id()));
        return new Things("theirs", "theirs.example", mailbox, "theirs0001");
    }

    private void readingIsNotWriting(Set<String> operations, Things own) throws Exception {
        Api reading = server.as("operator", "read");
        for (String operation : operations) {
            HttpResponse<String> response = call(reading, operation, own);
            assertThat(response.statusCode() == 403 && response.body().contains("insufficient-scope"))
                    .as(operation)
                    .isEqualTo(!operation.startsWith("GET "));
        }
    }

    private void whatIsListedIsHisOwn() throws Exception {
        assertThat(administrator.get("/api/v1/mailboxes").toString())
                .contains("monsite0001")
                .doesNotContain("ann@");
        assertThat(administrator.get("/api/v1/domains").toString())
                .contains("monsite.example")
                .doesNotContain("theirs.example");
        server.queued("ours@away.example", server.site.user);
        server.queued(
                "theirs@away.example",
                server.site.people.directory.identify("theirs0001").orElseThrow());
        assertThat(administrator.get("/api/v1/queue").toString())
                .contains("ours@away.example")
                .doesNotContain("theirs@away.example");
        server.traced(new TraceEvent.Delivered(java.time.Instant.now(), "m1", "info@monsite.example", "monsite0001"));
        server.traced(new TraceEvent.Delivered(java.time.Instant.now(), "m2", "info@theirs.example", "theirs0001"));
        assertThat(administrator.get("/api/v1/trace?q=m1").get("items").size()).isEqualTo(1);
        assertThat(administrator.get("/api/v1/trace?q=m2").get("items").size()).isZero();
        assertThat(administrator.get("/api/v1/tokens").toString()).doesNotContain("operator");
        assertThat(administrator.get("/api/v1/backups/jobs").toString())
                .contains("\"actor\":\"monsite\"")
                .doesNotContain("\"actor\":\"operator\"");
        assertThat(administrator.get("/api/v1/backups").toString())
                .contains(CannedCopies.ID)
                .doesNotContain("3000000");
        assertThat(administrator
                        .get("/api/v1/backups/" + CannedCopies.ID + "/mailboxes")
                        .toString())
                .contains("monsite0001")
                .doesNotContain("theirs", "ann");
        assertThat(administrator.get("/api/v1/reports").toString())
                .contains("monsite.example")
                .doesNotContain("theirs.example");
        assertThat(administrator.get("/api/v1/audit").toString()).doesNotContain("theirs");
        assertThat(administrator.call("GET", "/api/v1/exports/mailboxes", "").body())
                .doesNotContain("theirs");
        assertThat(administrator
                        .call(
                                "POST",
                                "/api/v1/imports/mailboxes?mode=lines",
                                "text/csv",
                                "login,primary\nx1,x@theirs.example\n")
                        .body())
                .contains("\"made\":0");
    }

    private String sign(Api role, String operation, Things things) throws Exception {
        HttpResponse<String> response = call(role, operation, things);
        int status = response.statusCode();
        assertThat(status)
                .as("%s %s", operation, response.body())
                .isNotEqualTo(401)
                .isLessThan(500);
        if (status == 403) {
            return "n";
        }
        boolean missing = status == 404
                || status == 422 && response.body().matches(".*(There is no |is not a domain of this server).*");
        return missing ? "-" : "y";
    }

    /// Everything that the action needs is there before it.
    private HttpResponse<String> call(Api role, String operation, Things things) throws Exception {
        prepare(things);
        if (role == operator && operation.equals("POST /api/v1/customers/{customer}/restore")) {
            server.site.people.desk.customers(Visit.CONSOLE).remove(new Login(things.customer()));
        }
        if (role == operator && operation.equals("POST /api/v1/plans/{plan}/restore")) {
            server.site.people.desk.customers(Visit.CONSOLE).removePlan("Light");
        }
        if (role == operator && operation.equals("POST /api/v1/operators/{operator}/restore")) {
            server.site.people.desk.operators(Visit.CONSOLE).remove(new Login("second"));
        }
        if (operation.equals("POST /api/v1/aliases/{address}/restore")) {
            server.site
                    .people
                    .desk
                    .domains(Visit.CONSOLE)
                    .removeAlias(EmailAddress.valueOf("sales@" + things.domain()));
        }
        String[] parts = operation.split(" ", 2);
        String mailbox = things.mailbox().login().value();
        String path = parts[1].replace("{customer}", things.customer())
                .replace("{plan}", "light")
                .replace("{operator}", "second")
                .replace("{domain}", parts[1].endsWith("/restore") ? "gone." + things.domain() : things.domain())
                .replace("{mailbox}", mailbox)
                .replace("{address}", "sales@" + things.domain())
                .replace("{effect}", "allow");
        path = path.replace("{backup}", CannedCopies.ID);
        if (path.contains("backups/jobs/{job}")) {
            Api giver = role == operator || role == administrator ? role : operator;
            long job = giver.json(201, "POST", "/api/v1/backups/" + CannedCopies.ID + "/restore", "{}")
                    .get("id")
                    .asLong();
            path = path.replace("{job}", Long.toString(job));
        }
        if (path.contains("migrations/{id}")) {
            path = path.replace("{id}", Long.toString(server.moving(things.mailbox())));
        }
        if (path.contains("files/{id}")) {
            path = path.replace("{id}", Long.toString(server.sent(things.mailbox())));
        }
        if (path.contains("{key}")) {
            path = path.replace("{key}", server.browser(things.mailbox()));
        }
        if (path.contains("connections/{id}")) {
            path = path.replace("{id}", "imap-1");
        }
        if (path.contains("{entry}")) {
            path = path.replace("{entry}", Long.toString(server.queued("far@away.example", things.mailbox())));
        }
        if (path.contains("greylist/trusted/{id}")) {
            path = path.replace("{id}", server.trusted("stranger@far.example"));
        }
        if (path.contains("greylist/{id}")) {
            path = path.replace("{id}", server.waiting(things.mailbox(), "stranger@far.example"));
        }
        if (path.contains("app-passwords/{id}")) {
            server.site
                    .people
                    .directory
                    .credentials()
                    .addAppPassword(things.mailbox().id(), "phone", Set.of());
            path = path.replace(
                    "{id}",
                    Long.toString(server
                            .site
                            .people
                            .directory
                            .credentials()
                            .of(things.mailbox().id())
                            .stream()
                            .filter(one -> one.kind() == org.tassis.directory.Credential.Kind.APP)
                            .findFirst()
                            .orElseThrow()
                            .id()));
            server.site.people.directory.credentials().of(things.mailbox().id()).stream()
                    .filter(one -> one.kind() == org.tassis.directory.Credential.Kind.APP)
                    .skip(1)
                    .forEach(one -> server.site
                            .people
                            .directory
                            .credentials()
                            .removeAppPassword(things.mailbox().id(), one.id()));
        }
        if (path.contains("tokens/{id}")) {
            path = path.replace("{id}", Long.toString(server.token(things.tokens())));
        }
        String query =
                switch (operation) {
                    case "GET /api/v1/exports/mailboxes", "GET /api/v1/audit" -> "?customer=" + things.customer();
                    case "GET /api/v1/aliases" -> "?domain=" + things.domain();
                    case "GET /api/v1/trace" -> "?q=x";
                    case "GET /api/v1/greylist",
                            "GET /api/v1/backups/{backup}/folders",
                            "GET /api/v1/backups/{backup}/messages",
                            "GET /api/v1/backups/{backup}/preview" -> "?mailbox=" + mailbox;
                    case "GET /api/v1/lists/{effect}" -> "?domain=" + things.domain();
                    case "PUT /api/v1/lists/{effect}", "DELETE /api/v1/lists/{effect}" ->
                        "?subject=x.example&mailbox=" + mailbox;
                    default -> "";
                };
        if (operation.equals("DELETE /api/v1/lists/{effect}")) {
            server.as("operator", "all").call("PUT", path + query, "");
        }
        boolean csv = operation.equals("POST /api/v1/imports/mailboxes");
        String type = csv
                ? "text/csv"
                : operation.equals("POST /api/v1/mailboxes/{mailbox}/files")
                        ? "application/octet-stream"
                        : "application/json";
        return role.call(parts[0], path + query, type, body(operation, things));
    }

    private String body(String operation, Things things) throws Exception {
        String some = Long.toString(System.nanoTime());
        return switch (operation) {
            case "POST /api/v1/customers" -> "{\"name\":\"c" + some + "\"}";
            case "POST /api/v1/customers/{customer}/take-domains" -> "{\"domains\":[\"" + things.domain() + "\"]}";
            case "POST /api/v1/certificates/order" -> "{}";
            case "POST /api/v1/quarantine/release" -> {
                String message = "q" + some;
                server.caught(message, things.mailbox());
                yield "{\"message\":\"" + message + "\",\"recipient\":\""
                        + things.mailbox().primary().orElseThrow() + "\"}";
            }
            case "POST /api/v1/plans" -> "{\"name\":\"p" + some + "\"}";
            case "POST /api/v1/domains" ->
                "{\"name\":\"d" + some + ".example\",\"customer\":\"" + things.customer() + "\"}";
            case "POST /api/v1/mailboxes" ->
                "{\"login\":\"m" + some + "\",\"quota\":1000,\"primary\":\"m" + some + "@" + things.domain() + "\"}";
            case "POST /api/v1/mailboxes/{mailbox}/take-space" ->
                "{\"from\":\"" + things.customer() + "\",\"bytes\":1}";
            case "POST /api/v1/backups/{backup}/restore" ->
                "{\"mailbox\":\"" + things.mailbox().login() + "\"}";
            case "PUT /api/v1/mailboxes/{mailbox}/forward" -> "{\"targets\":[\"x@elsewhere.example\"]}";
            case "PUT /api/v1/mailboxes/{mailbox}/auto-reply" -> "{\"text\":\"x\"}";
            case "POST /api/v1/imports/mailboxes" -> "login\n";
            case "POST /api/v1/mailboxes/{mailbox}/files" -> "Subject: x\r\n\r\nText\r\n";
            case "POST /api/v1/aliases" ->
                "{\"address\":\"a" + some + "@" + things.domain() + "\",\"targets\":[\"x@elsewhere.example\"]}";
            case "POST /api/v1/operators" -> "{\"login\":\"o" + some + "\"}";
            case "POST /api/v1/queue/{entry}/reroute" -> "{\"destination\":\"mx.example.net:25\"}";
            case "PUT /api/v1/greylist/pauses/{mailbox}" -> "{\"minutes\":0}";
            case "POST /api/v1/greylist/trusted" -> "{\"sender\":\"trusted.example\"}";
            case "POST /api/v1/migrations" ->
                "{\"mailbox\":\"" + things.mailbox().login() + "\",\"host\":\"old.example\",\"password\":\"x\"}";
            case "POST /api/v1/migrations/{id}/resume" -> "{}";
            case "POST /api/v1/tokens" ->
                "{\"name\":\"x\",\"scopes\":\"all\""
                        + (things.customer().equals("theirs") ? ",\"owner\":\"theirs0001\"" : "") + "}";
            default ->
                operation.startsWith("PATCH ")
                                || operation.endsWith("/password")
                                || operation.endsWith("/welcome")
                                || operation.equals("POST /api/v1/domains/{domain}/dkim-keys")
                        ? "{}"
                        : "";
        };
    }

    private void prepare(Things things) {
        var people = server.site.people;
        var desk = people.desk;
        String mailbox = things.mailbox().login().value();
        Login customer = new Login(things.customer());
        EmailAddress sales = EmailAddress.valueOf("sales@" + things.domain());
        EmailAddress away = EmailAddress.valueOf("x@elsewhere.example");
        ApiServer.perhaps(() -> desk.customers(Visit.CONSOLE).restore(customer));
        ApiServer.perhaps(() -> desk.mailboxes(Visit.CONSOLE).restore(mailbox));
        ApiServer.perhaps(() -> desk.domains(Visit.CONSOLE).addAlias(sales, java.util.List.of(away)));
        ApiServer.perhaps(() -> desk.customers(Visit.CONSOLE).addPlan(new Plan("Light", 1L << 40, 100, 100, 100)));
        ApiServer.perhaps(() -> desk.domains(Visit.CONSOLE)
                .add(
                        org.tassis.testkit.TestDirectory.domain("gone." + things.domain()),
                        people.directory.customers().named(customer).id()));
        ApiServer.perhaps(() -> desk.mailboxes(Visit.CONSOLE).setForward(mailbox, java.util.List.of(away), true));
        ApiServer.perhaps(() -> desk.mailboxes(Visit.CONSOLE)
                .setAutoReply(mailbox, "", "x", Optional.empty(), Optional.empty(), Optional.empty()));
        ApiServer.perhaps(() -> desk.operators(Visit.CONSOLE).restore(new Login("second")));
        ApiServer.perhaps(
                () -> desk.operators(Visit.CONSOLE).add(new Login("second"), "", new Secret("kivo-tame-ruzo-274")));
    }
}
