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

/// A mailbox account as the engines see it.
///
/// @param realName           may be empty
/// @param primary            the address mail is sent from by default; empty when switched off
/// @param addresses          all addresses that lead here, `primary` among them when it is on
/// @param popDelete          what POP3's DELE does
/// @param hiddenCapabilities IMAP capabilities not offered to this account, upper case: the switch for broken clients
public record Account(
        AccountId id,
        Login login,
        String realName,
        Quota quota,
        boolean enabled,
        Optional<EmailAddress> primary,
        List<EmailAddress> addresses,
        PopDelete popDelete,
        Set<String> hiddenCapabilities,
        Locale language) {

    /// The owner's choice of what a message deleted by POP3 becomes.
    public enum PopDelete {
        HIDE,
        EXPUNGE
    }

    public Account {
        addresses = distinct(primary, addresses);
        hiddenCapabilities = Set.copyOf(hiddenCapabilities);
    }

    /// The primary address first when it is missing, then the others, each once.
    static List<EmailAddress> distinct(Optional<EmailAddress> primary, List<EmailAddress> addresses) {
        LinkedHashSet<EmailAddress> all = new LinkedHashSet<>();
        if (primary.isPresent() && !addresses.contains(primary.get())) {
            all.add(primary.get());
        }
        all.addAll(addresses);
        return List.copyOf(all);
    }

    /// Whether mail may be sent as `address` by this account; a plus-detail of an own address is own.
    public boolean owns(EmailAddress address) {
        return addresses.contains(address)
                || !address.base().equals(address.local())
                        && EmailAddress.of(address.base(), address.domain().ascii())
                                .filter(addresses::contains)
                                .isPresent();
    }

    public Account withRealName(String name) {
        return new Account(
                id, login, name, quota, enabled, primary, addresses, popDelete, hiddenCapabilities, language);
    }

    public Account withQuota(Quota limit) {
        return new Account(
                id, login, realName, limit, enabled, primary, addresses, popDelete, hiddenCapabilities, language);
    }

    public Account withEnabled(boolean on) {
        return new Account(id, login, realName, quota, on, primary, addresses, popDelete, hiddenCapabilities, language);
    }

    public Account withAddresses(Optional<EmailAddress> main, List<EmailAddress> all) {
        return new Account(id, login, realName, quota, enabled, main, all, popDelete, hiddenCapabilities, language);
    }

    public Account withPopDelete(PopDelete choice) {
        return new Account(
                id, login, realName, quota, enabled, primary, addresses, choice, hiddenCapabilities, language);
    }

    public Account withHiddenCapabilities(Set<String> hidden) {
        return new Account(id, login, realName, quota, enabled, primary, addresses, popDelete, hidden, language);
    }

    public Account withLanguage(Locale choice) {
        return new Account(
                id, login, realName, quota, enabled, primary, addresses, popDelete, hiddenCapabilities, choice);
    }
}
