package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tassis.testkit.Refusals.refusal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.Alias;
import org.tassis.directory.AliasQuery;
import org.tassis.directory.AutoReply;
import org.tassis.directory.CustomerId;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.DomainRedirection;
import org.tassis.directory.Forward;
import org.tassis.directory.MailDomain;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NewCustomer;

/// What every {@link DirectoryRecords} must do with aliases, forwards, auto-replies and redirections of
/// domains.
public interface RedirectionContract {
    Instant MORNING = Instant.parse("2026-03-01T08:00:00.123Z");
    DomainName HERE = TestDirectory.domain("here.example");
    DomainName THERE = TestDirectory.domain("there.example");

    /// Without domains and accounts. The same for all calls in one test.
    DirectoryRecords records();

    @Test
    default void anAliasComesBackAsItWasMade() {
        known(HERE);
        Alias alias = new Alias(
                address("Zoë@HERE.example"),
                addresses("b@there.example", "\"odd one\"@elsewhere.example", "Zoë@bücher.example"),
                false,
                MORNING,
                Optional.empty());
        records().addAlias(alias);
        assertThat(records().alias(address("ZOË@here.example"))).contains(alias);
        assertThat(records().alias(address("ZOË@here.example")).orElseThrow().targets())
                .extracting(EmailAddress::toString)
                .containsExactly("b@there.example", "\"odd one\"@elsewhere.example", "Zoë@xn--bcher-kva.example");
        assertThat(records().alias(address("zoë+x@here.example"))).isEmpty();
    }

    @Test
    default void anAliasMayHaveManyLongTargets() {
        known(HERE);
        List<EmailAddress> targets = IntStream.range(10, 60)
                .mapToObj(i -> address("\"" + "\\\"".repeat(62) + i + "\"@" + "d".repeat(60) + "." + "e".repeat(60)
                        + "." + "f".repeat(58) + ".example"))
                .toList();
        Alias alias = new Alias(address("all@here.example"), targets, true, MORNING, Optional.empty());
        records().addAlias(alias);
        assertThat(records().alias(alias.address())).contains(alias);
        AccountId ann = mailbox("ann").account().id();
        records().setForward(ann, new Forward(targets, true, true, MORNING, Optional.empty()));
        assertThat(records().forward(ann).orElseThrow().targets()).isEqualTo(targets);
    }

    @Test
    default void anAddressIsOfAMailboxOrOfAnAlias() {
        known(HERE);
        AccountRecord ann = mailbox("ann", "ann@here.example");
        alias("info@here.example");
        assertThat(refusal(() -> alias("INFO@here.example")))
                .isEqualTo(new DirectoryFailure.AddressIsAlias(address("info@here.example")));
        assertThat(refusal(() -> alias("ann@here.example")))
                .isEqualTo(new DirectoryFailure.AddressTaken(address("ann@here.example"), Optional.empty()));
        assertThat(refusal(() -> mailbox("bob", "info@here.example")))
                .isEqualTo(new DirectoryFailure.AddressIsAlias(address("info@here.example")));
        assertThat(refusal(() -> records()
                        .changeAccount(
                                ann.account().id(),
                                record -> record.with(record.account()
                                        .withAddresses(Optional.empty(), addresses("info@here.example"))))))
                .isEqualTo(new DirectoryFailure.AddressIsAlias(address("info@here.example")));
        records().changeAccount(ann.account().id(), record -> record.withRemoved(Optional.of(MORNING)));
        assertThat(refusal(() -> alias("ann@here.example")))
                .isEqualTo(new DirectoryFailure.AddressTaken(address("ann@here.example"), Optional.of(MORNING)));
        assertThat(refusal(() -> alias("x@elsewhere.example")))
                .isEqualTo(new DirectoryFailure.NoSuchDomain(TestDirectory.domain("elsewhere.example")));
    }

    @Test
    default void ofAMailboxAndAnAliasThatWantOneAddressOneGetsIt() throws Exception {
        known(HERE);
        List<Callable<Object>> takers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String login = "taker" + (char) ('a' + i);
            boolean mailbox = i % 2 == 0;
            takers.add(() -> {
                try {
                    return mailbox ? mailbox(login, "wanted@here.example") : alias("wanted@here.example");
                } catch (DirectoryException e) {
                    return e.failure();
                }
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Object> results = new ArrayList<>();
            for (Future<Object> future : threads.invokeAll(takers)) {
                results.add(future.get());
            }
            assertThat(results)
                    .filteredOn(result -> !(result instanceof DirectoryFailure))
                    .hasSize(1);
        }
        assertThat(records().alias(address("wanted@here.example")).isPresent())
                .isNotEqualTo(records().account(address("wanted@here.example")).isPresent());
    }

    @Test
    default void anAliasChanges() {
        known(HERE);
        alias("info@here.example");
        Alias changed = records()
                .changeAlias(address("info@here.example"), before -> before.withTargets(addresses("new@there.example"))
                        .withEnabled(false));
        assertThat(records().alias(address("info@here.example"))).contains(changed);
        assertThat(changed.targets()).isEqualTo(addresses("new@there.example"));
        assertThatThrownBy(() -> records().changeAlias(address("info@here.example"), _ -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(records().alias(address("info@here.example"))).contains(changed);
        assertThat(refusal(() -> records().changeAlias(address("no@here.example"), before -> before)))
                .isEqualTo(new DirectoryFailure.NoSuchAlias(address("no@here.example"), false));
    }

    @Test
    default void aRemovedAliasReservesNothingAndComesBack() {
        known(HERE);
        EmailAddress info = address("info@here.example");
        Alias first = alias("info@here.example");
        records().removeAlias(info, MORNING);
        assertThat(records().alias(info)).isEmpty();
        assertThat(refusal(() -> records().removeAlias(info, MORNING)))
                .isEqualTo(new DirectoryFailure.NoSuchAlias(info, false));
        assertThat(refusal(() -> records().restoreAlias(info, MORNING.plusMillis(1))))
                .isEqualTo(new DirectoryFailure.NoSuchAlias(info, true));
        assertThat(records().restoreAlias(info, MORNING)).isEqualTo(first);
        assertThat(records().alias(info)).contains(first);
        assertThat(records().aliases(AliasQuery.ALL.removed(true), Optional.empty(), 10))
                .isEmpty();

        records().removeAlias(info, MORNING);
        records().addAlias(new Alias(info, addresses("other@there.example"), true, MORNING, Optional.empty()));
        assertThat(refusal(() -> records().restoreAlias(info, MORNING)))
                .isEqualTo(new DirectoryFailure.AddressIsAlias(info));
        records().removeAlias(info, MORNING.plusSeconds(5)); // the one removed before is forgotten
        assertThat(records().aliases(AliasQuery.ALL.removed(true), Optional.empty(), 10))
                .singleElement()
                .satisfies(alias -> {
                    assertThat(alias.targets()).isEqualTo(addresses("other@there.example"));
                    assertThat(alias.removed()).contains(MORNING.plusSeconds(5));
                });
        mailbox("ann", "info@here.example");
        assertThat(refusal(() -> records().restoreAlias(info, MORNING)))
                .isEqualTo(new DirectoryFailure.AddressTaken(info, Optional.empty()));
    }

    @Test
    default void aliasesAreReadPageByPage() {
        known(HERE);
        known(THERE);
        for (int i = 0; i < 25; i++) {
            alias("a" + (char) ('a' + i) + (i % 5 == 0 ? "@there.example" : "@here.example"));
        }
        records().removeAlias(address("ab@here.example"), MORNING);
        List<String> all = new ArrayList<>();
        Optional<EmailAddress> after = Optional.empty();
        while (true) {
            List<Alias> page = records().aliases(AliasQuery.ALL, after, 7);
            if (page.isEmpty()) {
                break;
            }
            page.forEach(alias -> all.add(alias.address().key()));
            after = Optional.of(page.getLast().address());
        }
        assertThat(all).hasSize(24).isSorted().doesNotHaveDuplicates();
        assertThat(records().aliases(AliasQuery.ALL.in(Optional.of(THERE)), Optional.empty(), 100))
                .hasSize(5);
        assertThat(records().aliases(AliasQuery.ALL.in(Optional.of(HERE)).removed(true), Optional.empty(), 100))
                .hasSize(1);
    }

    private List<String> found(AliasQuery query) {
        List<String> all = new ArrayList<>();
        Optional<EmailAddress> after = Optional.empty();
        List<Alias> page = records().aliases(query, after, 2);
        while (!page.isEmpty()) { // a page that is full or not: the end is an empty one
            page.forEach(alias -> all.add(alias.address().toString()));
            after = Optional.of(page.getLast().address());
            page = records().aliases(query, after, 2);
        }
        return all;
    }

    private List<String> found(String words) {
        return found(AliasQuery.ALL.with(words));
    }

    @Test
    default void aliasesAreFoundByPartsOfTheirAddressesAndTargets() {
        known(HERE);
        known(THERE);
        alias("Sales@here.example", "marie@elsewhere.example");
        alias("presales@there.example", "Jean@Elsewhere.example");
        alias("team@here.example", "sales@far.example", "marie@far.example");
        alias("\"two words\"@here.example", "x@far.example");
        assertThat(found("sales")).containsExactly("presales@there.example", "Sales@here.example", "team@here.example");
        assertThat(found("SALES @here")).containsExactly("Sales@here.example", "team@here.example");
        assertThat(found("marie")).containsExactly("Sales@here.example", "team@here.example");
        assertThat(found("jean@elsewhere")).containsExactly("presales@there.example");
        assertThat(found("x@far")).containsExactly("\"two words\"@here.example");
        assertThat(found("nobody")).isEmpty();
        assertThat(found("%")).as("a sign like others").isEmpty();
        assertThat(found(AliasQuery.ALL.in(Optional.of(THERE)).with("sales")))
                .containsExactly("presales@there.example");

        EmailAddress sales = address("sales@here.example");
        records().changeAlias(sales, alias -> alias.withTargets(addresses("paul@far.example")));
        assertThat(found("paul")).containsExactly("Sales@here.example");
        assertThat(found("marie")).containsExactly("team@here.example");
        records().removeAlias(sales, MORNING);
        assertThat(found("paul")).isEmpty();
        assertThat(found(AliasQuery.ALL.with("paul").removed(true))).containsExactly("Sales@here.example");
        records().addAlias(new Alias(sales, addresses("anna@far.example"), true, MORNING, Optional.empty()));
        assertThat(found("anna")).containsExactly("sales@here.example");
        assertThat(found(AliasQuery.ALL.with("paul").removed(true))).containsExactly("Sales@here.example");
        records().together(() -> {
            records().removeAlias(sales, MORNING.plusSeconds(5));
            assertThat(found("anna")).as("not at its end").isEmpty();
            return sales;
        });
        assertThat(records().purgeRedirections(MORNING.plusSeconds(9))).isEqualTo(1);
        assertThat(found(AliasQuery.ALL.with("sales").removed(true))).isEmpty();
    }

    @Test
    default void aliasesOfACustomerAreThoseInItsDomains() {
        known(HERE);
        known(THERE);
        alias("a@here.example", "x@far.example");
        alias("b@there.example", "x@far.example");
        CustomerId house = records().domain(HERE).orElseThrow().customer();
        CustomerId other = records()
                .addCustomer(NewCustomer.named(new Login("other")), MORNING)
                .id();
        records().moveDomains(Set.of(THERE), other);
        assertThat(found(AliasQuery.ALL.of(house))).containsExactly("a@here.example");
        assertThat(found(AliasQuery.ALL.of(other))).containsExactly("b@there.example");
        assertThat(found(AliasQuery.ALL.of(other).with("x@far"))).containsExactly("b@there.example");
        assertThat(found(AliasQuery.ALL.of(other).with("a@"))).isEmpty();
    }

    @Test
    default void aDomainWithAliasesIsInUse() {
        known(HERE);
        alias("info@here.example");
        mailbox("ann", "ann@here.example");
        assertThat(refusal(() -> records().removeDomain(HERE, MORNING)))
                .isEqualTo(
                        new DirectoryFailure.DomainInUse(HERE, addresses("ann@here.example", "info@here.example"), 2));
        records()
                .changeAccount(
                        records()
                                .account(new Login("ann"))
                                .orElseThrow()
                                .account()
                                .id(),
                        record -> record.with(record.account().withAddresses(Optional.empty(), List.of())));
        records().removeAlias(address("info@here.example"), MORNING);
        records().removeDomain(HERE, MORNING);
        assertThat(refusal(() -> records().restoreAlias(address("info@here.example"), MORNING)))
                .isEqualTo(new DirectoryFailure.NoSuchDomain(HERE));
        assertThat(records().purgeDomains(MORNING.plusSeconds(1))).isZero();
        assertThat(records().purgeRedirections(MORNING.plusSeconds(1))).isEqualTo(1);
        assertThat(records().purgeDomains(MORNING.plusSeconds(1))).isEqualTo(1);
    }

    @Test
    default void aDomainIsRedirected() {
        known(HERE);
        known(THERE);
        AccountId ann = mailbox("ann").account().id();
        DomainRedirection all =
                new DomainRedirection(Optional.of(THERE), Optional.of(address("x@y.example")), Optional.of(ann));
        assertThat(records().redirectDomain(HERE, _ -> all).redirection()).isEqualTo(all);
        assertThat(records().domain(HERE).orElseThrow().redirection()).isEqualTo(all);
        records().enableDomain(HERE, false);
        assertThat(records().domain(HERE).orElseThrow().redirection()).isEqualTo(all);
        assertThat(refusal(() -> records().removeDomain(THERE, MORNING)))
                .isEqualTo(new DirectoryFailure.DomainAliased(THERE, List.of(HERE)));
        records().removeDomain(HERE, MORNING);
        records().removeDomain(THERE, MORNING);
        assertThat(records().purgeDomains(MORNING)).isZero();
        assertThat(records().restoreDomain(HERE).redirection()).isEqualTo(all);
        assertThat(records().purgeDomains(MORNING.plusSeconds(1))).isZero(); // HERE still means it
        records().deleteAccount(ann);
        assertThat(records()
                        .redirectDomain(HERE, before -> before.withAliasOf(Optional.empty()))
                        .redirection())
                .isEqualTo(new DomainRedirection(Optional.empty(), all.catchAll(), Optional.empty()));
        assertThat(records().purgeDomains(MORNING.plusSeconds(1))).isEqualTo(1);
    }

    @Test
    default void domainAliasesAreNotChained() {
        DomainName third = TestDirectory.domain("third.example");
        known(HERE);
        known(THERE);
        known(third);
        aliasOf(HERE, THERE);
        assertThat(refusal(() -> aliasOf(third, HERE))).isEqualTo(new DirectoryFailure.AliasOfAlias(HERE));
        assertThat(refusal(() -> aliasOf(THERE, third)))
                .isEqualTo(new DirectoryFailure.DomainAliased(THERE, List.of(HERE)));
        assertThat(refusal(() -> aliasOf(THERE, THERE))).isNotNull();
        DomainName unknown = TestDirectory.domain("unknown.example");
        assertThat(refusal(() -> aliasOf(third, unknown))).isEqualTo(new DirectoryFailure.NoSuchDomain(unknown));
        assertThat(refusal(() -> aliasOf(unknown, third))).isEqualTo(new DirectoryFailure.NoSuchDomain(unknown));
        assertThat(refusal(() -> records()
                        .redirectDomain(third, before -> before.withRoleMailbox(Optional.of(new AccountId(999_999))))))
                .isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
    }

    @Test
    default void aForwardIsSetReplacedAndForgotten() {
        AccountId ann = mailbox("ann").account().id();
        assertThat(records().forward(ann)).isEmpty();
        Forward forward = new Forward(addresses("a@x.example", "B@y.example"), true, true, MORNING, Optional.empty());
        records().setForward(ann, forward);
        assertThat(records().forward(ann)).contains(forward);
        Forward removed = new Forward(addresses("c@x.example"), false, false, MORNING, Optional.of(MORNING));
        records().setForward(ann, removed);
        assertThat(records().forward(ann)).contains(removed);
        assertThat(records().purgeRedirections(MORNING)).isZero();
        assertThat(records().purgeRedirections(MORNING.plusMillis(1))).isEqualTo(1);
        assertThat(records().forward(ann)).isEmpty();
        records().setForward(ann, forward);
        records().changeAccount(ann, record -> record.withRemoved(Optional.of(MORNING)));
        assertThat(refusal(() -> records().setForward(ann, forward)))
                .isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
        records().deleteAccount(ann);
        assertThat(records().forward(ann)).isEmpty();
        assertThat(refusal(() -> records().setForward(ann, forward)))
                .isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
    }

    @Test
    default void anAutoReplyIsSetReplacedAndForgotten() {
        AccountId ann = mailbox("ann").account().id();
        assertThat(records().autoReply(ann)).isEmpty();
        AutoReply reply = new AutoReply(
                "",
                "Zoë is away.\n\n".repeat(600).strip(),
                Optional.of(MORNING),
                Optional.of(MORNING.plusSeconds(86_400)),
                Duration.ofMinutes(10),
                true,
                MORNING,
                Optional.empty());
        records().setAutoReply(ann, reply);
        assertThat(records().autoReply(ann)).contains(reply);
        AutoReply removed = new AutoReply(
                "Away",
                "x",
                Optional.empty(),
                Optional.empty(),
                Duration.ofDays(1),
                false,
                MORNING,
                Optional.of(MORNING));
        records().setAutoReply(ann, removed);
        assertThat(records().autoReply(ann)).contains(removed);
        assertThat(records().purgeRedirections(MORNING.plusMillis(1))).isEqualTo(1);
        records().setAutoReply(ann, reply);
        records().deleteAccount(ann);
        assertThat(records().autoReply(ann)).isEmpty();
        assertThat(refusal(() -> records().setAutoReply(ann, reply)))
                .isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
    }

    private void known(DomainName name) {
        records().addDomain(new MailDomain(name, true, MORNING, Optional.empty()));
    }

    private void aliasOf(DomainName name, DomainName other) {
        records().redirectDomain(name, before -> before.withAliasOf(Optional.of(other)));
    }

    private AccountRecord mailbox(String login, String... addresses) {
        return records()
                .addAccount(
                        NewAccount.named(new Login(login)).withAddresses(addresses(addresses)),
                        Optional.empty(),
                        MORNING);
    }

    private Alias alias(String address, String first, String... more) {
        List<EmailAddress> targets = Stream.concat(Stream.of(first), Stream.of(more))
                .map(RedirectionContract::address)
                .toList();
        Alias alias = new Alias(address(address), targets, true, MORNING, Optional.empty());
        records().addAlias(alias);
        return alias;
    }

    private Alias alias(String address) {
        Alias alias = new Alias(address(address), addresses("target@there.example"), true, MORNING, Optional.empty());
        records().addAlias(alias);
        return alias;
    }

    private static EmailAddress address(String text) {
        return EmailAddress.valueOf(text);
    }

    private static List<EmailAddress> addresses(String... texts) {
        return List.of(texts).stream().map(EmailAddress::valueOf).toList();
    }
}
