package org.tassis.admin.people;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.MailboxChange;

/// What has to be changed for a mailbox to have other addresses.
final class Names {
    private Names() {}

    /// @param primary empty: switched off
    /// @param others  all it is to have beside the primary one
    static List<MailboxChange> changes(Account account, Optional<EmailAddress> primary, List<EmailAddress> others) {
        Set<EmailAddress> wanted = new LinkedHashSet<>(others);
        primary.ifPresent(wanted::add);
        Set<EmailAddress> has = new LinkedHashSet<>(account.addresses());
        List<MailboxChange> changes = new ArrayList<>();
        if (primary.isEmpty() && account.primary().isPresent()) {
            changes.add(new MailboxChange.NoPrimary()); // takes the address away, too
            has.remove(account.primary().get());
        }
        Set<EmailAddress> more = new LinkedHashSet<>(wanted);
        more.removeAll(has);
        Set<EmailAddress> fewer = new LinkedHashSet<>(has);
        fewer.removeAll(wanted);
        if (!more.isEmpty()) {
            changes.add(new MailboxChange.AddAddresses(List.copyOf(more)));
        }
        primary.filter(address -> !account.primary().equals(Optional.of(address)))
                .ifPresent(address -> changes.add(new MailboxChange.Primary(address)));
        if (!fewer.isEmpty()) {
            changes.add(new MailboxChange.RemoveAddresses(List.copyOf(fewer)));
        }
        return changes;
    }
}
