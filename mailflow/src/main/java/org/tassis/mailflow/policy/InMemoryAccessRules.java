package org.tassis.mailflow.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tassis.mailflow.policy.AccessRule.Scope;
import org.tassis.mailflow.policy.AccessRule.Subject;

/// Lists that end with the process: for tests, and as the model of others.
public final class InMemoryAccessRules implements AccessRules {
    private final Map<Scope, Map<String, AccessRule>> rules = new HashMap<>(); // guarded by this

    @Override
    public synchronized List<AccessRule> of(Scope scope) {
        return List.copyOf(rules.getOrDefault(scope, Map.of()).values());
    }

    @Override
    public synchronized void put(AccessRule rule) {
        rules.computeIfAbsent(rule.scope(), _ -> new TreeMap<>())
                .put(rule.subject().text(), rule);
    }

    @Override
    public synchronized boolean remove(Scope scope, Subject subject) {
        Map<String, AccessRule> some = rules.get(scope);
        return some != null && some.remove(subject.text()) != null;
    }
}
