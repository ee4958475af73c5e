package org.tassis.mailflow.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Rules as a Sieve script: RFC 5228. The script has all that the rules say in comments, too, from which
/// they are read back; and they are only taken for what the script says when writing them again gives the
/// same script. One that was changed elsewhere, or made elsewhere, is never mistaken for rules.
public final class RuleScript {
    /// Goes up when the same rules are written in another way.
    private static final String FIRST = "# Tassis rules 1";

    private static final String SECOND =
            "# Written by the form of the webmail, which knows its own scripts by these comments.";
    private static final String REQUIRE = "require [\"body\", \"copy\", \"fileinto\", \"imap4flags\", \"mailbox\","
            + " \"reject\", \"special-use\"];";

    private static final String MARK = "#: ";

    private RuleScript() {}

    // ---- writing ----

    public static String write(RuleSet set) {
        StringBuilder out = new StringBuilder(2_000);
        line(out, FIRST);
        line(out, SECOND);
        if (set.rules().stream().anyMatch(Rule::on) || !set.blocked().isEmpty()) {
            line(out, REQUIRE);
        }
        if (!set.blocked().isEmpty()) {
            line(out, "");
            set.blocked().forEach(one -> line(out, MARK + "block " + quoted(one)));
            line(out, "if " + blocked(set.blocked()) + " {");
            line(out, "    addflag \"\\\\Seen\";");
            line(out, "    " + trash());
            line(out, "    stop;");
            line(out, "}");
        }
        for (Rule rule : set.rules()) {
            line(out, "");
            comments(out, rule);
            if (rule.on()) {
                block(out, rule, actions(rule));
            }
        }
        return out.toString();
    }

    /// Says which rules hold of a message, and does nothing: rule `i` of `set` sets the keyword `$rule-i`.
    /// What comes before a rule is looked at as well, so that one behind a stop does not seem to hold.
    ///
    /// @param which rules, as if they were on
    public static String probe(RuleSet set, Predicate<Rule> which) {
        StringBuilder out = new StringBuilder(2_000);
        line(out, REQUIRE);
        if (!set.blocked().isEmpty()) {
            line(out, "if " + blocked(set.blocked()) + " { addflag \"$rule-blocked\"; stop; }");
        }
        for (int i = 0; i < set.rules().size(); i++) {
            Rule rule = set.rules().get(i);
            if (which.test(rule)) {
                block(out, rule, List.of("addflag \"$rule-" + i + "\";"));
            }
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String text) {
        out.append(text).append("\r\n");
    }

    private static void comments(StringBuilder out, Rule rule) {
        line(
                out,
                MARK + "rule " + (rule.on() ? "on " : "off ") + (rule.any() ? "any " : "all ")
                        + (rule.stop() ? "stop " : "go ") + quoted(rule.name()));
        rule.conditions().forEach(one -> line(out, MARK + "if " + RuleComment.condition(one)));
        rule.actions().forEach(one -> line(out, MARK + "then " + RuleComment.action(one)));
    }

    private static void block(StringBuilder out, Rule rule, List<String> actions) {
        List<String> tests = rule.conditions().stream().map(RuleScript::test).toList();
        line(
                out,
                tests.size() == 1
                        ? "if " + tests.getFirst() + " {"
                        : "if " + (rule.any() ? "anyof" : "allof") + " (" + String.join(", ", tests) + ") {");
        actions.forEach(action -> line(out, "    " + action));
        if (rule.stop()) {
            line(out, "    stop;");
        }
        line(out, "}");
    }

    private static String blocked(List<String> senders) {
        List<String> addresses =
                senders.stream().filter(one -> !one.startsWith("@")).toList();
        List<String> domains = senders.stream()
                .filter(one -> one.startsWith("@"))
                .map(one -> one.substring(1))
                .toList();
        List<String> tests = new ArrayList<>();
        if (!addresses.isEmpty()) {
            tests.add("address :is :all \"from\" " + list(addresses));
        }
        if (!domains.isEmpty()) {
            tests.add("address :is :domain \"from\" " + list(domains));
            tests.add("address :matches :domain \"from\" "
                    + list(domains.stream().map(one -> "*." + one).toList()));
        }
        return tests.size() == 1 ? tests.getFirst() : "anyof (" + String.join(", ", tests) + ")";
    }

    private static String list(List<String> texts) {
        return texts.stream().map(RuleScript::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String test(Condition condition) {
        return switch (condition) {
            case Condition.Text text -> text(text);
            case Condition.Size(boolean over, int kilobytes) ->
                "size " + (over ? ":over " : ":under ") + kilobytes + "K";
            case Condition.Attachment(boolean has) -> (has ? "" : "not ") + ATTACHMENT;
        };
    }

    /// As mail programs write it, in a part's header; RFC 2183 §2. The whole message may be a file as well.
    private static final String ATTACHMENT = "anyof (body :raw :contains [\"content-disposition: attachment\","
            + " \"content-disposition:attachment\"], header :contains \"content-disposition\" \"attachment\")";

    private static String text(Condition.Text text) {
        String value = text.value();
        boolean lacks = text.how() == Condition.How.LACKS;
        String not = lacks ? "not " : "";
        if (text.field() == Condition.Field.BODY) {
            return text.how() == Condition.How.MATCHES
                    ? "body :text :matches " + quoted("*" + escaped(value, false) + "*")
                    : not + "body :text :contains " + quoted(value);
        }
        boolean people = text.field() == Condition.Field.FROM || text.field() == Condition.Field.RECIPIENT;
        String where =
                switch (text.field()) {
                    case FROM -> "\"from\"";
                    case RECIPIENT -> "[\"to\", \"cc\"]";
                    case SUBJECT, BODY -> "\"subject\"";
                    case HEADER -> quoted(text.header());
                    case LIST -> "\"list-id\"";
                };
        return switch (text.how()) {
            case CONTAINS, LACKS -> not + "header :contains " + where + " " + quoted(value);
            case IS ->
                people
                        ? "address :is :all " + where + " " + quoted(value)
                        // its name stands in angle brackets, behind a description: RFC 2919 §3
                        : text.field() == Condition.Field.LIST
                                ? "header :contains \"list-id\" " + quoted("<" + value + ">")
                                : "header :is " + where + " " + quoted(value);
            case STARTS ->
                (people ? "address :matches :all " : "header :matches ") + where + " "
                        + quoted(escaped(value, true) + "*");
            case MATCHES -> "header :matches " + where + " " + quoted(escaped(value, false));
        };
    }

    /// For `:matches`: RFC 5228 §2.7.1.
    ///
    /// @param all wildcards, too
    private static String escaped(String value, boolean all) {
        String text = value.replace("\\", "\\\\");
        return all ? text.replace("*", "\\*").replace("?", "\\?") : text;
    }

    private static List<String> actions(Rule rule) {
        return rule.actions().stream()
                .map(action -> switch (action) {
                    case RuleAction.Read _ -> "addflag \"\\\\Seen\";";
                    case RuleAction.Star _ -> "addflag \"\\\\Flagged\";";
                    case RuleAction.Mark(String keyword) -> "addflag " + quoted(keyword) + ";";
                    case RuleAction.Copy(var folder) -> "fileinto :copy " + quoted(folder.value()) + ";";
                    case RuleAction.Forward(var to) -> "redirect :copy " + quoted(to.toString()) + ";";
                    case RuleAction.Move(var folder) -> "fileinto " + quoted(folder.value()) + ";";
                    case RuleAction.Trash _ -> trash();
                    case RuleAction.Reject(String reason) -> "reject " + quoted(reason.replace("\n", "\r\n")) + ";";
                })
                .toList();
    }

    private static String trash() {
        return "fileinto :specialuse \"\\\\Trash\" \"Trash\";";
    }

    /// A quoted string: RFC 5228 §2.4.2.
    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    // ---- reading ----

    /// @return empty when it is not a script that {@link #write} wrote
    public static Optional<RuleSet> read(String script) {
        if (!script.startsWith(FIRST)) {
            return Optional.empty();
        }
        // some programs send scripts back with other line ends
        String text = script.replace("\r\n", "\n").strip();
        try {
            RuleSet set = RuleComment.read(text.lines()
                    .filter(line -> line.startsWith(MARK))
                    .map(line -> line.substring(MARK.length()))
                    .toList());
            return write(set).replace("\r\n", "\n").strip().equals(text) ? Optional.of(set) : Optional.empty();
        } catch (IllegalArgumentException e) { // somebody else's idea of a comment
            return Optional.empty();
        }
    }
}
