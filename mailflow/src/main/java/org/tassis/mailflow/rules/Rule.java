package org.tassis.mailflow.rules;

import java.util.Comparator;
import java.util.List;

/// What is to happen with messages that are of a kind.
///
/// @param name       1 to {@link #MAX_NAME} characters, none of control
/// @param on         one that is off is kept and does nothing
/// @param any        whether one condition is enough; else all must hold
/// @param conditions at least one
/// @param actions    at least one; at most one of them says where the message goes, and that is the last;
///                   what is refused is not copied
/// @param stop       whether no further rule is looked at
public record Rule(
        String name, boolean on, boolean any, List<Condition> conditions, List<RuleAction> actions, boolean stop) {
    public static final int MAX_NAME = 100;
    public static final int MAX_CONDITIONS = 10;
    public static final int MAX_ACTIONS = 6;

    /// @throws IllegalArgumentException it is none
    public Rule {
        conditions = List.copyOf(conditions);
        actions = ordered(actions);
        if (!RuleText.isLine(name, 1, MAX_NAME)
                || conditions.isEmpty()
                || conditions.size() > MAX_CONDITIONS
                || actions.isEmpty()
                || actions.size() > MAX_ACTIONS
                || actions.stream().filter(RuleAction::isPlace).count() > 1
                || actions.getLast() instanceof RuleAction.Reject
                        && actions.stream().anyMatch(RuleAction::isCopy)) {
            throw new IllegalArgumentException("a rule has its limits");
        }
    }

    /// Marks first, which copies have, too; where it goes last.
    private static List<RuleAction> ordered(List<RuleAction> actions) {
        return actions.stream()
                .distinct()
                .sorted(Comparator.comparingInt(RuleAction::order))
                .toList();
    }

    public Rule turned(boolean other) {
        return new Rule(name, other, any, conditions, actions, stop);
    }
}
