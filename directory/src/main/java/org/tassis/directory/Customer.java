package org.tassis.directory;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.Login;

/// Whoever has a contract: domains and mailboxes belong to one.
///
/// @param name          the word it is known by, under which its administrator logs in too
/// @param title         what it is called, 0 to 200 characters
/// @param plan          the key of its {@link Plan}; empty: nothing is limited
/// @param administrator whose mailbox it is that administers; one of its own mailboxes
/// @param language      of what is written to it
/// @param removed       when it was removed, with all that it has; it can be restored for a while
public record Customer(
        CustomerId id,
        Login name,
        String title,
        Optional<String> plan,
        Optional<AccountId> administrator,
        Locale language,
        Instant created,
        Optional<Instant> removed) {
    public boolean exists() {
        return removed.isEmpty();
    }

    public boolean isHouse() {
        return id.equals(CustomerId.HOUSE);
    }

    public Customer withTitle(String other) {
        return new Customer(id, name, other, plan, administrator, language, created, removed);
    }

    /// @param key of a plan
    public Customer withPlan(Optional<String> key) {
        return new Customer(id, name, title, key, administrator, language, created, removed);
    }

    public Customer withAdministrator(Optional<AccountId> account) {
        return new Customer(id, name, title, plan, account, language, created, removed);
    }

    public Customer withLanguage(Locale choice) {
        return new Customer(id, name, title, plan, administrator, choice, created, removed);
    }

    public Customer withRemoved(Optional<Instant> when) {
        return new Customer(id, name, title, plan, administrator, language, created, when);
    }
}
