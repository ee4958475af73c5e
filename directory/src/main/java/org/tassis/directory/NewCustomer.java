package org.tassis.directory;

import java.util.Locale;
import java.util.Optional;
import org.tassis.core.Login;

/// A customer to be made. The parts are those of {@link Customer}.
///
/// @param plan the key of a plan; empty: nothing is limited
public record NewCustomer(Login name, String title, Optional<String> plan, Locale language) {
    /// Without limits, in English.
    public static NewCustomer named(Login name) {
        return new NewCustomer(name, "", Optional.empty(), Locale.ENGLISH);
    }

    public NewCustomer withPlan(String key) {
        return new NewCustomer(name, title, Optional.of(Plan.key(key)), language);
    }
}
