package org.tassis.mailflow.rules;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// All that one mailbox's form says.
///
/// @param blocked senders whose mail goes to the trash at once: addresses, or domains with an `@` before
///     them; each once, lower case
/// @param rules   in the order in which they are looked at
public record RuleSet(List<String> blocked, List<Rule> rules) {
    public static final int MAX_RULES = 100;
    public static final int MAX_BLOCKED = 500;
    public static final RuleSet EMPTY = new RuleSet(List.of(), List.of());

    /// @throws IllegalArgumentException too many, or a sender that is none
    public RuleSet {
        blocked = List.copyOf(new LinkedHashSet<>(blocked));
        rules = List.copyOf(rules);
        if (blocked.size() > MAX_BLOCKED
                || rules.size() > MAX_RULES
                || !blocked.stream().allMatch(RuleText::isSender)) {
            throw new IllegalArgumentException("a set of rules has its limits");
        }
    }

    public boolean isEmpty() {
        return blocked.isEmpty() && rules.isEmpty();
    }

    public RuleSet with(List<Rule> others) {
        return new RuleSet(blocked, others);
    }

    public RuleSet blocking(List<String> others) {
        return new RuleSet(others, rules);
    }

    /// In place of the rule at `place`; at the end when there is none.
    public RuleSet put(int place, Rule rule) {
        List<Rule> all = new ArrayList<>(rules);
        if (place >= 0 && place < all.size()) {
            all.set(place, rule);
        } else {
            all.add(rule);
        }
        return with(all);
    }
}
