package org.tassis.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;

/// Where the directory is kept. {@link Directory} holds the rules; this port holds what must be true in every
/// transaction, also when several nodes write at once:
/// - a login belongs to one account, an address to one account (removed accounts keep theirs) or one alias,
/// - an address is in a domain that is known and was not removed when the address was added, and that
///   belongs to the customer of its account,
/// - a method that changes something does all of it or nothing, and returns when it is durable.
///
/// Refusals are {@link DirectoryException}s; a database that fails is {@link DirectoryFailure.Unavailable}.
/// Methods block and may be called from any thread.
public interface DirectoryRecords extends RedirectionRecords, CustomerRecords, CredentialRecords, FactorRecords {

    // ---- domains ----

    /// Removed ones too, in order of their names.
    List<MailDomain> domains();

    /// Removed or not.
    Optional<MailDomain> domain(DomainName name);

    /// In order of their names as the DNS knows them, to be read page by page.
    ///
    /// @param after the last name of the page before
    List<MailDomain> domains(DomainQuery query, Optional<DomainName> after, int limit);

    /// @throws DirectoryException DomainExists, DomainRemoved, NoSuchCustomer
    void addDomain(MailDomain domain);

    /// @throws DirectoryException NoSuchDomain; for a removed domain too
    MailDomain enableDomain(DomainName name, boolean enabled);

    /// Marks the domain as removed.
    ///
    /// @throws DirectoryException NoSuchDomain, DomainAliased, DomainInUse when an account or alias that
    ///     exists has an address in it
    void removeDomain(DomainName name, Instant when);

    /// Does nothing to a domain that exists.
    ///
    /// @throws DirectoryException NoSuchDomain
    MailDomain restoreDomain(DomainName name);

    /// Forgets domains removed before that instant, as far as no account or alias, removed or not, has an
    /// address in them, and no other domain is an alias of them.
    int purgeDomains(Instant removedBefore);

    // ---- accounts ----

    /// Makes a mailbox and, when there is a hash, its password. Without a customer it is the operator's own.
    ///
    /// @throws DirectoryException LoginTaken, AddressTaken, AddressIsAlias, NoSuchDomain, NoSuchCustomer,
    ///     ForeignDomain
    AccountRecord addAccount(NewAccount account, Optional<String> passwordHash, Instant when);

    /// Makes an account of an operator, which has no mail.
    ///
    /// @throws DirectoryException LoginTaken
    AccountRecord addOperator(NewAccount account, String passwordHash, Instant when);

    /// Those that exist, in order of logins.
    List<AccountRecord> operators();

    /// Those that were removed, in order of logins.
    List<AccountRecord> removedOperators();

    /// Removed or not.
    Optional<AccountRecord> account(AccountId id);

    /// Removed or not.
    Optional<AccountRecord> account(Login login);

    /// The account that has exactly this address, removed or not. No plus-forms.
    Optional<AccountRecord> account(EmailAddress address);

    /// Mailboxes, in order of logins, to be read page by page.
    ///
    /// @param after the last login of the page before
    List<AccountRecord> accounts(MailboxQuery query, Optional<Login> after, int limit);

    /// Likewise, of all customers.
    ///
    /// @param domain  only mailboxes with an address in it
    /// @param removed whether removed mailboxes are wanted, or those that exist
    default List<AccountRecord> accounts(
            Optional<DomainName> domain, boolean removed, Optional<Login> after, int limit) {
        return accounts(new MailboxQuery(Optional.empty(), domain, "", removed), after, limit);
    }

    /// Reads, changes and writes an account in one transaction that no other change of it can interleave.
    /// The id, the login, the role, the customer and the time of creation stay. What `change` throws ends
    /// the transaction without a change.
    ///
    /// @throws DirectoryException NoSuchMailbox, AddressTaken, AddressIsAlias; NoSuchDomain and
    ///     ForeignDomain for addresses that are new
    AccountRecord changeAccount(AccountId id, UnaryOperator<AccountRecord> change);

    /// Forgets an account, its addresses, credentials, forward and auto-reply for ever. Unknown ids are
    /// ignored.
    void deleteAccount(AccountId id);

    /// Mailboxes removed before that instant, oldest first.
    List<AccountId> removedBefore(Instant instant, int limit);

    /// The highest n of all logins that are `word` followed by n in four to six digits.
    OptionalInt highestNumber(String word);
}
