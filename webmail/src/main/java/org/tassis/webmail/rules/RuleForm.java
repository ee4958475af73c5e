package org.tassis.webmail.rules;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.tassis.core.EmailAddress;
import org.tassis.core.MailboxName;
import org.tassis.mailflow.rules.Condition;
import org.tassis.mailflow.rules.Rule;
import org.tassis.mailflow.rules.RuleAction;

/// A rule as it is typed, with what is wrong in it.
///
/// @param place among the rules; -1 for a new one
public record RuleForm(
        int place, String name, boolean on, boolean any, boolean stop, List<If> conditions, List<Then> actions) {
    private static final int MAX_TEXT = 2_000;

    public RuleForm {
        conditions = List.copyOf(conditions);
        actions = List.copyOf(actions);
    }

    /// @param what `from`, `recipient`, `subject`, `header`, `list`, `body`, `over`, `under`, `attachment`,
    ///             `noattachment`
    /// @param how  `contains`, `lacks`, `is`, `starts`, `matches`
    public record If(String what, String header, String how, String value) {
        public static final If EMPTY = new If("from", "", "contains", "");

        boolean isEmpty() {
            return value.isBlank() && !what.endsWith("attachment");
        }
    }

    /// @param what `none`, `move`, `copy`, `star`, `mark`, `read`, `forward`, `trash`, `reject`
    public record Then(String what, String folder, String text) {
        public static final Then EMPTY = new Then("none", "", "");
    }

    static RuleForm empty() {
        return new RuleForm(-1, "", true, false, true, List.of(If.EMPTY), List.of(new Then("move", "", "")));
    }

    static RuleForm of(int place, Rule rule) {
        return new RuleForm(
                place,
                rule.name(),
                rule.on(),
                rule.any(),
                rule.stop(),
                rule.conditions().stream().map(RuleForm::typed).toList(),
                rule.actions().stream().map(RuleForm::typed).toList());
    }

    private static If typed(Condition condition) {
        return switch (condition) {
            case Condition.Text(var field, String header, var how, String value) ->
                new If(word(field), header, word(how), value);
            case Condition.Size(boolean over, int kilobytes) ->
                new If(over ? "over" : "under", "", "contains", Integer.toString(kilobytes));
            case Condition.Attachment(boolean has) -> new If(has ? "attachment" : "noattachment", "", "contains", "");
        };
    }

    private static Then typed(RuleAction action) {
        return switch (action) {
            case RuleAction.Read _ -> new Then("read", "", "");
            case RuleAction.Star _ -> new Then("star", "", "");
            case RuleAction.Mark(String keyword) -> new Then("mark", "", keyword);
            case RuleAction.Copy(var folder) -> new Then("copy", folder.value(), "");
            case RuleAction.Forward(var to) -> new Then("forward", "", to.toString());
            case RuleAction.Move(var folder) -> new Then("move", folder.value(), "");
            case RuleAction.Trash _ -> new Then("trash", "", "");
            case RuleAction.Reject(String reason) -> new Then("reject", "", reason);
        };
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// Spring would part values at commas.
    static RuleForm of(HttpServletRequest request) {
        List<If> conditions = new ArrayList<>();
        String[] what = all(request, "what");
        for (int i = 0; i < Math.min(what.length, Rule.MAX_CONDITIONS + 1); i++) {
            conditions.add(new If(
                    what[i], at(all(request, "header"), i), at(all(request, "how"), i), at(all(request, "value"), i)));
        }
        List<Then> actions = new ArrayList<>();
        String[] then = all(request, "then");
        for (int i = 0; i < Math.min(then.length, Rule.MAX_ACTIONS + 1); i++) {
            actions.add(new Then(then[i], at(all(request, "folder"), i), at(all(request, "text"), i)));
        }
        String place = at(all(request, "place"), 0);
        return new RuleForm(
                place.matches("[0-9]{1,3}") ? Integer.parseInt(place) : -1,
                at(all(request, "name"), 0).strip(),
                !at(all(request, "on"), 0).equals("false"),
                at(all(request, "any"), 0).equals("true"),
                at(all(request, "stop"), 0).equals("true"),
                conditions,
                actions);
    }

    private static String[] all(HttpServletRequest request, String name) {
        String[] values = request.getParameterValues(name);
        return values == null ? new String[0] : values;
    }

    private static String at(String[] values, int place) {
        String value = place < values.length ? values[place] : "";
        return value.length() > MAX_TEXT ? value.substring(0, MAX_TEXT) : value;
    }

    RuleForm plus(boolean condition, boolean action) {
        List<If> more = new ArrayList<>(conditions);
        if (condition && more.size() < Rule.MAX_CONDITIONS) {
            more.add(If.EMPTY);
        }
        List<Then> others = new ArrayList<>(actions);
        if (action && others.size() < Rule.MAX_ACTIONS) {
            others.add(Then.EMPTY);
        }
        return new RuleForm(place, name, on, any, stop, more, others);
    }

    /// @param problem hears keys of messages
    Optional<Rule> rule(Consumer<String> problem) {
        List<Condition> wanted = new ArrayList<>();
        boolean right = true;
        for (If one : conditions) {
            if (!one.isEmpty()) {
                try {
                    wanted.add(condition(one));
                } catch (IllegalArgumentException e) {
                    right = false;
                    problem.accept("rules.problem.condition." + kind(one.what()));
                }
            }
        }
        List<RuleAction> done = new ArrayList<>();
        for (Then one : actions) {
            if (!one.what().equals("none")) {
                try {
                    done.add(action(one));
                } catch (IllegalArgumentException e) {
                    right = false;
                    problem.accept("rules.problem.action." + kind(one.what()));
                }
            }
        }
        if (wanted.isEmpty() && right) {
            right = false;
            problem.accept("rules.problem.conditions");
        }
        if (done.isEmpty() && right) {
            right = false;
            problem.accept("rules.problem.actions");
        }
        if (right && done.stream().filter(RuleAction::isPlace).count() > 1) {
            right = false;
            problem.accept("rules.problem.places");
        }
        if (!right) {
            return Optional.empty();
        }
        try {
            String called =
                    name.isEmpty() ? (wanted.getFirst() instanceof Condition.Text text ? text.value() : "1") : name;
            return Optional.of(new Rule(
                    called.length() > Rule.MAX_NAME
                            ? called.substring(0, Rule.MAX_NAME).strip()
                            : called,
                    on,
                    any,
                    wanted,
                    done,
                    stop));
        } catch (IllegalArgumentException e) {
            problem.accept(
                    done.stream().anyMatch(RuleAction.Reject.class::isInstance)
                            ? "rules.problem.reject.copy"
                            : "rules.problem.name");
            return Optional.empty();
        }
    }

    /// One message for kinds that fail alike.
    private static String kind(String what) {
        return switch (what) {
            case "over", "under" -> "size";
            case "header" -> "header";
            case "forward", "mark", "reject" -> what;
            case "move", "copy" -> "folder";
            default -> "other";
        };
    }

    private static Condition condition(If typed) {
        String value = typed.value().strip();
        return switch (typed.what()) {
            case "over", "under" -> new Condition.Size(typed.what().equals("over"), Integer.parseInt(value));
            case "attachment", "noattachment" ->
                new Condition.Attachment(typed.what().equals("attachment"));
            default -> {
                Condition.Field field = Condition.Field.valueOf(typed.what().toUpperCase(Locale.ROOT));
                Condition.How how = typed.how().isEmpty()
                        ? Condition.How.CONTAINS
                        : Condition.How.valueOf(typed.how().toUpperCase(Locale.ROOT));
                boolean body = field == Condition.Field.BODY;
                yield new Condition.Text(
                        field,
                        field == Condition.Field.HEADER ? typed.header().strip() : "",
                        body && (how == Condition.How.IS || how == Condition.How.STARTS) ? Condition.How.CONTAINS : how,
                        value);
            }
        };
    }

    private static RuleAction action(Then typed) {
        String text = typed.text().strip();
        return switch (typed.what()) {
            case "move" -> new RuleAction.Move(folder(typed));
            case "copy" -> new RuleAction.Copy(folder(typed));
            case "star" -> new RuleAction.Star();
            case "mark" -> new RuleAction.Mark(text);
            case "read" -> new RuleAction.Read();
            case "forward" -> new RuleAction.Forward(EmailAddress.valueOf(text));
            case "trash" -> new RuleAction.Trash();
            case "reject" -> new RuleAction.Reject(text.replace("\r\n", "\n"));
            default -> throw new IllegalArgumentException("an unknown action");
        };
    }

    private static MailboxName folder(Then typed) {
        return MailboxName.parse(typed.folder().strip()).orElseThrow(() -> new IllegalArgumentException("no folder"));
    }
}
