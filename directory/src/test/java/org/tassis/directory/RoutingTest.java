package org.tassis.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Login;
import org.tassis.directory.Target.Reason;

/// Aliases, forwards, domain aliases, catch-alls and role mailboxes: what leads where, and what is refused.
class RoutingTest {
    private static final DomainName ORG = domain("example.org");
    private static final DomainName NET = domain("example.net");

    private final TestClock clock = new TestClock();
    private final CountingRecords counting = new CountingRecords();
    private final Directory directory =
            new Directory(counting.records, new PlainHash(), new PasswordRules(), clock, DirectorySettings.DEFAULT);
    private final Redirections redirections = directory.redirections();

    private Account ann = anyone();
    private Account bob = anyone();

    @BeforeEach
    void people() {
        directory.addDomain(ORG);
        directory.addDomain(NET);
        ann = mailbox("ann", "ann@example.org", "info@example.org");
        bob = mailbox("bob", "bob@example.org");
    }

    // ---- aliases ----

    @Test
    void anAliasLeadsToAllItsTargetsOnce() {
        alias("team@example.org", "ann@example.org", "info@example.org", "bob@example.org", "x@far.example");
        assertThat(targets("Team@example.org"))
                .containsExactly(
                        at(ann), at(bob), remote("x@far.example", new Reason.Alias(address("team@example.org"))));
    }

    @Test
    void aDetailGoesAlongToMailboxesOnly() {
        alias("team@example.org", "ann@example.org", "x@far.example");
        assertThat(targets("team+shop@example.org"))
                .containsExactly(
                        new Target.Mailbox(ann, Optional.of("shop"), false),
                        remote("x@far.example", new Reason.Alias(address("team@example.org"))));
        alias("sales@example.org", "bob+deals@example.org");
        assertThat(targets("sales+shop@example.org"))
                .containsExactly(new Target.Mailbox(bob, Optional.of("deals"), false));
    }

    @Test
    void theExactAddressComesBeforeItsBase() {
        alias("ann+list@example.org", "bob@example.org");
        assertThat(targets("ann+list@example.org")).containsExactly(at(bob));
        assertThat(targets("ann+other@example.org"))
                .containsExactly(new Target.Mailbox(ann, Optional.of("other"), false));
    }

    @Test
    void aTargetThatIsGoneOrSwitchedOffIsLeftOut() {
        alias("team@example.org", "ann@example.org", "bob@example.org");
        directory.changeMailbox(bob.id(), List.of(new MailboxChange.Enabled(false)));
        assertThat(targets("team@example.org")).containsExactly(at(ann));
        directory.removeMailbox(ann.id());
        assertThat(route("team@example.org")).isEqualTo(new Route.Disabled());
        directory.removeMailbox(bob.id());
        assertThat(route("team@example.org")).isEqualTo(new Route.NoSuchUser());
    }

    @Test
    void aChangeOfAnAliasHoldsAtOnce() {
        assertThat(route("team@example.org")).isEqualTo(new Route.NoSuchUser());
        alias("team@example.org", "ann@example.org");
        assertThat(targets("team@example.org")).containsExactly(at(ann));
        redirections.changeAlias(
                address("team@example.org"), alias -> alias.withTargets(List.of(address("bob@example.org"))));
        assertThat(targets("team@example.org")).containsExactly(at(bob));
        redirections.changeAlias(address("team@example.org"), alias -> alias.withEnabled(false));
        assertThat(route("team@example.org")).isEqualTo(new Route.Disabled());
        redirections.removeAlias(address("team@example.org"));
        assertThat(route("team@example.org")).isEqualTo(new Route.NoSuchUser());
        redirections.restoreAlias(address("team@example.org"));
        redirections.changeAlias(address("team@example.org"), alias -> alias.withEnabled(true));
        assertThat(targets("team@example.org")).containsExactly(at(bob));
        redirections.removeAlias(address("team@example.org"));
        clock.pass(Duration.ofDays(31));
        assertThat(failure(() -> redirections.restoreAlias(address("team@example.org"))))
                .isEqualTo(new DirectoryFailure.NoSuchAlias(address("team@example.org"), true));
        assertThat(directory.purgeRemoved()).isEqualTo(1);
    }

    @Test
    void whatCannotBeAnAliasIsRefused() {
        assertThat(failure(() -> alias("team@example.org"))).isInstanceOf(DirectoryFailure.BadValue.class);
        assertThat(failure(() -> alias("te%am@example.org", "ann@example.org")))
                .isInstanceOf(DirectoryFailure.BadValue.class);
        assertThat(failure(() -> alias("ann@example.org", "bob@example.org")))
                .isInstanceOf(DirectoryFailure.AddressTaken.class);
        assertThat(failure(() -> alias("team@example.org", "nobody@example.org")))
                .isEqualTo(new DirectoryFailure.NoSuchAddress(address("nobody@example.org")));
        assertThat(failure(() -> alias("team@far.example", "ann@example.org")))
                .isEqualTo(new DirectoryFailure.NoSuchDomain(domain("far.example")));
        assertThat(failure(() -> redirections.addAlias(
                        address("team@example.org"),
                        IntStream.range(0, 51)
                                .mapToObj(i -> address(i + "@far.example"))
                                .toList())))
                .isInstanceOf(DirectoryFailure.TooMany.class);
    }

    @Test
    void circlesAreRefusedWhenTheyAreMade() {
        assertThat(failure(() -> alias("a@example.org", "A@example.org")))
                .isEqualTo(new DirectoryFailure.Circle(List.of("a@example.org", "a@example.org")));
        alias("a@example.org", "bob@example.org");
        alias("b@example.org", "a@example.org");
        alias("c@example.org", "ann@example.org", "b@example.org");
        DirectoryFailure refused = failure(() -> redirections.changeAlias(
                address("a@example.org"), alias -> alias.withTargets(List.of(address("c@example.org")))));
        assertThat(refused)
                .isEqualTo(new DirectoryFailure.Circle(
                        List.of("a@example.org", "c@example.org", "b@example.org", "a@example.org")));
        assertThat(refused.text()).contains("a@example.org -> c@example.org -> b@example.org -> a@example.org");
        assertThat(targets("a@example.org")).containsExactly(at(bob));
    }

    @Test
    void aCircleThatCameAboutAnyhowHasAnEnd() {
        counting.behind.addAlias(aliasOf("a@example.org", "b@example.org"));
        counting.behind.addAlias(aliasOf("b@example.org", "a@example.org"));
        counting.behind.addAlias(aliasOf("c@example.org", "a@example.org", "ann@example.org"));
        assertThat(route("a@example.org")).isEqualTo(new Route.Endless());
        assertThat(targets("c@example.org")).containsExactly(at(ann));
    }

    @Test
    void tenAliasesInARowAreFollowed() {
        alias("a0@example.org", "ann@example.org");
        for (int i = 1; i < 10; i++) {
            alias("a" + i + "@example.org", "a" + (i - 1) + "@example.org");
        }
        assertThat(targets("a9@example.org")).containsExactly(at(ann));
        assertThat(failure(() -> alias("a10@example.org", "a9@example.org")))
                .isInstanceOf(DirectoryFailure.BadValue.class);
        counting.behind.addAlias(aliasOf("a10@example.org", "a9@example.org"));
        assertThat(route("a10@example.org")).isEqualTo(new Route.Endless());
    }

    @Test
    void aHundredTargetsAreTheMost() {
        for (int group = 0; group < 3; group++) {
            int number = group;
            redirections.addAlias(
                    address("g" + group + "@example.org"),
                    IntStream.range(0, group == 2 ? 1 : 50)
                            .mapToObj(i -> address(number + "." + i + "@far.example"))
                            .toList());
        }
        alias("two@example.org", "g0@example.org", "g1@example.org");
        assertThat(targets("two@example.org")).hasSize(100);
        assertThat(failure(() -> alias("three@example.org", "two@example.org", "g2@example.org")))
                .isInstanceOf(DirectoryFailure.BadValue.class);
    }

    @Test
    void unknownTargetsInPlentyDoNotCostWithoutEnd() {
        for (int a = 0; a < 60; a++) {
            int outer = a;
            counting.behind.addAlias(new Alias(
                    address("n" + a + "@example.org"),
                    IntStream.range(0, 60)
                            .mapToObj(i -> address("no" + outer + "." + i + "@example.org"))
                            .toList(),
                    true,
                    clock.instant(),
                    Optional.empty()));
        }
        counting.behind.addAlias(aliasOf(
                "all@example.org",
                IntStream.range(0, 60).mapToObj(i -> "n" + i + "@example.org").toArray(String[]::new)));
        int before = counting.calls.get();
        assertThat(route("all@example.org")).isEqualTo(new Route.Endless());
        assertThat(counting.calls.get() - before).isLessThan(5000);
    }

    // ---- forwards ----

    @Test
    void aForwardLeadsAwayWithOrWithoutACopy() {
        forward(ann, false, "x@far.example", "bob@example.org");
        assertThat(targets("info+shop@example.org"))
                .containsExactly(
                        remote("x@far.example", new Reason.Forward(ann, address("info@example.org"), false)), at(bob));
        forward(ann, true, "x@far.example");
        assertThat(targets("ann+shop@example.org"))
                .containsExactly(
                        new Target.Mailbox(ann, Optional.of("shop"), true),
                        remote("x@far.example", new Reason.Forward(ann, address("ann@example.org"), true)));
        redirections.enableForward(ann.id(), false);
        assertThat(targets("ann@example.org")).containsExactly(at(ann));
        redirections.removeForward(ann.id());
        redirections.restoreForward(ann.id());
        redirections.enableForward(ann.id(), true);
        assertThat(targets("ann@example.org")).hasSize(2);
        redirections.removeForward(ann.id());
        assertThat(redirections.forward(ann.id())).isEmpty();
        assertThat(targets("ann@example.org")).containsExactly(at(ann));
        clock.pass(Duration.ofDays(31));
        assertThat(failure(() -> redirections.restoreForward(ann.id()))).isInstanceOf(DirectoryFailure.BadValue.class);
    }

    @Test
    void aForwardThatReachesNobodyLeavesTheMailWhereItIs() {
        forward(ann, false, "bob@example.org");
        directory.changeMailbox(bob.id(), List.of(new MailboxChange.Enabled(false)));
        assertThat(targets("ann@example.org")).containsExactly(at(ann));
        forward(ann, true, "bob@example.org");
        assertThat(targets("ann@example.org")).containsExactly(at(ann));
        directory.changeMailbox(bob.id(), List.of(new MailboxChange.Enabled(true)));
        assertThat(targets("ann@example.org"))
                .containsExactly(new Target.Mailbox(ann, Optional.empty(), true), at(bob));
    }

    @Test
    void forwardsInACircleAreRefusedAndEndInTheMailbox() {
        assertThat(failure(() -> forward(ann, true, "info+x@example.org"))).isInstanceOf(DirectoryFailure.Circle.class);
        forward(ann, false, "bob@example.org");
        assertThat(failure(() -> forward(bob, false, "ann@example.org")))
                .isEqualTo(new DirectoryFailure.Circle(List.of("mailbox ann", "mailbox bob", "mailbox ann")));
        alias("team@example.org", "ann@example.org");
        assertThat(failure(() -> forward(bob, false, "team@example.org"))).isInstanceOf(DirectoryFailure.Circle.class);
        counting.behind.setForward(
                bob.id(),
                new Forward(
                        List.of(address("ann@example.org"), address("x@far.example")),
                        false,
                        true,
                        clock.instant(),
                        Optional.empty()));
        clock.pass(Duration.ofMinutes(5));
        assertThat(targets("ann@example.org"))
                .containsExactly(
                        at(ann), remote("x@far.example", new Reason.Forward(bob, address("bob@example.org"), false)));
    }

    @Test
    void whatIsReachedBySomebodysForwardStaysHis() {
        alias("team@example.org", "x@far.example");
        forward(ann, false, "team@example.org");
        assertThat(targets("ann@example.org"))
                .containsExactly(remote("x@far.example", new Reason.Forward(ann, address("ann@example.org"), false)));
    }

    @Test
    void aMailboxReachedTwiceIsReachedOnce() {
        alias("list@example.org", "x@far.example");
        forward(ann, false, "list@example.org");
        alias("team@example.org", "list@example.org", "ann@example.org", "info@example.org");
        assertThat(targets("team@example.org"))
                .containsExactly(remote("x@far.example", new Reason.Alias(address("list@example.org"))));
        forward(bob, true, "ann@example.org");
        alias("both@example.org", "bob@example.org", "bob@example.org", "bob+x@example.org");
        assertThat(targets("both@example.org"))
                .containsExactly(
                        new Target.Mailbox(bob, Optional.empty(), true),
                        remote("x@far.example", new Reason.Forward(ann, address("ann@example.org"), false)),
                        new Target.Mailbox(bob, Optional.of("x"), true));
    }

    @Test
    void aForwardOfARemovedOrSwitchedOffMailboxIsWithoutEffect() {
        forward(ann, true, "x@far.example");
        directory.changeMailbox(ann.id(), List.of(new MailboxChange.Enabled(false)));
        assertThat(route("ann@example.org")).isEqualTo(new Route.Disabled());
        directory.removeMailbox(ann.id());
        assertThat(route("ann@example.org")).isEqualTo(new Route.NoSuchUser());
        assertThat(failure(() -> forward(ann, true, "x@far.example")))
                .isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
    }

    // ---- domains ----

    @Test
    void aDomainAliasMapsEveryAddressThatIsNotThere() {
        alias("own@example.net", "bob@example.org");
        redirections.aliasDomain(NET, Optional.of(ORG));
        assertThat(targets("ann@example.net")).containsExactly(at(ann));
        assertThat(targets("ANN+shop@example.net"))
                .containsExactly(new Target.Mailbox(ann, Optional.of("shop"), false));
        assertThat(targets("own@example.net")).containsExactly(at(bob));
        assertThat(route("nobody@example.net")).isEqualTo(new Route.NoSuchUser());
        redirections.catchAll(ORG, Optional.of(address("bob@example.org")));
        assertThat(targets("nobody@example.net")).containsExactly(at(bob));
        directory.enableDomain(ORG, false);
        assertThat(route("ann@example.net")).isEqualTo(new Route.Disabled());
        directory.enableDomain(ORG, true);
        directory.enableDomain(NET, false);
        assertThat(route("ann@example.net")).isEqualTo(new Route.Disabled());
        redirections.aliasDomain(NET, Optional.empty());
        assertThat(route("ann@example.net")).isEqualTo(new Route.NoSuchUser());
    }

    @Test
    void anAliasOfADomainThatWentAwayIsNoRelay() {
        redirections.aliasDomain(NET, Optional.of(domain("example.org")));
        counting.behind.deleteAccount(ann.id());
        counting.behind.deleteAccount(bob.id());
        directory.removeDomain(NET);
        directory.removeDomain(ORG);
        directory.restoreDomain(NET);
        assertThat(route("ann@example.net")).isEqualTo(new Route.NoSuchUser());
    }

    @Test
    void aCatchAllTakesWhatIsLeft() {
        redirections.catchAll(ORG, Optional.of(address("x@far.example")));
        assertThat(targets("nobody@example.org"))
                .containsExactly(remote("x@far.example", new Reason.Alias(address("nobody@example.org"))));
        assertThat(targets("ann@example.org")).containsExactly(at(ann));
        directory.changeMailbox(bob.id(), List.of(new MailboxChange.Enabled(false)));
        assertThat(route("bob@example.org")).isEqualTo(new Route.Disabled());
        redirections.catchAll(ORG, Optional.of(address("ann@example.org")));
        assertThat(targets("nobody+x@example.org")).containsExactly(at(ann));
    }

    @Test
    void catchAllsInACircleAreRefused() {
        assertThat(failure(() -> redirections.catchAll(ORG, Optional.of(address("nobody@example.org")))))
                .isInstanceOf(DirectoryFailure.Circle.class);
        redirections.catchAll(ORG, Optional.of(address("ann@example.org")));
        redirections.catchAll(NET, Optional.of(address("any@example.org")));
        assertThat(failure(() -> redirections.catchAll(ORG, Optional.of(address("thing@example.net")))))
                .isInstanceOf(DirectoryFailure.Circle.class);
        assertThat(failure(() -> redirections.aliasDomain(NET, Optional.of(ORG))))
                .isInstanceOf(DirectoryFailure.BadValue.class);
        redirections.catchAll(NET, Optional.empty());
        redirections.aliasDomain(NET, Optional.of(ORG));
        assertThat(failure(() -> redirections.catchAll(NET, Optional.of(address("ann@example.org")))))
                .isInstanceOf(DirectoryFailure.BadValue.class);
        assertThat(failure(() -> redirections.catchAll(ORG, Optional.of(address("thing@example.net")))))
                .isInstanceOf(DirectoryFailure.Circle.class);
        assertThat(failure(() -> redirections.aliasDomain(ORG, Optional.of(ORG))))
                .isInstanceOf(DirectoryFailure.BadValue.class);
    }

    @Test
    void roleAddressesLeadToTheirMailboxUnlessSomebodyHasThem() {
        assertThat(route("postmaster@example.net")).isEqualTo(new Route.NoSuchUser());
        redirections.roleMailbox(NET, Optional.of(ann.id()));
        redirections.aliasDomain(NET, Optional.of(ORG));
        for (String role : List.of("abuse", "Hostmaster", "postmaster", "webmaster")) {
            assertThat(targets(role + "@example.net")).containsExactly(at(ann));
        }
        alias("abuse@example.net", "bob@example.org");
        assertThat(targets("abuse@example.net")).containsExactly(at(bob));
        assertThat(route("sales@example.net")).isEqualTo(new Route.NoSuchUser());
        assertThat(route("postmaster@example.org")).isEqualTo(new Route.NoSuchUser());
        directory.removeMailbox(ann.id());
        assertThat(route("postmaster@example.net")).isEqualTo(new Route.NoSuchUser());
        assertThat(failure(() -> redirections.roleMailbox(ORG, Optional.of(ann.id()))))
                .isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
    }

    private static Account anyone() {
        return NewAccount.named(new Login("anyone")).withId(new AccountId(1));
    }

    private Account mailbox(String login, String... addresses) {
        return directory.addMailbox(
                NewAccount.named(new Login(login))
                        .withAddresses(Arrays.stream(addresses)
                                .map(RoutingTest::address)
                                .toList()),
                Optional.empty());
    }

    private void alias(String address, String... targets) {
        redirections.addAlias(
                address(address),
                Arrays.stream(targets).map(RoutingTest::address).toList());
    }

    private Alias aliasOf(String address, String... targets) {
        return new Alias(
                address(address),
                Arrays.stream(targets).map(RoutingTest::address).toList(),
                true,
                clock.instant(),
                Optional.empty());
    }

    private void forward(Account account, boolean copy, String... targets) {
        redirections.setForward(
                account.id(), Arrays.stream(targets).map(RoutingTest::address).toList(), copy);
    }

    private Route route(String address) {
        return directory.route(address(address));
    }

    private List<Target> targets(String address) {
        assertThat(route(address)).isInstanceOf(Route.Reaches.class);
        return ((Route.Reaches) route(address)).targets();
    }

    private static Target at(Account account) {
        return new Target.Mailbox(account, Optional.empty(), false);
    }

    private static Target remote(String address, Reason reason) {
        return new Target.Remote(address(address), reason);
    }

    private static EmailAddress address(String text) {
        return EmailAddress.valueOf(text);
    }

    private static DomainName domain(String name) {
        return DomainName.parse(name).orElseThrow();
    }

    private static DirectoryFailure failure(ThrowingCallable call) {
        DirectoryException thrown = catchThrowableOfType(DirectoryException.class, call);
        assertThat(thrown).as("a refusal").isNotNull();
        return thrown.failure();
    }
}
