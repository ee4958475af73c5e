package org.tassis.directory;

import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;

/// Where mail for a domain goes when no mailbox and no alias has the address.
///
/// @param aliasOf     every address here means the same address there; a domain of this server
/// @param catchAll    what is left goes there, an address of this server or of another
/// @param roleMailbox takes the mail for the role addresses (RFC 2142), `abuse`, `hostmaster`, `postmaster` and
///     `webmaster`, of which the domain has no mailbox and no alias of its own
public record DomainRedirection(
        Optional<DomainName> aliasOf, Optional<EmailAddress> catchAll, Optional<AccountId> roleMailbox) {
    public static final DomainRedirection NONE =
            new DomainRedirection(Optional.empty(), Optional.empty(), Optional.empty());

    public DomainRedirection withAliasOf(Optional<DomainName> domain) {
        return new DomainRedirection(domain, catchAll, roleMailbox);
    }

    public DomainRedirection withCatchAll(Optional<EmailAddress> address) {
        return new DomainRedirection(aliasOf, address, roleMailbox);
    }

    public DomainRedirection withRoleMailbox(Optional<AccountId> account) {
        return new DomainRedirection(aliasOf, catchAll, account);
    }
}
