package org.tassis.mailflow;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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

    /// Whose filters and habits count for its mail: who has it in a mailbox here, or has it passed on; each
    /// once.
    public List<Account> readers() {
        Map<AccountId, Account> found = new LinkedHashMap<>();
        mailboxes().forEach(mailbox -> found.put(mailbox.account().id(), mailbox.account()));
        for (Target.Remote remote : remotes()) {
            if (remote.reason() instanceof Target.Reason.Forward(var account, var _, var _)) {
                found.putIfAbsent(account.id(), account);
            }
        }
        return List.copyOf(found.values());
    }

    /// The same, when some of its mail may not leave: who would have had it passed on has it in the mailbox
    /// instead.
    ///
    /// @param leaves what may
    /// @return empty when it leads nowhere then
    public Optional<Recipient> staying(Predicate<Target.Remote> leaves) {
        if (!(route instanceof Route.Reaches)) {
            return Optional.of(this); // an address elsewhere is nobody's forward
        }
        List<Target> targets = new ArrayList<>(mailboxes());
        Set<AccountId> have = new HashSet<>();
        accounts().forEach(account -> have.add(account.id()));
        for (Target.Remote remote : remotes()) {
            if (leaves.test(remote)) {
                targets.add(remote);
            } else if (remote.reason() instanceof Target.Reason.Forward(var account, var _, var _)
                    && have.add(account.id())) {
                targets.add(new Target.Mailbox(account, Optional.empty(), false));
            }
        }
        return targets.isEmpty()
                ? Optional.empty()
                : Optional.of(new Recipient(address, parameters, new Route.Reaches(targets)));
    }

    /// Whether the sender wants to be told of a failure: RFC 3461 §4.1.
    public boolean wantsFailures() {
        return parameters.notices().isEmpty() || parameters.notices().contains(RecipientParameters.Notify.FAILURE);
    }
}
