package org.tassis.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tassis.testkit.TestDirectory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `customer`, `plan`, `operator`, `audit`.
class CustomerCommandsTest {
    private final TestDirectory people = new TestDirectory();
    private final DirectoryCommands commands = TestCommands.over(people);

    private String in = "";
    private String out = "";
    private String err = "";

    @Test
    void aCustomerIsMadeFilledAndLimited() {
        assertThat(run("customer", "add", "monsite", "--plan", "Light", "--title", "Mon Site"))
                .isZero();
        assertThat(run("domain", "add", "monsite.example", "--customer", "monsite"))
                .isZero();
        assertThat(run("mailbox", "add", "--domain", "monsite.example", "--primary", "info@monsite.example"))
                .isZero();
        assertThat(run("customer", "change", "monsite", "--administrator", "monsite0001"))
                .isZero();
        assertThat(run("mailbox", "add", "--domain", "monsite.example", "--primary", "b@monsite.example"))
                .isEqualTo(1);
        assertThat(err)
                .isEqualTo("The plan Light of monsite allows 3 GB of mail storage in all, of which nothing is left."
                        + " Make room, or choose a larger plan.\n");
        assertThat(run("mailbox", "change", "monsite0001", "--quota", "1GB")).isZero();
        assertThat(run("mailbox", "add", "--login", "x", "--quota", "1GB", "--primary", "b@monsite.example"))
                .isEqualTo(1);
        assertThat(err).contains("allows 1 of mailboxes in all, of which nothing is left");
        assertThat(run("domain", "add", "zwei.example", "--customer", "monsite"))
                .isEqualTo(1);
        assertThat(err).contains("mail domains");
        assertThat(run("customer", "show", "monsite")).isZero();
        assertThat(out)
                .contains("Plan            Light")
                .contains("Administrator   monsite0001")
                .contains("Mail storage    1 GB of 3 GB, 2 GB left")
                .contains("Mailboxes       1 of 1, 0 left")
                .contains("Domain aliases  0 of unlimited")
                .contains("Names           monsite.example");
        assertThat(run("customer", "show", "monsite", "--json")).isZero();
        assertThat(json().at("/storage/most").asLong()).isEqualTo(3L << 30);
        assertThat(run("customer", "list")).isZero();
        assertThat(out.lines()).first(STRING).startsWith("CUSTOMER");
        assertThat(out)
                .containsPattern("monsite +Mon Site +Light +monsite0001 +20")
                .contains("house");
        assertThat(run("customer", "list", "mon s", "--json")).isZero();
        assertThat(json()).hasSize(1);
        assertThat(run("domain", "list", "--customer", "monsite")).isZero();
        assertThat(out).contains("monsite.example").doesNotContain("example.org");
    }

    @Test
    void aCustomerIsRemovedAndRestored() {
        run("customer", "add", "monsite");
        run("domain", "add", "monsite.example", "--customer", "monsite");
        run("mailbox", "add", "--domain", "monsite.example", "--primary", "info@monsite.example");
        assertThat(run("customer", "remove", "monsite", "nobody")).isEqualTo(1);
        assertThat(out).contains("To undo: customer restore monsite");
        assertThat(err).contains("There is no customer nobody.");
        assertThat(run("mailbox", "show", "monsite0001")).isEqualTo(1);
        assertThat(run("domain", "restore", "monsite.example")).isEqualTo(1);
        assertThat(err).contains("customer restore monsite");
        assertThat(run("customer", "list", "--removed")).isZero();
        assertThat(out).contains("monsite");
        assertThat(run("customer", "restore", "monsite")).isZero();
        assertThat(run("mailbox", "show", "monsite0001")).isZero();
        assertThat(run("customer", "remove", "house")).isEqualTo(1);
        assertThat(run("customer", "take", "monsite", "example.org")).isZero();
        assertThat(run("domain", "show", "example.org")).isZero();
        assertThat(out).contains("Customer    monsite");
    }

    @Test
    void aDomainIsSetUpAndItsPeopleWelcomed() {
        run("customer", "add", "monsite", "--plan", "Recommended", "--language", "fr");
        assertThat(run("domain", "set-up", "monsite.example", "--customer", "monsite"))
                .isZero();
        assertThat(out)
                .startsWith("Domain monsite.example added.\nAdministrator: monsite\nPassword: ")
                .contains("The message to the administrator is sent.");
        assertThat(run("domain", "show", "monsite.example")).isZero();
        assertThat(out).contains("Roles       monsite");
        assertThat(run("mailbox", "show", "monsite@monsite.example")).isZero();
        assertThat(out).contains("Language      fr");
        assertThat(run("mailbox", "add", "--domain", "monsite.example", "--welcome", "--send-to", "a@away.example"))
                .isZero();
        assertThat(run("mailbox", "welcome", "monsite0001")).isZero();
        assertThat(out).isEqualTo("The welcome message is sent into the mailbox.\n");
        assertThat(run("mailbox", "welcome", "nobody")).isEqualTo(1);
    }

    @Test
    void nobodyLoggedInYet() {
        assertThat(run("mailbox", "logins", "ann")).isZero();
        assertThat(out).isEqualTo("Nobody logged in.\n");
        assertThat(run("mailbox", "logins", "ann", "--json")).isZero();
        assertThat(json()).isEmpty();
    }

    @Test
    void plansAreListedAndChanged() {
        assertThat(run("plan", "list")).isZero();
        assertThat(out).containsPattern("Recommended +30 GB +10 +5 +unlimited");
        assertThat(run("plan", "add", "Tiny", "--storage", "1GB", "--mailboxes", "2"))
                .isZero();
        assertThat(run("plan", "add", "TINY")).isEqualTo(1);
        assertThat(run("plan", "change", "tiny", "--mailboxes", "unlimited", "--domains", "3"))
                .isZero();
        assertThat(run("plan", "show", "Tiny", "--json")).isZero();
        assertThat(json().at("/mailboxes").isNull()).isTrue();
        assertThat(json().at("/domains").asInt()).isEqualTo(3);
        assertThat(run("plan", "change", "tiny", "--mailboxes", "many")).isEqualTo(1);
        assertThat(run("customer", "add", "monsite", "--plan", "tiny")).isZero();
        assertThat(run("plan", "remove", "tiny")).isEqualTo(1);
        assertThat(err).isEqualTo("The plan Tiny is the plan of 1 customer. Give them another one first.\n");
        assertThat(run("customer", "change", "monsite", "--no-plan")).isZero();
        assertThat(run("plan", "list", "--removed")).isZero();
        assertThat(out).contains("No plan was removed.");
        assertThat(run("plan", "remove", "tiny")).isZero();
        assertThat(out).contains("To undo: plan restore tiny");
        assertThat(run("plan", "show", "tiny")).isEqualTo(1);
        assertThat(run("plan", "list", "--removed")).isZero();
        assertThat(out).contains("Tiny").doesNotContain("Recommended");
        assertThat(run("plan", "list", "--removed", "--json")).isZero();
        assertThat(json().at("/removed").isNull()).isFalse();
        assertThat(run("plan", "restore", "TINY")).isZero();
        assertThat(out).contains("Plan Tiny restored.");
        assertThat(run("plan", "restore", "tiny")).isEqualTo(1);
        assertThat(err).isEqualTo("There is no plan tiny.\n");
    }

    @Test
    void operatorsHaveNoMailbox() {
        assertThat(run("operator", "list")).isZero();
        assertThat(out).startsWith("There is no operator yet");
        assertThat(run("operator", "add")).isZero();
        assertThat(out).contains("Operator operator added.").contains("Password: ");
        in = "a-password-77-of-mine\n";
        assertThat(run("operator", "password", "operator", "--stdin")).isZero();
        assertThat(run("operator", "add", "second", "--real-name", "Se Cond", "--stdin"))
                .isZero();
        assertThat(run("operator", "list")).isZero();
        assertThat(out).containsPattern("second +Se Cond +20");
        assertThat(run("operator", "remove", "operator")).isZero();
        assertThat(out).contains("To undo: operator restore operator");
        assertThat(run("operator", "list", "--removed")).isZero();
        assertThat(out).contains("operator").doesNotContain("second");
        assertThat(run("operator", "add", "operator")).isEqualTo(1);
        assertThat(err).contains("operator restore operator");
        assertThat(run("operator", "restore", "operator")).isZero();
        assertThat(run("operator", "restore", "operator")).isEqualTo(1);
        assertThat(run("operator", "list", "--removed")).isZero();
        assertThat(out).contains("No operator was removed.");
        assertThat(run("operator", "remove", "operator")).isZero();
        assertThat(run("operator", "remove", "second")).isEqualTo(1);
        assertThat(run("mailbox", "show", "second")).isEqualTo(1);
        assertThat(run("mailbox", "add", "--login", "second")).isEqualTo(1);
    }

    @Test
    void whatWasDoneIsTold() {
        run("customer", "add", "monsite");
        run("domain", "add", "monsite.example", "--customer", "monsite");
        run("mailbox", "change", "ann", "--real-name", "Ann Other", "--quota", "1GB");
        run("forward", "set", "ann", "bob@example.org");
        assertThat(DirectoryCommands.asksForHelp(List.of("audit"))).isFalse();
        assertThat(DirectoryCommands.asksForHelp(List.of("customer"))).isTrue();
        assertThat(run("audit")).isZero();
        assertThat(out.lines()).first(STRING).startsWith("WHEN");
        assertThat(out)
                .containsPattern("console +command line +mailbox change ann +quota: 3 GB -> 1 GB; real name: Ann Other")
                .contains("forward set ann")
                .contains("customer add monsite");
        assertThat(run("audit", "--customer", "monsite", "--json")).isZero();
        assertThat(json()).hasSize(2);
        assertThat(run("audit", "forward", "--since", "1h", "-n", "1")).isZero();
        assertThat(out.lines()).hasSize(2);
        assertThat(run("audit", "--csv")).isZero();
        assertThat(out).startsWith("when,who,way,from,what,to,before,after\r\n");
        assertThat(run("audit", "nothing like this")).isZero();
        assertThat(out).isEqualTo("Nothing of that kind was done.\n");
    }

    private JsonNode json() {
        return JsonMapper.builder().build().readTree(out);
    }

    private int run(String... words) {
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        int status = commands.run(
                List.of(words),
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(output),
                new PrintWriter(errors));
        out = output.toString();
        err = errors.toString();
        return status;
    }

    @Test
    void aTokenIsMadeListedAndRevoked() {
        assertThat(run("token", "add", "billing", "--scope", "all")).isEqualTo(1);
        assertThat(err).contains("operator");
        run("operator", "add");
        assertThat(run("token", "add", "billing", "--scope", "mailboxes:fly")).isEqualTo(2);
        assertThat(run("token", "add", "billing", "--scope", "read,mailboxes:write", "--for", "800d"))
                .isEqualTo(1);
        assertThat(err).contains("730 days");
        assertThat(run("token", "add", "billing", "--scope", "read,mailboxes:write"))
                .isZero();
        assertThat(out).containsPattern("Token: tassis_[0-9A-Za-z]{46}\n");
        assertThat(run("token", "list")).isZero();
        assertThat(out).contains("read mailboxes:write").contains("never").doesNotContain("tassis_");
        assertThat(run("token", "list", "--json")).isZero();
        String id = json().get(0).get("id").asString();
        assertThat(run("token", "revoke", id, "999")).isEqualTo(1);
        assertThat(out).contains("Token " + id + " revoked.");
        assertThat(err).contains("There is no token 999.");
        assertThat(run("token", "list")).isZero();
        assertThat(out).contains("There is no token yet");
    }
}
