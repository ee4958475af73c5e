package org.tassis.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.tassis.core.DomainName;
import org.tassis.core.Login;

/// Where customers and plans are kept, and what holds several changes together: the third part of
/// {@link DirectoryRecords}, under the same promises.
public interface CustomerRecords {
    /// Runs `work` in one transaction: all methods of these records, and of all others on the same
    /// database, that it calls in its own thread take part, and are undone together when it throws. It may
    /// run more than once, when others were in the way. Inside another such work it is part of that.
    <T> T together(Supplier<T> work);

    // ---- plans ----

    /// In order of their keys.
    List<Plan> plans();

    /// @param key see {@link Plan#key}
    Optional<Plan> plan(String key);

    /// Adds it, or replaces the one of the same key.
    void putPlan(Plan plan);

    /// Puts it aside; one of the same key that was put aside before is forgotten.
    ///
    /// @return whether there was one
    /// @throws DirectoryException PlanInUse when a customer has it, removed ones too
    boolean removePlan(String key, Instant when);

    /// Those that were put aside, in order of their keys.
    List<RemovedPlan> removedPlans();

    /// Undoes {@link #removePlan}.
    ///
    /// @return empty when none of that key was put aside
    /// @throws DirectoryException PlanExists when there is one of that key again
    Optional<Plan> restorePlan(String key);

    /// Forgets plans that were put aside before that instant.
    ///
    /// @return how many
    int purgePlans(Instant removedBefore);

    /// Customers with that plan that exist, in order of their ids.
    List<CustomerId> customersOf(String plan);

    // ---- customers ----

    /// @throws DirectoryException CustomerExists, NoSuchPlan
    Customer addCustomer(NewCustomer customer, Instant when);

    /// Removed or not.
    Optional<Customer> customer(CustomerId id);

    /// Removed or not.
    Optional<Customer> customer(Login name);

    /// In order of names, to be read page by page.
    ///
    /// @param words   in its name or title, in any case; empty: all
    /// @param removed whether removed ones are wanted, or those that exist
    /// @param after   the last name of the page before
    List<Customer> customers(String words, boolean removed, Optional<Login> after, int limit);

    /// Reads, changes and writes a customer in one transaction that no other change of it can interleave.
    /// The id, the name and the time of creation stay.
    ///
    /// @throws DirectoryException NoSuchCustomer, NoSuchPlan; NoSuchMailbox when the administrator is none
    ///     of its mailboxes
    Customer changeCustomer(CustomerId id, UnaryOperator<Customer> change);

    /// Holds back others who lock the same customer, or change it, until the transaction ends.
    ///
    /// @throws DirectoryException NoSuchCustomer
    Customer lockCustomer(CustomerId id);

    /// What it has now.
    CustomerUse use(CustomerId id);

    /// Marks all domains, mailboxes and aliases of a customer that exist as removed at that instant.
    void removeAllOf(CustomerId id, Instant when);

    /// Undoes {@link #removeAllOf} of exactly that instant.
    void restoreAllOf(CustomerId id, Instant when);

    /// Forgets customers removed before that instant that have no domain and no mailbox any more, removed
    /// or not.
    ///
    /// @return how many
    int purgeCustomers(Instant removedBefore);

    // ---- whose is what ----

    /// All domains of a customer, removed ones too, in order of their names.
    List<MailDomain> domainsOf(CustomerId customer);

    /// Gives domains, with all mailboxes that have an address in them, to a customer.
    ///
    /// @throws DirectoryException NoSuchDomain, NoSuchCustomer; MailboxBetween when one of the mailboxes
    ///     has an address in a domain that neither moves nor is the customer's
    void moveDomains(Set<DomainName> names, CustomerId customer);
}
