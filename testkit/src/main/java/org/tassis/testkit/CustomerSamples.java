package org.tassis.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.Customer;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.MailDomain;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.Plan;

/// Customers, mailboxes and domains as the contracts of customers and plans want them.
final class CustomerSamples {
    static final Instant DAWN = Instant.parse("2026-03-01T06:00:00.456Z");
    static final long GB = 1L << 30;
    static final Plan SMALL = new Plan("Small", 4 * GB, 2, 1, 1);

    private CustomerSamples() {}

    /// The customer `monsite`, with the plan {@link #SMALL}.
    static Customer monsite(DirectoryRecords records) {
        records.putPlan(SMALL);
        return records.addCustomer(NewCustomer.named(new Login("monsite")).withPlan("small"), DAWN);
    }

    /// Of a gigabyte, without an address.
    static NewAccount mailbox(String login, Customer owner) {
        return NewAccount.named(new Login(login)).of(owner.id()).withQuota(Quota.ofBytes(GB));
    }

    /// Of a gigabyte, and of the operator unless it is given to somebody.
    static NewAccount at(String login, String... addresses) {
        return NewAccount.named(new Login(login))
                .withQuota(Quota.ofBytes(GB))
                .withAddresses(
                        List.of(addresses).stream().map(EmailAddress::valueOf).toList());
    }

    static MailDomain domain(DomainName name, Customer owner) {
        return new MailDomain(name, true, DAWN, Optional.empty()).of(owner.id());
    }
}
