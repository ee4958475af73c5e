package org.tassis.directory;

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
        addresses = List.copyOf(addresses);
        hiddenCapabilities = Set.copyOf(hiddenCapabilities);
    }

    /// Whether mail may be sent as `address` by this account; a plus-detail of an own address is own.
    public boolean owns(EmailAddress address) {
        return addresses.contains(address)
                || address.detail().isPresent()
                        && EmailAddress.of(address.base(), address.domain().ascii())
                                .filter(addresses::contains)
                                .isPresent();
    }
}
