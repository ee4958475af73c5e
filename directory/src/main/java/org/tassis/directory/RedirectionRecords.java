package org.tassis.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;

/// Where aliases, forwards, redirections of domains and auto-replies are kept: the second half of
/// {@link DirectoryRecords}, under the same promises.
public interface RedirectionRecords {
    /// Reads, changes and writes the redirection of a domain in one transaction. What `change` throws ends it
    /// without a change.
    ///
    /// @throws DirectoryException NoSuchDomain, for the domain it shall be an alias of too; DomainAliased
    ///     when it is to become an alias while another existing domain is one of it; AliasOfAlias;
    ///     NoSuchMailbox when the role mailbox does not exist
    MailDomain redirectDomain(DomainName name, UnaryOperator<DomainRedirection> change);

    // ---- aliases ----

    /// @throws DirectoryException AddressTaken, AddressIsAlias, NoSuchDomain
    void addAlias(Alias alias);

    /// One that exists, by exactly this address.
    Optional<Alias> alias(EmailAddress address);

    /// In order of the keys of their addresses, to be read page by page.
    ///
    /// @param after the last address of the page before
    List<Alias> aliases(AliasQuery query, Optional<EmailAddress> after, int limit);

    /// Reads, changes and writes targets and being enabled in one transaction. What `change` throws ends it
    /// without a change.
    ///
    /// @throws DirectoryException NoSuchAlias
    Alias changeAlias(EmailAddress address, UnaryOperator<Alias> change);

    /// Its address becomes free. An alias of that address removed earlier is forgotten.
    ///
    /// @throws DirectoryException NoSuchAlias
    void removeAlias(EmailAddress address, Instant when);

    /// @param notBefore one removed before is not restored
    /// @throws DirectoryException NoSuchAlias, AddressTaken, AddressIsAlias, NoSuchDomain
    Alias restoreAlias(EmailAddress address, Instant notBefore);

    // ---- forwards and auto-replies ----

    /// Removed or not.
    Optional<Forward> forward(AccountId account);

    /// Sets or replaces it.
    ///
    /// @throws DirectoryException NoSuchMailbox; not for a removed one
    void setForward(AccountId account, Forward forward);

    /// Removed or not.
    Optional<AutoReply> autoReply(AccountId account);

    /// Sets or replaces it.
    ///
    /// @throws DirectoryException NoSuchMailbox; not for a removed one
    void setAutoReply(AccountId account, AutoReply reply);

    /// Forgets aliases, forwards and auto-replies removed before that instant.
    ///
    /// @return how many
    int purgeRedirections(Instant removedBefore);
}
