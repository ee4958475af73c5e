package org.tassis.testkit;

import org.tassis.mailflow.policy.AccessRules;
import org.tassis.mailflow.policy.InMemoryAccessRules;

class InMemoryAccessRulesTest implements AccessRulesContract {
    private final AccessRules rules = new InMemoryAccessRules();

    @Override
    public AccessRules rules() {
        return rules;
    }
}
