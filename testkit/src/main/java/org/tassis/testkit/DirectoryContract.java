package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tassis.testkit.Refusals.refusal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Credential;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.MailDomain;
import org.tassis.directory.NewAccount;

/// What every {@link DirectoryRecords} must do. Its test class implements this interface.
public interface DirectoryContract extends RedirectionContract, CustomerContract, PlanContract, FactorContract {
    Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");
    DomainName ORG = TestDirectory.domain("example.org");
    DomainName IDN = TestDirectory.domain("bücher.example");

    @Override
    DirectoryRecords records();

    @Test
    default void domainsAreKeptInOrderOfTheirNames() {
        MailDomain org = domain(ORG);
        MailDomain idn = domain(IDN);
        assertThat(records().domains()).containsExactly(org, idn);
        assertThat(records().domain(IDN)).contains(idn);
        assertThat(records().domain(TestDirectory.domain("example.net"))).isEmpty();
    }

    @Test
    default void aDomainIsThereOnce() {
        domain(ORG);
        assertThat(refusal(() -> domain(ORG))).isEqualTo(new DirectoryFailure.DomainExists(ORG));
    }

    @Test
    default void aDomainIsSwitchedOffAndOn() {
        domain(ORG);
        assertThat(records().enableDomain(ORG, false).enabled()).isFalse();
        assertThat(records().domain(ORG).orElseThrow().enabled()).isFalse();
        records().enableDomain(ORG, true);
        assertThat(records().domain(ORG).orElseThrow().enabled()).isTrue();
        assertThat(refusal(() -> records().enableDomain(IDN, true))).isEqualTo(new DirectoryFailure.NoSuchDomain(IDN));
    }

    @Test
    default void aDomainInUseIsNotRemoved() {
        domain(ORG);
        AccountRecord ann = account("ann", "ann@example.org", "a2@example.org", "a3@example.org", "a4@example.org");
        assertThat(refusal(() -> records().removeDomain(ORG, NOON)))
                .isEqualTo(new DirectoryFailure.DomainInUse(
                        ORG, addresses("a2@example.org", "a3@example.org", "a4@example.org"), 4));
        remove(ann, NOON);
        records().removeDomain(ORG, NOON);
        assertThat(records().domain(ORG).orElseThrow().removed()).contains(NOON);
    }

    @Test
    default void aRemovedDomainIsRememberedUntilItIsPurged() {
        domain(ORG);
        records().removeDomain(ORG, NOON);
        assertThat(refusal(() -> domain(ORG))).isEqualTo(new DirectoryFailure.DomainRemoved(ORG));
        assertThat(refusal(() -> records().removeDomain(ORG, NOON))).isEqualTo(new DirectoryFailure.NoSuchDomain(ORG));
        assertThat(refusal(() -> records().enableDomain(ORG, true))).isEqualTo(new DirectoryFailure.NoSuchDomain(ORG));
        assertThat(refusal(() -> account("ann", "ann@example.org"))).isEqualTo(new DirectoryFailure.NoSuchDomain(ORG));

        assertThat(records().purgeDomains(NOON)).isZero();
        assertThat(records().restoreDomain(ORG).removed()).isEmpty();
        account("ann", "ann@example.org");

        remove(records().account(new Login("ann")).orElseThrow(), NOON);
        records().removeDomain(ORG, NOON);
        assertThat(records().purgeDomains(NOON.plusSeconds(1))).isZero();
        records()
                .deleteAccount(records()
                        .account(new Login("ann"))
                        .orElseThrow()
                        .account()
                        .id());
        assertThat(records().purgeDomains(NOON.plusSeconds(1))).isEqualTo(1);
        assertThat(records().domains()).isEmpty();
        assertThat(refusal(() -> records().restoreDomain(ORG))).isEqualTo(new DirectoryFailure.NoSuchDomain(ORG));
    }

    @Test
    default void anAccountComesBackAsItWasMade() {
        domain(ORG);
        domain(IDN);
        NewAccount wanted = new NewAccount(
                new Login("monsite0001"),
                "Zoë 山田",
                new Quota(5_000_000_000L, 1000),
                false,
                Optional.of(EmailAddress.valueOf("Info@Example.org")),
                addresses("zoë@bücher.example", "Info@Example.org", "x+y@example.org"),
                Account.PopDelete.EXPUNGE,
                Set.of("IDLE", "QRESYNC"),
                Locale.FRENCH,
                Optional.empty());
        AccountRecord made = records().addAccount(wanted, Optional.empty(), NOON);
        assertThat(made.account()).isEqualTo(wanted.withId(made.account().id()));
        assertThat(made.created()).isEqualTo(NOON);
        assertThat(made.removed()).isEmpty();
        assertThat(records().account(made.account().id())).contains(made);
        assertThat(records().account(new Login("MonSite0001"))).contains(made);
        assertThat(records().account(EmailAddress.valueOf("ZOË@BÜCHER.example")))
                .contains(made);
        assertThat(records().account(EmailAddress.valueOf("x+y@example.org"))).contains(made);
        assertThat(records().account(EmailAddress.valueOf("x@example.org"))).isEmpty();
        Account found = records().account(made.account().id()).orElseThrow().account();
        assertThat(found.addresses().getFirst().toString()).isEqualTo("zoë@xn--bcher-kva.example");
        assertThat(found.primary().orElseThrow().toString()).isEqualTo("Info@example.org");
    }

    @Test
    default void anUnlimitedQuotaStaysUnlimited() {
        AccountRecord made = records()
                .addAccount(NewAccount.named(new Login("big")).withQuota(Quota.UNLIMITED), Optional.empty(), NOON);
        assertThat(records()
                        .account(made.account().id())
                        .orElseThrow()
                        .account()
                        .quota())
                .isEqualTo(Quota.UNLIMITED);
    }

    @Test
    default void aLoginIsTakenOnceAndStaysReserved() {
        AccountRecord ann = account("ann");
        assertThat(refusal(() -> account("ANN")))
                .isEqualTo(new DirectoryFailure.LoginTaken(new Login("ann"), Optional.empty()));
        remove(ann, NOON);
        assertThat(refusal(() -> account("ann")))
                .isEqualTo(new DirectoryFailure.LoginTaken(new Login("ann"), Optional.of(NOON)));
        records().deleteAccount(ann.account().id());
        assertThat(account("ann").account().id()).isNotEqualTo(ann.account().id());
    }

    @Test
    default void anAddressIsTakenOnceAndStaysReserved() {
        domain(ORG);
        EmailAddress info = EmailAddress.valueOf("info@example.org");
        AccountRecord ann = account("ann", "info@example.org");
        assertThat(refusal(() -> account("bob", "INFO@example.org")))
                .isEqualTo(new DirectoryFailure.AddressTaken(info, Optional.empty()));
        assertThat(records().account(new Login("bob"))).isEmpty();
        AccountRecord bob = account("bob");
        assertThat(refusal(() -> give(bob, "info@example.org")))
                .isEqualTo(new DirectoryFailure.AddressTaken(info, Optional.empty()));
        remove(ann, NOON);
        assertThat(refusal(() -> give(bob, "info@example.org")))
                .isEqualTo(new DirectoryFailure.AddressTaken(info, Optional.of(NOON)));
        records().deleteAccount(ann.account().id());
        assertThat(give(bob, "info@example.org").account().addresses()).containsExactly(info);
    }

    @Test
    default void addressesAreOnlyInKnownDomains() {
        domain(ORG);
        AccountRecord ann = account("ann", "ann@example.org");
        DomainName net = TestDirectory.domain("example.net");
        assertThat(refusal(() -> give(ann, "ann@example.org", "ann@example.net")))
                .isEqualTo(new DirectoryFailure.NoSuchDomain(net));
        assertThat(refusal(() -> account("bob", "bob@example.net"))).isEqualTo(new DirectoryFailure.NoSuchDomain(net));
        assertThat(records().account(ann.account().id())).contains(ann);
    }

    @Test
    default void anAccountChangesAsAWhole() {
        domain(ORG);
        AccountRecord ann = account("ann", "ann@example.org", "old@example.org");
        AccountRecord changed = records()
                .changeAccount(
                        ann.account().id(),
                        record -> record.with(record.account()
                                .withRealName("Ann")
                                .withQuota(Quota.ofBytes(7))
                                .withEnabled(false)
                                .withPopDelete(Account.PopDelete.EXPUNGE)
                                .withHiddenCapabilities(Set.of("MOVE"))
                                .withLanguage(Locale.forLanguageTag("nl"))
                                .withAddresses(
                                        Optional.of(EmailAddress.valueOf("new@example.org")),
                                        addresses("new@example.org", "ann@example.org"))));
        assertThat(records().account(ann.account().id())).contains(changed);
        assertThat(changed.account().realName()).isEqualTo("Ann");
        assertThat(changed.account().addresses())
                .containsExactlyElementsOf(addresses("new@example.org", "ann@example.org"));
        assertThat(records().account(EmailAddress.valueOf("old@example.org"))).isEmpty();
        assertThat(records().account(EmailAddress.valueOf("new@example.org"))).contains(changed);
        assertThat(refusal(() -> records().changeAccount(new AccountId(999_999), record -> record)))
                .isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
    }

    @Test
    default void aChangeThatThrowsChangesNothing() {
        AccountRecord ann = account("ann");
        assertThatThrownBy(() -> records().changeAccount(ann.account().id(), _ -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(records().account(ann.account().id())).contains(ann);
    }

    @Test
    default void changesOfOneAccountDoNotInterleave() throws Exception {
        AccountId ann = account("ann").account().id();
        List<Callable<Object>> changes = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            changes.add(() -> records()
                    .changeAccount(
                            ann,
                            record -> record.with(record.account()
                                    .withQuota(Quota.ofBytes(
                                            record.account().quota().bytes() + 1)))));
        }
        long before = records().account(ann).orElseThrow().account().quota().bytes();
        atOnce(changes);
        assertThat(records().account(ann).orElseThrow().account().quota().bytes())
                .isEqualTo(before + 40);
    }

    @Test
    default void ofManyWhoWantAnAddressOneGetsIt() throws Exception {
        domain(ORG);
        List<Callable<Object>> takers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String login = "taker" + (char) ('a' + i);
            takers.add(() -> {
                try {
                    return account(login, "wanted@example.org");
                } catch (DirectoryException e) {
                    return e.failure();
                }
            });
        }
        List<Object> results = atOnce(takers);
        assertThat(results).filteredOn(AccountRecord.class::isInstance).hasSize(1);
        assertThat(results)
                .filteredOn(DirectoryFailure.class::isInstance)
                .containsOnly(new DirectoryFailure.AddressTaken(
                        EmailAddress.valueOf("wanted@example.org"), Optional.empty()));
        assertThat(records().accounts(Optional.empty(), false, Optional.empty(), 100))
                .hasSize(1);
    }

    @Test
    default void accountsAreReadPageByPage() {
        domain(ORG);
        domain(IDN);
        for (int i = 0; i < 25; i++) {
            String login = String.format(Locale.ROOT, "user%02d", i);
            account(login, login + (i % 5 == 0 ? "@bücher.example" : "@example.org"));
        }
        remove(records().account(new Login("user03")).orElseThrow(), NOON);
        List<String> all = new ArrayList<>();
        Optional<Login> after = Optional.empty();
        while (true) {
            List<AccountRecord> page = records().accounts(Optional.empty(), false, after, 7);
            if (page.isEmpty()) {
                break;
            }
            page.forEach(record -> all.add(record.account().login().value()));
            page.forEach(record -> assertThat(record.account().addresses()).hasSize(1));
            after = Optional.of(page.getLast().account().login());
        }
        assertThat(all).hasSize(24).isSorted().doesNotHaveDuplicates().doesNotContain("user03");
        assertThat(records().accounts(Optional.of(IDN), false, Optional.empty(), 100))
                .hasSize(5);
        assertThat(records().accounts(Optional.empty(), true, Optional.empty(), 100))
                .extracting(record -> record.account().login().value())
                .containsExactly("user03");
    }

    @Test
    default void removedAccountsAreFoundOldestFirst() {
        AccountRecord ann = account("ann");
        AccountRecord bob = account("bob");
        account("carl");
        remove(bob, NOON);
        remove(ann, NOON.plusSeconds(10));
        assertThat(records().removedBefore(NOON, 10)).isEmpty();
        assertThat(records().removedBefore(NOON.plusSeconds(1), 10))
                .containsExactly(bob.account().id());
        assertThat(records().removedBefore(NOON.plusSeconds(60), 10))
                .containsExactly(bob.account().id(), ann.account().id());
        assertThat(records().removedBefore(NOON.plusSeconds(60), 1))
                .containsExactly(bob.account().id());
    }

    @Test
    default void theHighestNumberOfAWordIsKnown() {
        assertThat(records().highestNumber("monsite")).isEqualTo(OptionalInt.empty());
        account("monsite0001");
        account("monsite0012");
        account("monsite0003");
        account("monsite99");
        account("monsitea0099");
        account("monsite-0098");
        account("monsite1234567");
        assertThat(records().highestNumber("monsite")).isEqualTo(OptionalInt.of(12));
        account("monsite10000");
        assertThat(records().highestNumber("monsite")).isEqualTo(OptionalInt.of(10000));
    }

    @Test
    default void aPasswordIsSetWithTheAccountAndReplaced() {
        AccountRecord ann = records().addAccount(NewAccount.named(new Login("ann")), Optional.of("first"), NOON);
        AccountId id = ann.account().id();
        assertThat(records().credentials(id)).singleElement().satisfies(credential -> {
            assertThat(credential.hash()).isEqualTo("first");
            assertThat(credential.kind()).isEqualTo(Credential.Kind.PASSWORD);
            assertThat(credential.created()).isEqualTo(NOON);
        });
        Credential second = records().setPassword(id, "second", NOON);
        assertThat(records().credentials(id)).containsExactly(second);
        assertThat(refusal(() -> records().setPassword(new AccountId(999_999), "x", NOON)))
                .isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
    }

    @Test
    default void aHashIsRenewedUnlessItChangedMeanwhile() {
        AccountId ann = account("ann").account().id();
        Credential password = records().setPassword(ann, "old", NOON);
        assertThat(records().rehash(password.id(), "other", "new")).isFalse();
        assertThat(records().rehash(password.id(), "old", "new")).isTrue();
        assertThat(records().credentials(ann)).containsExactly(password.withHash("new"));
        assertThat(records().rehash(999_999, "old", "new")).isFalse();
    }

    @Test
    default void appPasswordsAreKeptBesideThePassword() {
        AccountId ann = account("ann").account().id();
        AccountId bob = account("bob").account().id();
        Credential password = records().setPassword(ann, "main", NOON);
        Credential phone = records().addAppPassword(ann, "Phone", "abc-de", Set.of("imap", "smtp"), "h1", NOON, 2);
        Credential copier = records().addAppPassword(ann, "Copier", "fgh-ij", Set.of(), "h2", NOON, 2);
        assertThat(refusal(() -> records().addAppPassword(ann, "More", "x", Set.of(), "h3", NOON, 2)))
                .isEqualTo(new DirectoryFailure.TooMany("app passwords for one mailbox", 2));
        assertThat(records().credentials(ann)).containsExactly(password, phone, copier);
        Credential renewed = records().setPassword(ann, "main2", NOON);
        assertThat(records().credentials(ann)).containsExactlyInAnyOrder(renewed, phone, copier);

        assertThat(records().removeAppPassword(bob, phone.id())).isFalse();
        assertThat(records().removeAppPassword(ann, renewed.id())).isFalse();
        assertThat(records().removeAppPassword(ann, phone.id())).isTrue();
        assertThat(records().removeAppPassword(ann, phone.id())).isFalse();
        assertThat(records().credentials(ann)).containsExactlyInAnyOrder(renewed, copier);
        assertThat(records().credentials(bob)).isEmpty();
    }

    @Test
    default void aDeletedAccountLeavesNothing() {
        domain(ORG);
        AccountRecord ann = records().addAccount(named("ann", "ann@example.org"), Optional.of("hash"), NOON);
        AccountId id = ann.account().id();
        records().deleteAccount(id);
        records().deleteAccount(id);
        assertThat(records().account(id)).isEmpty();
        assertThat(records().account(new Login("ann"))).isEmpty();
        assertThat(records().account(EmailAddress.valueOf("ann@example.org"))).isEmpty();
        assertThat(records().credentials(id)).isEmpty();
        assertThat(account("ann", "ann@example.org").account().id().value()).isGreaterThan(id.value());
    }

    private MailDomain domain(DomainName name) {
        MailDomain domain = new MailDomain(name, true, NOON, Optional.empty());
        records().addDomain(domain);
        return domain;
    }

    private AccountRecord account(String login, String... addresses) {
        return records().addAccount(named(login, addresses), Optional.empty(), NOON);
    }

    private AccountRecord give(AccountRecord record, String... addresses) {
        return records()
                .changeAccount(
                        record.account().id(),
                        before -> before.with(before.account().withAddresses(Optional.empty(), addresses(addresses))));
    }

    private void remove(AccountRecord record, Instant when) {
        records().changeAccount(record.account().id(), before -> before.withRemoved(Optional.of(when)));
    }

    private static NewAccount named(String login, String... addresses) {
        return NewAccount.named(new Login(login)).withAddresses(addresses(addresses));
    }

    private static List<EmailAddress> addresses(String... texts) {
        return List.of(texts).stream().map(EmailAddress::valueOf).toList();
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
