package org.tassis.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.core.Secret;

class DirectoryTest {
    private static final DomainName ORG = domain("example.org");

    private final TestClock clock = new TestClock();
    private final CountingRecords counting = new CountingRecords();
    private final Directory directory =
            new Directory(counting.records, new PlainHash(), new PasswordRules(), clock, DirectorySettings.DEFAULT);

    @BeforeEach
    void domains() {
        directory.addDomain(ORG);
        directory.addDomain(domain("bücher.example"));
    }

    @Test
    void mailFindsItsWay() {
        Account ann = mailbox("ann", "ann@example.org", "info@example.org", "zoë@bücher.example");
        Account shop = mailbox("shop", "info+shop@example.org", "+@example.org");
        assertThat(route("ANN@Example.ORG")).isEqualTo(Route.local(ann, Optional.empty()));
        assertThat(route("info+list.a@example.org")).isEqualTo(Route.local(ann, Optional.of("list.a")));
        assertThat(route("info+@example.org")).isEqualTo(Route.local(ann, Optional.empty()));
        assertThat(route("info+shop@example.org")).isEqualTo(Route.local(shop, Optional.empty()));
        assertThat(route("info+shop+x@example.org")).isEqualTo(Route.local(ann, Optional.of("shop+x")));
        assertThat(route("Zoe\u0308@xn--bcher-kva.example")).isEqualTo(Route.local(ann, Optional.empty()));
        assertThat(route("+@example.org")).isEqualTo(Route.local(shop, Optional.empty()));
        assertThat(route("nobody@example.org")).isEqualTo(new Route.NoSuchUser());
        assertThat(route("nobody+x@example.org")).isEqualTo(new Route.NoSuchUser());
        assertThat(route("ann@example.net")).isEqualTo(new Route.Remote());
        assertThat(route("ann@sub.example.org")).isEqualTo(new Route.Remote());
    }

    @Test
    void aSwitchedOffMailboxOrDomainTakesNoMail() {
        Account ann = mailbox("ann", "ann@example.org");
        directory.changeMailbox(ann.id(), List.of(new MailboxChange.Enabled(false)));
        assertThat(route("ann@example.org")).isEqualTo(new Route.Disabled());
        assertThat(directory.account(ann.id()).orElseThrow().enabled()).isFalse();
        directory.changeMailbox(ann.id(), List.of(new MailboxChange.Enabled(true)));
        assertThat(route("ann@example.org")).isInstanceOf(Route.Reaches.class);
        directory.enableDomain(ORG, false);
        assertThat(route("ann@example.org")).isEqualTo(new Route.Disabled());
        assertThat(route("nobody@example.org")).isEqualTo(new Route.NoSuchUser());
        directory.enableDomain(ORG, true);
        assertThat(route("ann@example.org")).isInstanceOf(Route.Reaches.class);
    }

    @Test
    void whatWasAskedBeforeCostsNoDatabase() {
        Account ann = mailbox("ann", "ann@example.org");
        ask(ann);
        int before = counting.calls.get();
        for (int i = 0; i < 1000; i++) {
            ask(ann);
        }
        assertThat(counting.calls.get()).isEqualTo(before);
        clock.pass(DirectorySettings.DEFAULT.cacheTime().plusSeconds(1));
        ask(ann);
        assertThat(counting.calls.get()).isGreaterThan(before);
    }

    private void ask(Account ann) {
        assertThat(route("ann+x@example.org")).isInstanceOf(Route.Reaches.class);
        assertThat(route("nobody@example.org")).isEqualTo(new Route.NoSuchUser());
        assertThat(route("somebody@example.net")).isEqualTo(new Route.Remote());
        assertThat(directory.quotaOf(ann.id())).isEqualTo(Quota.ofBytes(3L << 30));
        assertThat(directory.identify("ANN")).isPresent();
        assertThat(directory.identify("ann@example.org")).isPresent();
        assertThat(directory.identify("nobody")).isEmpty();
    }

    @Test
    void everyChangeIsSeenAtOnce() {
        assertThat(route("ann@example.org")).isEqualTo(new Route.NoSuchUser());
        assertThat(directory.identify("ann")).isEmpty();
        assertThat(route("x@example.net")).isEqualTo(new Route.Remote());
        Account ann = mailbox("ann", "ann@example.org", "old@example.org");
        assertThat(directory.identify("ann")).contains(ann);
        assertThat(route("old@example.org")).isInstanceOf(Route.Reaches.class);
        assertThat(route("new@example.org")).isEqualTo(new Route.NoSuchUser());
        change(
                ann,
                new MailboxChange.RemoveAddresses(List.of(address("old@example.org"))),
                new MailboxChange.AddAddresses(List.of(address("new@example.org"))));
        assertThat(route("old@example.org")).isEqualTo(new Route.NoSuchUser());
        assertThat(route("new@example.org")).isInstanceOf(Route.Reaches.class);
        change(ann, new MailboxChange.Limit(Quota.ofBytes(5)));
        assertThat(directory.quotaOf(ann.id())).isEqualTo(Quota.ofBytes(5));
        directory.removeMailbox(ann.id());
        assertThat(route("new@example.org")).isEqualTo(new Route.NoSuchUser());
        assertThat(directory.identify("ann")).isEmpty();
        assertThat(directory.account(ann.id())).isEmpty();
        directory.restoreMailbox("ann");
        assertThat(route("new@example.org")).isInstanceOf(Route.Reaches.class);
        directory.addDomain(domain("example.net"));
        assertThat(route("x@example.net")).isEqualTo(new Route.NoSuchUser());
        directory.removeDomain(domain("example.net"));
        assertThat(route("x@example.net")).isEqualTo(new Route.Remote());
        assertThat(directory.domain(domain("example.net"))).isEmpty();
        directory.restoreDomain(domain("example.net"));
        assertThat(directory.domain(domain("example.net"))).isPresent();
    }

    @Test
    void aDatabaseThatFailsIsNotRemembered() {
        mailbox("ann", "ann@example.org");
        counting.broken.set(true);
        assertThat(failure(() -> route("ann@example.org"))).isEqualTo(new DirectoryFailure.Unavailable());
        counting.broken.set(false);
        assertThat(route("ann@example.org")).isInstanceOf(Route.Reaches.class);
    }

    @Test
    void anAccountThatIsUnknownHoldsNothing() {
        assertThat(directory.quotaOf(new AccountId(77))).isEqualTo(new Quota(0, 0));
    }

    @Test
    void loginsAreSuggestedInOrder() {
        assertThat(suggested("monsite.be")).isEqualTo("monsite0001");
        mailbox("monsite0001");
        mailbox("monsite0007");
        assertThat(suggested("monsite.be")).isEqualTo("monsite0008");
        directory.removeMailbox(directory.mailbox("monsite0007").account().id());
        assertThat(suggested("monsite.be")).isEqualTo("monsite0008");
        mailbox("monsite9999");
        assertThat(suggested("monsite.be")).isEqualTo("monsite10000");
    }

    @ParameterizedTest
    @CsvSource({
        "école-été.example, ecole-ete0001",
        "web24.example, web24-0001",
        "3m.example, 3m0001",
        "山田.example, mailbox0001",
        "straße.example, strae0001",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz.example,"
                + " abcdefghijklmnopqrstuvwxyzabcdefghijklmn0001",
    })
    void aSuggestionIsALoginForAnyDomain(String name, String login) {
        assertThat(suggested(name)).isEqualTo(login);
        mailbox(login);
        assertThat(suggested(name)).isEqualTo(login.substring(0, login.length() - 1) + "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.1", "example.123"})
    void aDomainOfAMailServerHasAName(String name) {
        assertThat(failure(() -> directory.addDomain(domain(name)))).isInstanceOf(DirectoryFailure.BadValue.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a b\"@example.org",
                "a%b@example.org",
                "a!b@example.org",
                "a/b@example.org",
                "a|b@example.org",
                "a\u200bb@example.org",
                "a\u00adb@example.org",
                "a\u3000b@example.org",
                "\u202eann@example.org"
            })
    void whatNobodyCouldWriteIsNoOwnAddress(String text) {
        EmailAddress address = address(text);
        assertThat(failure(() -> mailbox("ann", text))).isInstanceOf(DirectoryFailure.BadValue.class);
        Account bob = mailbox("bob");
        assertThat(failure(() -> change(bob, new MailboxChange.AddAddresses(List.of(address)))))
                .isInstanceOf(DirectoryFailure.BadValue.class);
        assertThat(failure(() -> change(bob, new MailboxChange.Primary(address))))
                .isInstanceOf(DirectoryFailure.BadValue.class);
    }

    @Test
    void valuesAreChecked() {
        NewAccount ann = NewAccount.named(new Login("ann"));
        assertThat(failure(() -> add(ann.withRealName("a\nb"))).text())
                .isEqualTo("The real name has no control characters and is valid Unicode.");
        assertThat(failure(() -> add(ann.withRealName("x".repeat(201))))).isInstanceOf(DirectoryFailure.BadValue.class);
        assertThat(failure(() -> add(ann.withLanguage(Locale.forLanguageTag("de")))))
                .isInstanceOf(DirectoryFailure.BadValue.class);
        assertThat(failure(() -> add(ann.withHiddenCapabilities(Set.of("IDLE MOVE")))))
                .isInstanceOf(DirectoryFailure.BadValue.class);
        assertThat(add(ann.withHiddenCapabilities(Set.of("idle", "Literal+"))).hiddenCapabilities())
                .isEqualTo(Set.of("IDLE", "LITERAL+"));
        List<EmailAddress> many = IntStream.range(0, 501)
                .mapToObj(i -> address("a" + i + "@example.org"))
                .toList();
        assertThat(failure(() -> add(NewAccount.named(new Login("bob")).withAddresses(many))))
                .isEqualTo(new DirectoryFailure.TooMany("addresses of one mailbox", 500));
    }

    @Test
    void thePrimaryAddressIsOneOfTheAddresses() {
        Account ann = mailbox("ann");
        ann = change(ann, new MailboxChange.Primary(address("ann@example.org")));
        assertThat(ann.addresses()).containsExactly(address("ann@example.org"));
        ann = change(ann, new MailboxChange.Primary(address("a@example.org")));
        assertThat(ann.primary()).contains(address("a@example.org"));
        assertThat(ann.addresses()).containsExactlyInAnyOrder(address("a@example.org"), address("ann@example.org"));
        ann = change(ann, new MailboxChange.NoPrimary());
        assertThat(ann.primary()).isEmpty();
        assertThat(ann.addresses()).containsExactly(address("ann@example.org"));
        ann = change(
                ann,
                new MailboxChange.Primary(address("ann@example.org")),
                new MailboxChange.RemoveAddresses(List.of(address("ann@example.org"))));
        assertThat(ann.primary()).isEmpty();
        assertThat(ann.addresses()).isEmpty();
        Account last = ann;
        assertThat(failure(() -> change(last, new MailboxChange.RemoveAddresses(List.of(address("x@example.org"))))))
                .isEqualTo(new DirectoryFailure.NoSuchAddress(address("x@example.org")));
    }

    @Test
    void anAccountMaySendAsItsAddressesAndTheirPlusForms() {
        Account ann = mailbox("ann", "ann@example.org", "info@example.org");
        assertThat(ann.owns(address("INFO@example.org"))).isTrue();
        assertThat(ann.owns(address("info+shop@example.org"))).isTrue();
        assertThat(ann.owns(address("info+@example.org"))).isTrue();
        assertThat(ann.owns(address("bob@example.org"))).isFalse();
        assertThat(ann.owns(address("info@bücher.example"))).isFalse();
    }

    @Test
    void aMailboxIsKeptThirtyDaysAfterItsRemoval() {
        Account ann = mailbox("ann", "ann@example.org");
        directory.removeMailbox(ann.id());
        assertThat(failure(() -> directory.removeMailbox(ann.id()))).isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
        assertThat(failure(() -> directory.mailbox("ann"))).isEqualTo(new DirectoryFailure.NoSuchMailbox("ann"));
        assertThat(failure(() -> mailbox("ann")).text()).contains("mailbox removed on 2026-03-01");
        assertThat(failure(() -> mailbox("bob", "ann@example.org")).text()).contains("stays reserved");
        clock.pass(Duration.ofDays(30));
        assertThat(directory.expired(10)).isEmpty();
        directory.restoreMailbox("ann");
        directory.removeMailbox(ann.id());
        clock.pass(Duration.ofDays(30).plusSeconds(1));
        assertThat(failure(() -> directory.restoreMailbox("ann"))).isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
        assertThat(directory.expired(10)).isEmpty();
        clock.pass(Directory.MARGIN);
        assertThat(directory.expired(10)).containsExactly(ann.id());
        directory.purge(ann.id());
        assertThat(directory.expired(10)).isEmpty();
        assertThat(failure(() -> directory.restoreMailbox("ann"))).isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
        assertThat(route("ann@example.org")).isEqualTo(new Route.NoSuchUser());
        assertThat(mailbox("ann", "ann@example.org").id()).isNotEqualTo(ann.id());
        assertThat(route("ann@example.org")).isInstanceOf(Route.Reaches.class);
    }

    @Test
    void whatExistsIsNotPurged() {
        Account ann = mailbox("ann");
        assertThat(failure(() -> directory.purge(ann.id()))).isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
        assertThat(directory.account(ann.id())).isPresent();
    }

    @Test
    void aRemovedDomainIsPurgedWhenItsTimeIsOver() {
        DomainName net = domain("example.net");
        directory.addDomain(net);
        directory.removeDomain(net);
        assertThat(failure(() -> directory.addDomain(net)).text()).contains("domain restore example.net");
        assertThat(directory.domains(true)).extracting(MailDomain::name).containsExactly(net);
        clock.pass(Duration.ofDays(31));
        assertThat(directory.purgeRemoved()).isEqualTo(1);
        directory.addDomain(net);
    }

    @Test
    void aRemovedPlanIsForgottenWhenItsTimeIsOver() {
        Customers customers = directory.customers();
        customers.removePlan("Light");
        clock.pass(Duration.ofDays(30));
        assertThat(directory.purgeRemoved()).isZero();
        assertThat(customers.removedPlans()).hasSize(1);
        clock.pass(Duration.ofSeconds(1));
        assertThat(customers.removedPlans()).isEmpty();
        assertThat(failure(() -> customers.restorePlan("Light"))).isEqualTo(new DirectoryFailure.NoSuchPlan("Light"));
        assertThat(directory.purgeRemoved()).isEqualTo(1);
    }

    @Test
    void aRemovedOperatorIsForgottenWhenHisTimeIsOver() {
        Operators operators = directory.operators();
        Login first = new Login("first");
        Login second = new Login("second");
        for (Login login : List.of(first, second)) {
            operators.add(login, "", operators.prepare(login, "", new Secret("nine-small-ducks-77")));
        }
        operators.remove(second);
        assertThat(directory.identifyAdministrator("second")).isEmpty();
        assertThat(failure(() -> operators.add(
                                second, "", operators.prepare(second, "", new Secret("nine-small-ducks-77"))))
                        .text())
                .contains("operator restore second");
        assertThat(failure(() -> directory.addMailbox(NewAccount.named(second), Optional.empty()))
                        .text())
                .contains("operator restore second");
        operators.restore(second);
        assertThat(directory.identifyAdministrator("second")).isPresent();
        operators.remove(second);
        clock.pass(Duration.ofDays(30).plusSeconds(1));
        assertThat(operators.removed()).isEmpty();
        assertThat(failure(() -> operators.restore(second))).isEqualTo(new DirectoryFailure.NoSuchOperator(second));
        assertThat(directory.purgeRemoved()).as("a while later").isZero();
        clock.pass(Directory.MARGIN);
        assertThat(directory.purgeRemoved()).isEqualTo(1);
        operators.add(second, "", operators.prepare(second, "", new Secret("nine-small-ducks-77")));
    }

    @Test
    void aPasswordIsNotWhatEverybodyKnowsOfItsOwner() {
        Account ann = mailbox("monsite0001", "contact@example.org");
        for (String known : List.of("monsite0001", "contact@example.org", "Contact2026", "example.org")) {
            assertThat(failure(() -> directory.credentials().setPassword(ann.id(), new Secret(known))))
                    .isInstanceOf(DirectoryFailure.WeakPassword.class);
        }
        directory.credentials().setPassword(ann.id(), new Secret("seven small ducks"));
        assertThat(directory.credentials().of(ann.id()))
                .singleElement()
                .satisfies(credential -> assertThat(credential.kind()).isEqualTo(Credential.Kind.PASSWORD));
        assertThat(directory.credentials().of(ann.id()).toString()).doesNotContain("ducks");
    }

    @Test
    void aPreviewFindsWhatAddingWouldRefuse() {
        Account ann = mailbox("ann", "ann@example.org");
        NewAccount bob = NewAccount.named(new Login("bob"));
        directory.checkNewMailbox(bob.withPrimary(address("bob@example.org")), Optional.empty());
        assertThat(directory.identify("bob")).isEmpty();
        assertThat(failure(() -> directory.checkNewMailbox(NewAccount.named(ann.login()), Optional.empty())))
                .isInstanceOf(DirectoryFailure.LoginTaken.class);
        assertThat(failure(
                        () -> directory.checkNewMailbox(bob.withPrimary(address("ANN@example.org")), Optional.empty())))
                .isInstanceOf(DirectoryFailure.AddressTaken.class);
        assertThat(failure(
                        () -> directory.checkNewMailbox(bob.withPrimary(address("a@example.net")), Optional.empty())))
                .isInstanceOf(DirectoryFailure.NoSuchDomain.class);
        assertThat(failure(() -> directory.checkNewMailbox(bob, Optional.of(new Secret("short")))))
                .isInstanceOf(DirectoryFailure.WeakPassword.class);
    }

    private Route route(String text) {
        return directory.route(address(text));
    }

    private String suggested(String name) {
        return directory.suggestLogin(domain(name)).value();
    }

    private Account add(NewAccount account) {
        return directory.addMailbox(account, Optional.empty());
    }

    private Account mailbox(String login, String... addresses) {
        return add(NewAccount.named(new Login(login))
                .withAddresses(
                        List.of(addresses).stream().map(DirectoryTest::address).toList()));
    }

    private Account change(Account account, MailboxChange... changes) {
        return directory.changeMailbox(account.id(), List.of(changes));
    }

    private static EmailAddress address(String text) {
        return EmailAddress.valueOf(text);
    }

    private static DomainName domain(String text) {
        return DomainName.parse(text).orElseThrow();
    }

    private static DirectoryFailure failure(ThrowingCallable call) {
        DirectoryException thrown = catchThrowableOfType(DirectoryException.class, call);
        assertThat(thrown).as("a refusal").isNotNull();
        assertThat(thrown.getMessage()).isEqualTo(thrown.failure().text()).endsWith(".");
        return thrown.failure();
    }
}
