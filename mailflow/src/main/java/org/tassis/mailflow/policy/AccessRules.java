package org.tassis.mailflow.policy;

import java.util.List;
import org.tassis.mailflow.policy.AccessRule.Scope;
import org.tassis.mailflow.policy.AccessRule.Subject;

/// Where the lists are kept. Within a scope a subject has one rule. Each method is atomic and durable; any
/// thread. All throw {@link org.tassis.store.StoreException} when the database cannot be used.
public interface AccessRules {
    /// All of one scope, by their subjects' text.
    List<AccessRule> of(Scope scope);

    /// Adds it, in place of one for the same subject.
    void put(AccessRule rule);

    /// @return whether it was there
    boolean remove(Scope scope, Subject subject);
}
