package org.tassis.mailflow.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tassis.core.EmailAddress;
import org.tassis.core.MailboxName;

/// Rules as words and quoted texts, one thing to a line: what {@link RuleScript} keeps in comments.
final class RuleComment {
    private RuleComment() {}

    static String condition(Condition condition) {
        return switch (condition) {
            case Condition.Text(var field, String header, var how, String value) ->
                word(field) + " " + quoted(header) + " " + word(how) + " " + quoted(value);
            case Condition.Size(boolean over, int kilobytes) ->
                "size " + (over ? "over " : "under ") + quoted(Integer.toString(kilobytes));
            case Condition.Attachment(boolean has) -> "attachment " + (has ? "yes" : "no");
        };
    }

    static String action(RuleAction action) {
        return switch (action) {
            case RuleAction.Read _ -> "read";
            case RuleAction.Star _ -> "star";
            case RuleAction.Mark(String keyword) -> "mark " + quoted(keyword);
            case RuleAction.Copy(var folder) -> "copy " + quoted(folder.value());
            case RuleAction.Forward(var to) -> "forward " + quoted(to.toString());
            case RuleAction.Move(var folder) -> "move " + quoted(folder.value());
            case RuleAction.Trash _ -> "trash";
            case RuleAction.Reject(String reason) -> "reject " + quoted(reason);
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// On one line.
    private static String quoted(String text) {
        return RuleScript.quoted(text).replace("\n", "\\n");
    }

    /// @throws IllegalArgumentException these are no rules
    static RuleSet read(List<String> lines) {
        List<String> blocked = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        List<String> head = List.of();
        List<Condition> conditions = new ArrayList<>();
        List<RuleAction> actions = new ArrayList<>();
        for (String line : lines) {
            List<String> words = words(line);
            switch (words.getFirst()) {
                case "block" -> blocked.add(at(words, 1));
                case "rule" -> {
                    if (!head.isEmpty()) {
                        rules.add(rule(head, conditions, actions));
                    }
                    head = words;
                    conditions.clear();
                    actions.clear();
                }
                case "if" -> conditions.add(condition(words));
                case "then" -> actions.add(action(words));
                default -> throw new IllegalArgumentException("an unknown line");
            }
            if (rules.size() > RuleSet.MAX_RULES || blocked.size() > RuleSet.MAX_BLOCKED) {
                throw new IllegalArgumentException("too many");
            }
        }
        if (!head.isEmpty()) {
            rules.add(rule(head, conditions, actions));
        }
        return new RuleSet(blocked, rules);
    }

    private static Rule rule(List<String> head, List<Condition> conditions, List<RuleAction> actions) {
        return new Rule(
                at(head, 4),
                at(head, 1).equals("on"),
                at(head, 2).equals("any"),
                conditions,
                actions,
                at(head, 3).equals("stop"));
    }

    private static Condition condition(List<String> words) {
        return switch (at(words, 1)) {
            case "size" -> new Condition.Size(at(words, 2).equals("over"), Integer.parseInt(at(words, 3)));
            case "attachment" -> new Condition.Attachment(at(words, 2).equals("yes"));
            default ->
                new Condition.Text(
                        Condition.Field.valueOf(at(words, 1).toUpperCase(Locale.ROOT)),
                        at(words, 2),
                        Condition.How.valueOf(at(words, 3).toUpperCase(Locale.ROOT)),
                        at(words, 4));
        };
    }

    private static RuleAction action(List<String> words) {
        return switch (at(words, 1)) {
            case "read" -> new RuleAction.Read();
            case "star" -> new RuleAction.Star();
            case "mark" -> new RuleAction.Mark(at(words, 2));
            case "copy" -> new RuleAction.Copy(new MailboxName(at(words, 2)));
            case "forward" -> new RuleAction.Forward(EmailAddress.valueOf(at(words, 2)));
            case "move" -> new RuleAction.Move(new MailboxName(at(words, 2)));
            case "trash" -> new RuleAction.Trash();
            case "reject" -> new RuleAction.Reject(at(words, 2));
            default -> throw new IllegalArgumentException("an unknown action");
        };
    }

    private static String at(List<String> words, int place) {
        if (place >= words.size()) {
            throw new IllegalArgumentException("a line is too short");
        }
        return words.get(place);
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < line.length() && words.size() < 6) {
            if (line.charAt(at) == ' ') {
                at++;
            } else if (line.charAt(at) == '"') {
                StringBuilder text = new StringBuilder();
                at++;
                while (at < line.length() && line.charAt(at) != '"') {
                    char c = line.charAt(at++);
                    if (c == '\\' && at < line.length()) {
                        c = line.charAt(at++);
                        text.append(c == 'n' ? '\n' : c);
                    } else {
                        text.append(c);
                    }
                }
                at++;
                words.add(text.toString());
            } else {
                int end = line.indexOf(' ', at);
                words.add(line.substring(at, end < 0 ? line.length() : end));
                at = end < 0 ? line.length() : end;
            }
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException("an empty line");
        }
        return words;
    }
}
