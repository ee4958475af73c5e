package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.EmailAddress;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.directory.Account;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.filter.ScriptName;
import org.tassis.mailflow.rules.Condition;
import org.tassis.mailflow.rules.Rule;
import org.tassis.mailflow.rules.RuleAction;
import org.tassis.mailflow.rules.RuleSet;
import org.tassis.mailflow.rules.Rules;
import org.tassis.mailflow.sieve.SieveAction;
import org.tassis.mailflow.sieve.SieveEnvelope;

class RulesTest {
    private static final String LETTER = """
            From: Anna Bee <anna@shop.example>
            To: ann@example.org, list@lists.example
            Cc: carl@example.org
            Subject: Autumn *horses* \\ and more
            List-Id: Riders <riders.lists.example>
            X-Kind: sale
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=utf-8

            Forty florins for a mare.
            --b
            Content-Type: application/pdf
            Content-Disposition: attachment; filename=a.pdf

            x
            --b--
            """.replace("\n", "\r\n");

    private final TestDirectory people = new TestDirectory();
    private final Account ann = people.ann;
    private final Filters filters = TestFilters.alone();
    private final Rules rules = new Rules(filters);
    private final RuleAction move = new RuleAction.Move(new MailboxName("Lists"));

    private static Condition text(Condition.Field field, Condition.How how, String value) {
        return new Condition.Text(field, field == Condition.Field.HEADER ? "X-Kind" : "", how, value);
    }

    private Rule rule(Condition... conditions) {
        return new Rule("r", true, false, List.of(conditions), List.of(move), true);
    }

    private Rules.Outcome on(RuleSet set) throws Exception {
        return rules.trial(ann, set)
                .on(
                        TestMessages.content(LETTER.getBytes(StandardCharsets.UTF_8)),
                        new SieveEnvelope(Optional.empty(), EmailAddress.valueOf("ann@example.org")));
    }

    private boolean holds(Condition condition) throws Exception {
        Rules.Outcome outcome = on(new RuleSet(List.of(), List.of(rule(condition))));
        assertThat(outcome.trouble()).isEmpty();
        assertThat(outcome.actions().getFirst() instanceof SieveAction.FileInto)
                .isEqualTo(!outcome.rules().isEmpty());
        return !outcome.rules().isEmpty();
    }

    @Test
    void everyConditionHoldsWhereItShould() throws Exception {
        for (Condition holding : List.of(
                text(Condition.Field.FROM, Condition.How.CONTAINS, "anna bee"),
                text(Condition.Field.FROM, Condition.How.CONTAINS, "@SHOP.example"),
                text(Condition.Field.FROM, Condition.How.IS, "Anna@shop.example"),
                text(Condition.Field.FROM, Condition.How.STARTS, "anna@"),
                text(Condition.Field.FROM, Condition.How.LACKS, "bob"),
                text(Condition.Field.RECIPIENT, Condition.How.IS, "carl@example.org"),
                text(Condition.Field.RECIPIENT, Condition.How.CONTAINS, "list@"),
                text(Condition.Field.SUBJECT, Condition.How.CONTAINS, "*horses* \\ and"),
                text(Condition.Field.SUBJECT, Condition.How.STARTS, "autumn *"),
                text(Condition.Field.SUBJECT, Condition.How.MATCHES, "autumn*m?re"),
                text(Condition.Field.HEADER, Condition.How.IS, "SALE"),
                text(Condition.Field.LIST, Condition.How.IS, "riders.lists.example"),
                text(Condition.Field.BODY, Condition.How.CONTAINS, "forty FLORINS"),
                text(Condition.Field.BODY, Condition.How.MATCHES, "for?y*mare"),
                new Condition.Size(false, 10),
                new Condition.Attachment(true))) {
            assertThat(holds(holding)).as(holding.toString()).isTrue();
        }
        for (Condition failing : List.of(
                text(Condition.Field.FROM, Condition.How.IS, "anna"),
                text(Condition.Field.FROM, Condition.How.STARTS, "*"),
                text(Condition.Field.SUBJECT, Condition.How.IS, "autumn"),
                text(Condition.Field.SUBJECT, Condition.How.LACKS, "autumn"),
                text(Condition.Field.LIST, Condition.How.IS, "riders"),
                text(Condition.Field.BODY, Condition.How.LACKS, "mare"),
                new Condition.Size(true, 10),
                new Condition.Attachment(false))) {
            assertThat(holds(failing)).as(failing.toString()).isFalse();
        }
    }

    @Test
    void actionsAreWhatTheEngineWouldDo() throws Exception {
        Rule marked = new Rule(
                "marked",
                true,
                true,
                List.of(text(Condition.Field.FROM, Condition.How.CONTAINS, "nobody"), new Condition.Attachment(true)),
                List.of(
                        new RuleAction.Read(),
                        new RuleAction.Star(),
                        new RuleAction.Mark("$Sale"),
                        new RuleAction.Forward(EmailAddress.valueOf("bob@example.net"))),
                false);
        Rule off = rule(new Condition.Attachment(true)).turned(false);
        Rules.Outcome outcome =
                on(new RuleSet(List.of(), List.of(marked, off, rule(new Condition.Size(false, 10)), marked)));
        assertThat(outcome.rules()).containsExactlyInAnyOrder(0, 2); // the last one is behind a stop
        assertThat(outcome.actions()).hasSize(2);
        assertThat(outcome.actions().getFirst())
                .isInstanceOfSatisfying(SieveAction.Redirect.class, one -> assertThat(one.copy())
                        .isTrue());
        assertThat(outcome.actions().get(1)).isInstanceOfSatisfying(SieveAction.FileInto.class, one -> {
            assertThat(one.mailbox().value()).isEqualTo("Lists");
            assertThat(one.flags().has(SystemFlag.SEEN)
                            && one.flags().has(SystemFlag.FLAGGED)
                            && one.flags().has("$Sale"))
                    .isTrue();
        });
        Rule refusing = new Rule(
                "no",
                true,
                true,
                List.of(new Condition.Attachment(true)),
                List.of(new RuleAction.Reject("No.\nReally.")),
                true);
        assertThat(on(new RuleSet(List.of(), List.of(refusing))).actions().getFirst())
                .isInstanceOfSatisfying(SieveAction.Reject.class, one -> assertThat(one.reason())
                        .isEqualTo("No.\r\nReally."));
    }

    @Test
    void blockedSendersGoToTheTrashBeforeAnyRule() throws Exception {
        for (String blocked : List.of("anna@shop.example", "@shop.example")) {
            Rules.Outcome outcome =
                    on(new RuleSet(List.of(blocked, "x@example.org"), List.of(rule(new Condition.Attachment(true)))));
            assertThat(outcome.blocked()).isTrue();
            assertThat(outcome.rules()).isEmpty();
            assertThat(outcome.actions())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            SieveAction.FileInto.class,
                            one -> assertThat(one.mailbox().value()).isEqualTo("Trash"));
        }
        assertThat(on(new RuleSet(List.of("@hop.example", "na@shop.example"), List.of()))
                        .blocked())
                .isFalse();
    }

    @Test
    void rulesAreAScriptAmongOthersAndOthersStay() {
        assertThat(rules.state(ann.id())).isEqualTo(new Rules.State.Form(RuleSet.EMPTY));
        RuleSet set = new RuleSet(List.of("@spam.example"), List.of(rule(new Condition.Attachment(true))));
        rules.save(ann.id(), set);
        assertThat(rules.state(ann.id())).isEqualTo(new Rules.State.Form(set));
        assertThat(filters.active(ann.id())).isPresent();
        // another program puts its own
        ScriptName theirs = new ScriptName("roundcube");
        filters.put(ann.id(), theirs, "keep; # mine");
        filters.activate(ann.id(), Optional.of(theirs));
        assertThat(rules.state(ann.id())).isEqualTo(new Rules.State.Foreign(theirs, "keep; # mine", set));
        rules.write(ann.id(), theirs, "stop;");
        assertThat(filters.text(ann.id(), theirs)).isEqualTo("stop;");
        rules.save(ann.id(), set);
        assertThat(rules.state(ann.id())).isEqualTo(new Rules.State.Form(set));
        assertThat(filters.text(ann.id(), theirs)).isEqualTo("stop;");
        // another program changes the one of the form
        ScriptName own = new ScriptName("webmail");
        filters.put(ann.id(), own, filters.text(ann.id(), own) + "# changed\r\n");
        assertThat(rules.state(ann.id())).isInstanceOf(Rules.State.Foreign.class);
        rules.save(ann.id(), RuleSet.EMPTY);
        assertThat(rules.state(ann.id())).isEqualTo(new Rules.State.Form(RuleSet.EMPTY));
        assertThat(filters.text(ann.id(), own)).endsWith("# changed\r\n");
        assertThat(rules.state(people.bob.id())).isEqualTo(new Rules.State.Form(RuleSet.EMPTY));
    }
}
