package org.tassis.mailflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Account;
import org.tassis.directory.Route;
import org.tassis.directory.Target;

/// A recipient and where its mail goes.
public record Recipient(EmailAddress address, RecipientParameters parameters, Route route) {
    /// Mailboxes of this server that it leads to.
    public List<Target.Mailbox> mailboxes() {
        return route instanceof Route.Reaches reaches ? reaches.mailboxes() : List.of();
    }

    /// Whose these are, each once.
    public List<Account> accounts() {
        Map<AccountId, Account> found = new LinkedHashMap<>();
        mailboxes().forEach(mailbox -> found.put(mailbox.account().id(), mailbox.account()));
        return List.copyOf(found.values());
    }

    /// The one account that it leads to; empty when there are several or none.
    public Optional<Account> owner() {
        List<Account> accounts = accounts();
        return accounts.size() == 1 ? Optional.of(accounts.getFirst()) : Optional.empty();
    }

    /// Addresses of other servers that it leads to by an alias or a forward.
    public List<Target.Remote> remotes() {
        return route instanceof Route.Reaches reaches ? reaches.remotes() : List.of();
    }

    /// Whether the sender wants to be told of a failure: RFC 3461 §4.1.
    public boolean wantsFailures() {
        return parameters.notices().isEmpty() || parameters.notices().contains(RecipientParameters.Notify.FAILURE);
    }
}
