package org.tassis.mailflow.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.tassis.core.EmailAddress;
import org.tassis.core.MailboxName;
import org.tassis.mailflow.sieve.SieveCompilation;
import org.tassis.mailflow.sieve.SieveScript;
import org.tassis.mailflow.sieve.SieveSettings;

class RuleScriptTest {
    private static final String[] WORDS = {
        "a",
        "\"",
        "\\",
        "*",
        "?",
        "\u00e9",
        "\ud83d\udc0e",
        "# x",
        "*/",
        "; stop",
        "${x}",
        "\\n",
        "]",
        "if true {",
        "#: rule",
        "<>",
        "text:"
    };

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
            if (random.nextInt(4) == 0 && i > 0) {
                text.append(' ');
            }
        }
        String cut = text.length() > most ? text.substring(0, most) : text.toString();
        return cut.strip().isEmpty()
                        || !cut.strip().equals(cut)
                        || Character.isHighSurrogate(cut.charAt(cut.length() - 1))
                ? "x"
                : cut;
    }

    private static Condition condition(Random random) {
        Condition.Field[] fields = Condition.Field.values();
        Condition.How[] hows = Condition.How.values();
        Condition.Field field = fields[random.nextInt(fields.length)];
        Condition.How how = hows[random.nextInt(hows.length)];
        return switch (random.nextInt(6)) {
            case 0 -> new Condition.Size(random.nextBoolean(), 1 + random.nextInt(1_000_000));
            case 1 -> new Condition.Attachment(random.nextBoolean());
            default ->
                new Condition.Text(
                        field,
                        field == Condition.Field.HEADER ? "X-Spam" : "",
                        field == Condition.Field.BODY && (how == Condition.How.IS || how == Condition.How.STARTS)
                                ? Condition.How.CONTAINS
                                : how,
                        text(random, 60));
        };
    }

    private static List<RuleAction> actions(Random random) {
        List<RuleAction> actions = new ArrayList<>();
        if (random.nextBoolean()) {
            actions.add(new RuleAction.Mark("$Label1"));
        }
        switch (random.nextInt(4)) {
            case 0 -> actions.add(new RuleAction.Reject(text(random, 60) + "\nsecond line"));
            case 1 -> {
                actions.add(new RuleAction.Move(new MailboxName("Lists/\"quoted\" \\ \u00e9")));
                actions.add(new RuleAction.Copy(new MailboxName("Other")));
            }
            case 2 -> {
                actions.add(new RuleAction.Trash());
                actions.add(new RuleAction.Forward(EmailAddress.valueOf("\"a\\\"b\"@example.org")));
            }
            default -> {
                actions.add(new RuleAction.Read());
                actions.add(new RuleAction.Star());
            }
        }
        return actions;
    }

    private static RuleSet rules(Random random) {
        List<Rule> rules = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            List<Condition> conditions = new ArrayList<>();
            for (int k = random.nextInt(4); k >= 0; k--) {
                conditions.add(condition(random));
            }
            rules.add(new Rule(
                    text(random, 60),
                    random.nextInt(4) > 0,
                    random.nextBoolean(),
                    conditions,
                    actions(random),
                    random.nextBoolean()));
        }
        return new RuleSet(
                random.nextBoolean() ? List.of() : List.of("a@example.org", "@spam.example", "\"b\\\\c\"@example.org"),
                rules);
    }

    @RepeatedTest(100)
    void whatIsWrittenIsAScriptAndIsReadBack(RepetitionInfo which) {
        RuleSet rules = rules(new Random(which.getCurrentRepetition()));
        String script = RuleScript.write(rules);
        assertThat(SieveScript.compile(script, SieveSettings.DEFAULT))
                .as(script)
                .isInstanceOf(SieveCompilation.Valid.class);
        assertThat(SieveScript.compile(RuleScript.probe(rules, Rule::on), SieveSettings.DEFAULT))
                .isInstanceOf(SieveCompilation.Valid.class);
        assertThat(RuleScript.read(script)).contains(rules);
        assertThat(RuleScript.read(script.replace("\r\n", "\n"))).contains(rules);
    }

    @RepeatedTest(30)
    void oneThatWasChangedElsewhereIsNotTakenForRules(RepetitionInfo which) {
        Random random = new Random(which.getCurrentRepetition() * 31L);
        String script = RuleScript.write(rules(random));
        int at = RuleScript.write(RuleSet.EMPTY).length() + random.nextInt(script.length() - 150);
        String changed = script.substring(0, at) + "x" + script.substring(at);
        // a letter more in a comment makes other rules, which would be another script
        assertThat(RuleScript.read(changed))
                .satisfiesAnyOf(
                        read -> assertThat(read).isEmpty(),
                        read -> assertThat(RuleScript.write(read.orElseThrow())).isEqualTo(changed));
        assertThat(RuleScript.read(script + "discard;\r\n")).isEmpty();
        assertThat(RuleScript.read("#\r\n" + script)).isEmpty();
    }

    @Test
    void othersScriptsAreOthers() {
        for (String script : List.of(
                "",
                "keep;",
                "# Tassis rules 1\r\n#: rule\r\n",
                "# Tassis rules 1\r\n#: if\r\n",
                "# Tassis rules 1\r\n#: then move \"a\"\r\n",
                "# Tassis rules 1\r\n#: \r\n",
                "# Tassis rules 1\r\n#: rule on any stop \"x",
                "# Tassis rules 1\r\n#: rule on any stop \"x\"\r\n#: if size over \"x\"\r\n")) {
            assertThat(RuleScript.read(script)).as(script).isEmpty();
        }
    }

    @Test
    void aRuleIsNeverMoreThanItSeems() {
        List<Condition> from = List.of(new Condition.Text(Condition.Field.FROM, "", Condition.How.IS, "a@example.org"));
        RuleAction move = new RuleAction.Move(new MailboxName("A"));
        for (String name : List.of("", " a", "a\nb", "x".repeat(101), "\u2028", "\ud800")) {
            assertThatThrownBy(() -> new Rule(name, true, true, from, List.of(move), true))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new Rule("a", true, true, from, List.of(move, new RuleAction.Trash()), true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rule(
                        "a",
                        true,
                        true,
                        from,
                        List.of(new RuleAction.Copy(new MailboxName("A")), new RuleAction.Reject("no")),
                        true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Condition.Text(Condition.Field.HEADER, "a: b", Condition.How.IS, "x"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Condition.Text(Condition.Field.FROM, "", Condition.How.IS, "x\r\ny"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Rule("a", true, true, from, List.of(move, new RuleAction.Read()), true).actions())
                .containsExactly(new RuleAction.Read(), move);
    }

    @Test
    void sendersAreAddressesAndDomains() {
        assertThat(RuleText.sender(" News@Shop.Example ")).contains("news@shop.example");
        assertThat(RuleText.sender("Shop.Example")).contains("@shop.example");
        assertThat(RuleText.sender("@B\u00fccher.example")).contains("@xn--bcher-kva.example");
        for (String wrong : List.of("", "@", "example", "a b@example.org", "a@", "\"\n\"@example.org")) {
            assertThat(RuleText.sender(wrong)).as(wrong).isEqualTo(Optional.empty());
        }
    }
}
