package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tassis.testkit.CustomerSamples.DAWN;
import static org.tassis.testkit.CustomerSamples.GB;
import static org.tassis.testkit.CustomerSamples.at;
import static org.tassis.testkit.CustomerSamples.domain;
import static org.tassis.testkit.CustomerSamples.mailbox;
import static org.tassis.testkit.CustomerSamples.monsite;
import static org.tassis.testkit.Refusals.refusal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Alias;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.CustomerUse;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.DomainRedirection;
import org.tassis.directory.MailDomain;
import org.tassis.directory.MailboxQuery;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.Plan;

/// What {@link DirectoryRecords} must do for customers and for what they have.
public interface CustomerContract {
    DirectoryRecords records();

    @Test
    default void aCustomerComesBackAsItWasMadeAndChanged() {
        Customer monsite = monsite(records());
        assertThat(records().customer(monsite.id())).contains(monsite);
        assertThat(records().customer(new Login("MonSite"))).contains(monsite);
        assertThat(refusal(() -> records().addCustomer(NewCustomer.named(new Login("monsite")), DAWN)))
                .isEqualTo(new DirectoryFailure.CustomerExists(new Login("monsite"), Optional.empty()));
        AccountRecord admin = records().addAccount(mailbox("monsite", monsite), Optional.empty(), DAWN);
        Customer changed = records().changeCustomer(monsite.id(), customer -> customer.withTitle("Mon Site, sprl")
                .withLanguage(Locale.FRENCH)
                .withAdministrator(Optional.of(admin.account().id())));
        assertThat(records().customer(monsite.id())).contains(changed);
        AccountRecord other = records().addAccount(at("other"), Optional.empty(), DAWN);
        AccountId foreign = other.account().id();
        assertThat(refusal(() -> records()
                        .changeCustomer(monsite.id(), customer -> customer.withAdministrator(Optional.of(foreign)))))
                .isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
        records().deleteAccount(admin.account().id());
        assertThat(records().customer(monsite.id()).orElseThrow().administrator())
                .isEmpty();
    }

    @Test
    default void customersAreSearchedPageByPage() {
        for (String name : List.of("bb", "aa", "cc")) {
            records()
                    .addCustomer(
                            new NewCustomer(
                                    new Login(name),
                                    "Title_" + name.toUpperCase(Locale.ROOT),
                                    Optional.empty(),
                                    Locale.ENGLISH),
                            DAWN);
        }
        assertThat(records().customers("title_", false, Optional.empty(), 2))
                .extracting(customer -> customer.name().value())
                .containsExactly("aa", "bb");
        assertThat(records().customers("TITLE_", false, Optional.of(new Login("bb")), 2))
                .extracting(customer -> customer.name().value())
                .containsExactly("cc");
        assertThat(records().customers("titlex", false, Optional.empty(), 9)).isEmpty();
        assertThat(records().customers("", true, Optional.empty(), 9)).isEmpty();
    }

    @Test
    default void whatIsTogetherIsDoneOrUndoneTogether() {
        Customer monsite = monsite(records());
        DirectoryRecords one = records();
        DomainName name = TestDirectory.domain("monsite.example");
        assertThatThrownBy(() -> one.together(() -> {
                    one.together(() -> {
                        one.addDomain(domain(name, monsite));
                        return name;
                    });
                    one.addAccount(at("monsite0001", "a@monsite.example").of(monsite.id()), Optional.of("h"), DAWN);
                    assertThat(one.account(new Login("monsite0001"))).isPresent();
                    one.changeCustomer(monsite.id(), customer -> customer.withTitle("changed"));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(records().domain(name)).isEmpty();
        assertThat(records().account(new Login("monsite0001"))).isEmpty();
        assertThat(records().customer(monsite.id())).contains(monsite);
        assertThat(one.together(() -> {
                    one.addDomain(domain(name, monsite));
                    return 7;
                }))
                .isEqualTo(7);
        assertThat(records().domain(name).orElseThrow().customer()).isEqualTo(monsite.id());
    }

    @Test
    default void whatACustomerHasIsCounted() {
        Customer monsite = monsite(records());
        assertThat(records().use(monsite.id())).isEqualTo(new CustomerUse(0, 0, 0, 0));
        DomainName name = TestDirectory.domain("monsite.example");
        DomainName twin = TestDirectory.domain("mon-site.example");
        records().addDomain(domain(name, monsite));
        records().addDomain(domain(twin, monsite));
        records().redirectDomain(twin, _ -> DomainRedirection.NONE.withAliasOf(Optional.of(name)));
        AccountRecord one = records().addAccount(mailbox("monsite0001", monsite), Optional.empty(), DAWN);
        records().addAccount(mailbox("monsite0002", monsite), Optional.empty(), DAWN);
        records().addAccount(at("elsewhere"), Optional.empty(), DAWN);
        assertThat(records().use(monsite.id())).isEqualTo(new CustomerUse(2 * GB, 2, 1, 1));
        records().changeAccount(one.account().id(), record -> record.withRemoved(Optional.of(DAWN)));
        assertThat(records().use(monsite.id())).isEqualTo(new CustomerUse(GB, 1, 1, 1));
        records().addAccount(mailbox("big", monsite).withQuota(Quota.UNLIMITED), Optional.empty(), DAWN);
        assertThat(records().use(monsite.id()).storage()).isEqualTo(Plan.UNLIMITED);
    }

    @Test
    default void addressesAreInDomainsOfTheCustomer() {
        Customer monsite = monsite(records());
        DomainName own = TestDirectory.domain("monsite.example");
        DomainName foreign = TestDirectory.domain("foreign.example");
        records().addDomain(domain(own, monsite));
        records().addDomain(new MailDomain(foreign, true, DAWN, Optional.empty()));
        assertThat(refusal(() ->
                        records().addAccount(at("a", "a@foreign.example").of(monsite.id()), Optional.empty(), DAWN)))
                .isEqualTo(new DirectoryFailure.ForeignDomain(foreign));
        AccountRecord made =
                records().addAccount(at("a", "a@monsite.example").of(monsite.id()), Optional.empty(), DAWN);
        assertThat(made.customer()).isEqualTo(monsite.id());
        assertThat(refusal(() -> records()
                        .changeAccount(
                                made.account().id(),
                                record -> record.with(record.account()
                                        .withAddresses(
                                                Optional.empty(),
                                                List.of(EmailAddress.valueOf("a@foreign.example")))))))
                .isEqualTo(new DirectoryFailure.ForeignDomain(foreign));
    }

    @Test
    default void domainsMoveWithTheirMailboxes() {
        Customer monsite = monsite(records());
        DomainName one = TestDirectory.domain("one.example");
        DomainName two = TestDirectory.domain("two.example");
        for (DomainName name : List.of(one, two)) {
            records().addDomain(new MailDomain(name, true, DAWN, Optional.empty()));
        }
        AccountRecord made = records().addAccount(at("a", "a@one.example", "a@two.example"), Optional.empty(), DAWN);
        assertThat(refusal(() -> records().moveDomains(Set.of(one), monsite.id())))
                .isEqualTo(new DirectoryFailure.MailboxBetween(new Login("a"), two));
        assertThat(records().domain(one).orElseThrow().customer()).isEqualTo(CustomerId.HOUSE);
        records().moveDomains(Set.of(one, two), monsite.id());
        assertThat(records().domainsOf(monsite.id()))
                .extracting(MailDomain::name)
                .containsExactly(one, two);
        assertThat(records().account(made.account().id()).orElseThrow().customer())
                .isEqualTo(monsite.id());
        assertThat(records().domains(DomainQuery.ALL.of(monsite.id()), Optional.of(one), 9))
                .extracting(MailDomain::name)
                .containsExactly(two);
        assertThat(records().domains(DomainQuery.ALL.with("TWO."), Optional.empty(), 9))
                .extracting(MailDomain::name)
                .containsExactly(two);
        assertThat(records().domains(DomainQuery.ALL.removedOnes(), Optional.empty(), 9))
                .isEmpty();
    }

    @Test
    default void mailboxesAreSearched() {
        Customer monsite = monsite(records());
        records().addDomain(domain(TestDirectory.domain("one.example"), monsite));
        records()
                .addAccount(
                        at("ann", "info@one.example").withRealName("Ann Émile").of(monsite.id()),
                        Optional.empty(),
                        DAWN);
        records().addAccount(at("bob_b").withRealName("Bob 100%"), Optional.empty(), DAWN);
        assertThat(logins(MailboxQuery.ALL.with("INFO@one"))).containsExactly("ann");
        assertThat(logins(MailboxQuery.ALL.with("émile one.ex"))).containsExactly("ann");
        assertThat(logins(MailboxQuery.ALL.with("100% b_b"))).containsExactly("bob_b");
        assertThat(logins(MailboxQuery.ALL.with("b%"))).isEmpty();
        assertThat(logins(MailboxQuery.ALL.of(monsite.id()))).containsExactly("ann");
        assertThat(logins(MailboxQuery.ALL)).containsExactly("ann", "bob_b");
        assertThat(logins(MailboxQuery.ALL.in(TestDirectory.domain("one.example"))))
                .containsExactly("ann");
    }

    @Test
    default void whatIsFoundIsReadPageByPage() {
        for (String login : List.of("box-3", "box1", "box_2", "other", "box")) {
            records().addAccount(at(login).withRealName("Some Body"), Optional.empty(), DAWN);
        }
        List<String> all = logins(MailboxQuery.ALL.with("box body"));
        assertThat(all).containsExactlyInAnyOrder("box", "box-3", "box1", "box_2");
        List<String> found = new ArrayList<>();
        Optional<Login> after = Optional.empty();
        while (true) {
            List<AccountRecord> page = records().accounts(MailboxQuery.ALL.with("box body"), after, 1);
            if (page.isEmpty()) {
                break;
            }
            after = Optional.of(page.getLast().account().login());
            found.add(after.get().value());
        }
        assertThat(found).isEqualTo(all);
    }

    @Test
    default void whatChangedIsFoundByWhatItIsNow() {
        Customer monsite = monsite(records());
        DomainName one = TestDirectory.domain("one.example");
        DomainName two = TestDirectory.domain("two.example");
        records().addDomain(domain(one, monsite));
        records().addDomain(domain(two, monsite));
        assertThat(logins(MailboxQuery.ALL.with("ann"))).isEmpty();
        AccountRecord made = records()
                .addAccount(at("m1", "ann@one.example").withRealName("Ann").of(monsite.id()), Optional.empty(), DAWN);
        assertThat(logins(MailboxQuery.ALL.with("ann"))).containsExactly("m1");
        AccountId id = made.account().id();
        records()
                .changeAccount(
                        id,
                        record -> record.with(record.account()
                                .withAddresses(Optional.empty(), List.of(EmailAddress.valueOf("bea@two.example")))));
        assertThat(logins(MailboxQuery.ALL.with("ann@"))).isEmpty();
        assertThat(logins(MailboxQuery.ALL.with("bea@two"))).containsExactly("m1");
        assertThat(logins(MailboxQuery.ALL.in(two).with("ea"))).containsExactly("m1");
        assertThat(logins(MailboxQuery.ALL.in(one).with("ea"))).isEmpty();
        assertThat(logins(MailboxQuery.ALL.of(CustomerId.HOUSE).with("bea"))).isEmpty();
        assertThat(logins(MailboxQuery.ALL.of(monsite.id()).with("BEA"))).containsExactly("m1");
        records().changeAccount(id, record -> record.withRemoved(Optional.of(DAWN)));
        assertThat(logins(MailboxQuery.ALL.with("bea"))).isEmpty();
        assertThat(logins(MailboxQuery.ALL.with("bea").removedOnes())).containsExactly("m1");
        records().changeAccount(id, record -> record.withRemoved(Optional.empty()));
        assertThat(logins(MailboxQuery.ALL.with("bea"))).containsExactly("m1");
        records().moveDomains(Set.of(one, two), CustomerId.HOUSE);
        assertThat(logins(MailboxQuery.ALL.of(monsite.id()).with("bea"))).isEmpty();
        assertThat(logins(MailboxQuery.ALL.of(CustomerId.HOUSE).with("bea"))).containsExactly("m1");
        records().deleteAccount(id);
        assertThat(logins(MailboxQuery.ALL.with("bea"))).isEmpty();
    }

    @Test
    default void whatIsOfACustomerIsFoundAsItGoesAndComesBack() {
        Customer monsite = monsite(records());
        DomainName name = TestDirectory.domain("monsite.example");
        records().addDomain(domain(name, monsite));
        records().addAccount(at("m1", "ann@monsite.example").of(monsite.id()), Optional.empty(), DAWN);
        assertThat(logins(MailboxQuery.ALL.with("ann@"))).containsExactly("m1");
        records().removeAllOf(monsite.id(), DAWN);
        assertThat(logins(MailboxQuery.ALL.with("ann@"))).isEmpty();
        assertThat(logins(MailboxQuery.ALL.with("ann@").removedOnes())).containsExactly("m1");
        assertThat(records().domains(DomainQuery.ALL.with("onsite").removedOnes(), Optional.empty(), 9))
                .hasSize(1);
        records().restoreAllOf(monsite.id(), DAWN);
        assertThat(logins(MailboxQuery.ALL.with("ann@"))).containsExactly("m1");
        assertThat(records().domains(DomainQuery.ALL.with("onsite"), Optional.empty(), 9))
                .hasSize(1);
        assertThat(records().customers("onsit", false, Optional.empty(), 9))
                .extracting(Customer::id)
                .containsExactly(monsite.id());
        records().changeCustomer(monsite.id(), customer -> customer.withTitle("The Other Ones"));
        assertThat(records().customers("OTHER ON", false, Optional.empty(), 9))
                .extracting(Customer::id)
                .containsExactly(monsite.id());
        assertThat(records().customers("other on", false, Optional.of(monsite.name()), 9))
                .isEmpty();
    }

    @Test
    default void whatWasTakenBackIsNotFound() {
        assertThat(logins(MailboxQuery.ALL.with("passing"))).isEmpty();
        DirectoryRecords records = records();
        assertThatThrownBy(() -> records.together(() -> {
                    records.addAccount(at("passing"), Optional.empty(), DAWN);
                    assertThat(records.accounts(MailboxQuery.ALL.with("assin"), Optional.empty(), 9))
                            .hasSize(1);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(logins(MailboxQuery.ALL.with("passing"))).isEmpty();
        records.together(() -> records.addAccount(at("passing"), Optional.empty(), DAWN));
        assertThat(logins(MailboxQuery.ALL.with("passing"))).containsExactly("passing");
    }

    private List<String> logins(MailboxQuery query) {
        return records().accounts(query, Optional.empty(), 10).stream()
                .map(record -> record.account().login().value())
                .toList();
    }

    @Test
    default void operatorsAreNoMailboxes() {
        AccountRecord made = records().addOperator(NewAccount.named(new Login("operator")), "hash", DAWN);
        assertThat(made.isMailbox()).isFalse();
        assertThat(records().operators()).containsExactly(made);
        assertThat(records().accounts(MailboxQuery.ALL, Optional.empty(), 10)).isEmpty();
        assertThat(records().use(CustomerId.HOUSE).mailboxes()).isZero();
        assertThat(records().credentials(made.account().id())).hasSize(1);
        assertThat(refusal(() -> records().addAccount(at("operator"), Optional.empty(), DAWN)))
                .isEqualTo(new DirectoryFailure.LoginTaken(new Login("operator"), Optional.empty()));
    }

    @Test
    default void aRemovedOperatorKeepsLoginAndPassword() {
        AccountRecord made = records().addOperator(NewAccount.named(new Login("operator")), "hash", DAWN);
        AccountRecord other = records().addOperator(NewAccount.named(new Login("another")), "hash", DAWN);
        AccountRecord gone = records()
                .changeAccount(made.account().id(), record -> record.withRemoved(Optional.of(DAWN.plusSeconds(1))));
        assertThat(records().operators()).containsExactly(other);
        assertThat(records().removedOperators()).containsExactly(gone);
        assertThat(records().removedBefore(DAWN.plusSeconds(9), 9))
                .as("there is no mail of it to be forgotten first")
                .isEmpty();
        assertThat(records().credentials(made.account().id())).hasSize(1);
        DirectoryFailure taken = new DirectoryFailure.OperatorRemoved(new Login("operator"), DAWN.plusSeconds(1));
        assertThat(refusal(() -> records().addOperator(NewAccount.named(new Login("operator")), "hash", DAWN)))
                .isEqualTo(taken);
        assertThat(refusal(() -> records().addAccount(at("operator"), Optional.empty(), DAWN)))
                .isEqualTo(taken);
        records().changeAccount(made.account().id(), record -> record.withRemoved(Optional.empty()));
        assertThat(records().operators()).containsExactly(other, made);
        assertThat(records().removedOperators()).isEmpty();
        records().deleteAccount(made.account().id());
        assertThat(records().operators()).containsExactly(other);
    }

    @Test
    default void aCustomerGoesAndComesBackWithAllThatItHas() {
        Customer monsite = monsite(records());
        DomainName name = TestDirectory.domain("monsite.example");
        records().addDomain(domain(name, monsite));
        AccountRecord kept =
                records().addAccount(at("kept", "a@monsite.example").of(monsite.id()), Optional.empty(), DAWN);
        AccountRecord gone = records().addAccount(at("gone").of(monsite.id()), Optional.empty(), DAWN);
        records().changeAccount(gone.account().id(), record -> record.withRemoved(Optional.of(DAWN)));
        EmailAddress alias = EmailAddress.valueOf("b@monsite.example");
        Alias made = new Alias(alias, List.of(EmailAddress.valueOf("a@monsite.example")), true, DAWN, Optional.empty());
        records().addAlias(made);
        records().removeAlias(alias, DAWN);
        records().addAlias(made);

        Instant later = DAWN.plusSeconds(5);
        DirectoryRecords one = records();
        one.together(() -> {
            one.removeAllOf(monsite.id(), later);
            return one.changeCustomer(monsite.id(), customer -> customer.withRemoved(Optional.of(later)));
        });
        assertThat(records().domain(name).orElseThrow().exists()).isFalse();
        assertThat(records().account(kept.account().id()).orElseThrow().exists())
                .isFalse();
        assertThat(records().alias(alias)).isEmpty();
        assertThat(records().customers("", true, Optional.empty(), 9)).hasSize(1);
        assertThat(records().purgeCustomers(later.plusSeconds(1))).isZero();

        records().restoreAllOf(monsite.id(), later);
        assertThat(records().domain(name).orElseThrow().exists()).isTrue();
        assertThat(records().account(kept.account().id()).orElseThrow().exists())
                .isTrue();
        assertThat(records().account(gone.account().id()).orElseThrow().exists())
                .isFalse();
        assertThat(records().alias(alias)).contains(made);

        records().removeAllOf(monsite.id(), later);
        records().deleteAccount(kept.account().id());
        records().deleteAccount(gone.account().id());
        assertThat(records().purgeCustomers(later.plusSeconds(1))).isZero();
        records().purgeRedirections(later.plusSeconds(1));
        assertThat(records().purgeDomains(later.plusSeconds(1))).isEqualTo(1);
        assertThat(records().purgeCustomers(later)).isZero();
        assertThat(records().purgeCustomers(later.plusSeconds(1))).isEqualTo(1);
        assertThat(records().customer(monsite.id())).isEmpty();
    }
}
