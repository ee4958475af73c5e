package org.tassis.directory;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;

/// A mailbox account to be made. The parts are those of {@link Account}.
///
/// @param addresses without repetition; the primary address is put first when it is missing
/// @param customer  whose it is to be; empty: whose the domain of its first address is, else the operator's own
public record NewAccount(
        Login login,
        String realName,
        Quota quota,
        boolean enabled,
        Optional<EmailAddress> primary,
        List<EmailAddress> addresses,
        Account.PopDelete popDelete,
        Set<String> hiddenCapabilities,
        Locale language,
        Optional<CustomerId> customer) {

    public NewAccount {
        addresses = Account.distinct(primary, addresses);
        hiddenCapabilities = Set.copyOf(hiddenCapabilities);
    }

    /// With every default: no addresses, 3 GB, enabled, DELE hides from POP3 only, English.
    public static NewAccount named(Login login) {
        return new NewAccount(
                login,
                "",
                Directory.DEFAULT_QUOTA,
                true,
                Optional.empty(),
                List.of(),
                Account.PopDelete.HIDE,
                Set.of(),
                Locale.ENGLISH,
                Optional.empty());
    }

    public NewAccount withRealName(String name) {
        return new NewAccount(
                login, name, quota, enabled, primary, addresses, popDelete, hiddenCapabilities, language, customer);
    }

    public NewAccount withQuota(Quota limit) {
        return new NewAccount(
                login, realName, limit, enabled, primary, addresses, popDelete, hiddenCapabilities, language, customer);
    }

    public NewAccount withEnabled(boolean on) {
        return new NewAccount(
                login, realName, quota, on, primary, addresses, popDelete, hiddenCapabilities, language, customer);
    }

    public NewAccount withPrimary(EmailAddress address) {
        return new NewAccount(
                login,
                realName,
                quota,
                enabled,
                Optional.of(address),
                addresses,
                popDelete,
                hiddenCapabilities,
                language,
                customer);
    }

    /// In addition to those there are.
    public NewAccount withAddresses(List<EmailAddress> more) {
        LinkedHashSet<EmailAddress> all = new LinkedHashSet<>(addresses);
        all.addAll(more);
        return new NewAccount(
                login,
                realName,
                quota,
                enabled,
                primary,
                List.copyOf(all),
                popDelete,
                hiddenCapabilities,
                language,
                customer);
    }

    public NewAccount withPopDelete(Account.PopDelete choice) {
        return new NewAccount(
                login, realName, quota, enabled, primary, addresses, choice, hiddenCapabilities, language, customer);
    }

    public NewAccount withHiddenCapabilities(Set<String> hidden) {
        return new NewAccount(
                login, realName, quota, enabled, primary, addresses, popDelete, hidden, language, customer);
    }

    public NewAccount withLanguage(Locale choice) {
        return new NewAccount(
                login, realName, quota, enabled, primary, addresses, popDelete, hiddenCapabilities, choice, customer);
    }

    public NewAccount of(CustomerId owner) {
        return new NewAccount(
                login,
                realName,
                quota,
                enabled,
                primary,
                addresses,
                popDelete,
                hiddenCapabilities,
                language,
                Optional.of(owner));
    }

    /// The account with the id that storage gave it.
    public Account withId(AccountId id) {
        return new Account(
                id, login, realName, quota, enabled, primary, addresses, popDelete, hiddenCapabilities, language);
    }
}
