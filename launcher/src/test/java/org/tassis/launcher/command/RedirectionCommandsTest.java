package org.tassis.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tassis.core.EmailAddress;
import org.tassis.directory.AutoReply;
import org.tassis.directory.Route;
import org.tassis.directory.Target;
import org.tassis.testkit.TestDirectory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `alias`, `forward`, `autoreply`, and what `domain` says about addresses that are not there.
class RedirectionCommandsTest {
    private final TestDirectory people = new TestDirectory();
    private final DirectoryCommands commands = TestCommands.over(people);

    private String out = "";
    private String err = "";

    @Test
    void anAliasIsAddedShownChangedRemovedAndRestored() {
        assertThat(run("alias add team@example.org ann@example.org x@far.example"))
                .isZero();
        assertThat(out).isEqualTo("Alias team@example.org leads to ann@example.org, x@far.example.\n");
        assertThat(run("alias list")).isZero();
        assertThat(out).containsPattern("team@example.org +yes +ann@example.org, x@far.example");
        assertThat(run("alias show team@example.org")).isZero();
        assertThat(out).contains("Leads to   ann@example.org\n           x@far.example\n");
        assertThat(run("alias change team@example.org --add bob@example.org --remove x@far.example --disable"))
                .isZero();
        assertThat(run("alias show team@example.org --json")).isZero();
        assertThat(json().at("/targets").toString()).isEqualTo("[\"ann@example.org\",\"bob@example.org\"]");
        assertThat(json().at("/enabled").asBoolean()).isFalse();
        assertThat(run("alias change team@example.org --enable")).isZero();
        assertThat(targets("team@example.org")).hasSize(2);
        assertThat(run("alias remove team@example.org nobody@example.org")).isEqualTo(1);
        assertThat(out).contains("To undo: alias restore team@example.org");
        assertThat(err).isEqualTo("There is no alias nobody@example.org.\n");
        assertThat(run("alias list --removed --json")).isZero();
        assertThat(json()).hasSize(1);
        assertThat(run("alias restore team@example.org")).isZero();
        assertThat(targets("team@example.org")).hasSize(2);
    }

    @Test
    void whatIsWrongWithAnAliasIsSaid() {
        assertThat(run("alias add ann@example.org bob@example.org")).isEqualTo(1);
        assertThat(err).contains("already leads to another mailbox");
        run("alias add a@example.org bob@example.org");
        run("alias add b@example.org a@example.org");
        assertThat(run("alias change a@example.org --add b@example.org")).isEqualTo(1);
        assertThat(err).isEqualTo("That leads mail in a circle: a@example.org -> b@example.org -> a@example.org.\n");
        assertThat(run("alias change a@example.org --remove x@far.example")).isEqualTo(1);
        assertThat(err).contains("does not lead to x@far.example");
        assertThat(run("alias change a@example.org")).isEqualTo(1);
        assertThat(run("address add ann a@example.org")).isEqualTo(1);
        assertThat(err).contains("is an alias").contains("alias remove a@example.org");
        assertThat(run("alias list --domain example.net")).isZero();
        assertThat(out).isEqualTo("There are no such aliases.\n");
    }

    @Test
    void aForwardIsSetShownSwitchedRemovedAndRestored() {
        assertThat(run("forward show ann")).isZero();
        assertThat(out).isEqualTo("Mail for ann is not passed on.\n");
        assertThat(run("forward show ann --json")).isZero();
        assertThat(out).isEqualTo("null\n");
        assertThat(run("forward set info@example.org x@far.example bob@example.org --keep-copy"))
                .isZero();
        assertThat(out)
                .isEqualTo("Mail for ann goes to x@far.example, bob@example.org, with a copy in the mailbox.\n"
                        + "Copies stay until somebody deletes them. When the mailbox is full, mail is still passed on,"
                        + " without a copy.\n");
        assertThat(targets("ann@example.org")).hasSize(3);
        assertThat(run("forward show ann --json")).isZero();
        assertThat(json().at("/keepCopy").asBoolean()).isTrue();
        assertThat(run("forward change ann --disable")).isZero();
        assertThat(targets("ann@example.org")).hasSize(1);
        assertThat(run("forward change ann --enable")).isZero();
        assertThat(run("forward remove ann")).isZero();
        assertThat(run("forward remove ann")).isEqualTo(1);
        assertThat(err).isEqualTo("This mailbox has no forward.\n");
        assertThat(run("forward restore ann")).isZero();
        assertThat(run("forward show ann")).isZero();
        assertThat(out).contains("Copy kept  yes").contains("Goes to    x@far.example");
        assertThat(run("forward set ann ann+x@example.org")).isEqualTo(1);
        assertThat(err).contains("in a circle");
    }

    @Test
    void anAutoReplyIsSetShownSwitchedRemovedAndRestored() {
        String today = LocalDate.now(ZoneId.systemDefault()).toString();
        assertThat(runWith(
                        "I am away.\r\n\r\nAnn, Zoë\n",
                        "autoreply set ann --stdin --subject Away --until " + today + " --interval 2h"))
                .isZero();
        AutoReply reply = people.directory.autoReplies().active(people.ann.id()).orElseThrow();
        assertThat(reply.text()).isEqualTo("I am away.\n\nAnn, Zoë");
        assertThat(reply.interval()).isEqualTo(Duration.ofHours(2));
        assertThat(reply.until().orElseThrow()).isAfter(Instant.now());
        assertThat(run("autoreply show ann")).isZero();
        assertThat(out).contains("Interval   2h").contains("Subject    Away").endsWith("I am away.\n\nAnn, Zoë\n");
        assertThat(run("autoreply show ann --json")).isZero();
        assertThat(json().at("/intervalSeconds").asLong()).isEqualTo(7200);
        assertThat(run("autoreply change ann --disable")).isZero();
        assertThat(people.directory.autoReplies().active(people.ann.id())).isEmpty();
        assertThat(run("autoreply remove ann")).isZero();
        assertThat(run("autoreply show ann")).isZero();
        assertThat(out).isEqualTo("Mailbox ann answers nothing by itself.\n");
        assertThat(run("autoreply restore ann")).isZero();
        assertThat(run("autoreply change ann --enable")).isZero();
        assertThat(run("autoreply set bob --text Hi")).isZero();
        assertThat(people.directory
                        .autoReplies()
                        .active(people.bob.id())
                        .orElseThrow()
                        .interval())
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void whatIsWrongWithAnAutoReplyIsSaid() {
        assertThat(run("autoreply set ann --text Hi --from soon")).isEqualTo(1);
        assertThat(err).contains("is not like 2026-12-24");
        assertThat(run("autoreply set ann --text Hi --from 2027-01-02 --until 2027-01-01"))
                .isEqualTo(1);
        assertThat(err).contains("lies after its beginning");
        assertThat(run("autoreply set ann --text Hi --interval 5s")).isEqualTo(1);
        assertThat(err).contains("one minute to 365 days");
        assertThat(runWith(" \n", "autoreply set ann --stdin")).isEqualTo(1);
        assertThat(err).contains("is not empty");
        assertThat(runWith("x".repeat(50_000), "autoreply set ann --stdin")).isEqualTo(1);
        assertThat(err).contains("far too long");
        assertThat(NeededInput.of(List.of("autoreply", "set", "ann", "--stdin")))
                .isEqualTo(new NeededInput.Stdin());
        assertThat(NeededInput.of(List.of("autoreply", "set", "ann", "--text", "x")))
                .isEqualTo(new NeededInput.None());
    }

    @Test
    void aDomainIsRedirected() {
        run("domain add example.net");
        assertThat(run("domain alias example.net example.org")).isZero();
        assertThat(out).isEqualTo("Domain example.net has the addresses of example.org.\n");
        assertThat(targets("ann@example.net")).hasSize(1);
        assertThat(run("domain catch-all example.org bob@example.org")).isZero();
        assertThat(run("domain roles example.org ann")).isZero();
        assertThat(targets("nobody@example.net")).hasSize(1);
        assertThat(run("domain show example.org")).isZero();
        assertThat(out).contains("Catch-all   bob@example.org").contains("Roles       ann");
        assertThat(run("domain show example.net --json")).isZero();
        assertThat(json().at("/aliasOf").asString()).isEqualTo("example.org");
        assertThat(run("domain alias example.net")).isEqualTo(1);
        assertThat(err).isEqualTo("This needs the other domain, or --none.\n");
        assertThat(run("domain alias example.net example.org --none")).isEqualTo(1);
        assertThat(run("domain alias example.net --none")).isZero();
        assertThat(run("domain catch-all example.org --none")).isZero();
        assertThat(run("domain roles example.org --none")).isZero();
        assertThat(people.directory.route(EmailAddress.valueOf("postmaster@example.org")))
                .isEqualTo(new Route.NoSuchUser());
    }

    private List<Target> targets(String address) {
        Route route = people.directory.route(EmailAddress.valueOf(address));
        assertThat(route).isInstanceOf(Route.Reaches.class);
        return ((Route.Reaches) route).targets();
    }

    private JsonNode json() {
        return JsonMapper.builder().build().readTree(out);
    }

    private int run(String line) {
        return runWith("", line);
    }

    private int runWith(String input, String line) {
        StringWriter words = new StringWriter();
        StringWriter errors = new StringWriter();
        int status = commands.run(
                List.of(line.split(" ")),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(words),
                new PrintWriter(errors));
        out = words.toString();
        err = errors.toString();
        return status;
    }
}
