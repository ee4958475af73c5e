package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tassis.testkit.CustomerSamples.DAWN;
import static org.tassis.testkit.CustomerSamples.GB;
import static org.tassis.testkit.CustomerSamples.SMALL;
import static org.tassis.testkit.CustomerSamples.at;
import static org.tassis.testkit.CustomerSamples.mailbox;
import static org.tassis.testkit.CustomerSamples.monsite;
import static org.tassis.testkit.Refusals.refusal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tassis.core.DomainName;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerId;
import org.tassis.directory.CustomerUse;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.DirectorySettings;
import org.tassis.directory.MailboxChange;
import org.tassis.directory.NewCustomer;
import org.tassis.directory.PasswordRules;
import org.tassis.directory.Plan;
import org.tassis.directory.RemovedPlan;

/// What {@link DirectoryRecords} must do for plans, and that they hold whoever changes what at once.
public interface PlanContract {
    /// Time goes on with every look at the clock.
    AtomicLong TICK = new AtomicLong();

    DirectoryRecords records();

    /// One server's rules above records that may be shared with others.
    private Directory directory() {
        return new Directory(
                records(),
                new QuickHash(),
                new PasswordRules(0),
                () -> DAWN.plusSeconds(60).plusMillis(TICK.incrementAndGet()),
                DirectorySettings.DEFAULT);
    }

    @Test
    default void threePlansAndTheOperatorsCustomerAreThere() {
        assertThat(records().plans()).extracting(Plan::name).containsExactly("Extended", "Light", "Recommended");
        assertThat(records().plan("recommended")).contains(new Plan("Recommended", 30 * GB, 10, 5, Plan.UNLIMITED));
        Customer house = records().customer(CustomerId.HOUSE).orElseThrow();
        assertThat(house.plan()).isEmpty();
        assertThat(house.exists()).isTrue();
    }

    @Test
    default void aPlanIsReplacedAndNotRemovedWhileInUse() {
        Customer monsite = monsite(records());
        assertThat(monsite.plan()).contains("small");
        records().putPlan(new Plan("SMALL", 5 * GB, 3, 1, 1));
        assertThat(records().plan("small").orElseThrow().name()).isEqualTo("SMALL");
        assertThat(records().customersOf("small")).containsExactly(monsite.id());
        assertThat(refusal(() -> records().removePlan("small", DAWN)))
                .isEqualTo(new DirectoryFailure.PlanInUse("SMALL", 1));
        records().changeCustomer(monsite.id(), customer -> customer.withPlan(Optional.empty()));
        assertThat(records().removedPlans())
                .as("what is refused puts nothing aside")
                .isEmpty();
        assertThat(records().removePlan("small", DAWN)).isTrue();
        assertThat(records().removePlan("small", DAWN)).isFalse();
        assertThat(refusal(() ->
                        records().changeCustomer(monsite.id(), customer -> customer.withPlan(Optional.of("small")))))
                .isEqualTo(new DirectoryFailure.NoSuchPlan("small"));
    }

    @Test
    default void aRemovedPlanComesBackAsItWasOrIsForgotten() {
        records().putPlan(SMALL);
        Plan tiny = new Plan("Tiny", GB, 1, Plan.UNLIMITED, 0);
        records().putPlan(tiny);
        assertThat(records().restorePlan("small")).as("it is there").isEmpty();
        assertThat(records().removePlan("tiny", DAWN)).isTrue();
        assertThat(records().removePlan("small", DAWN.plusSeconds(1))).isTrue();
        assertThat(records().plan("small")).isEmpty();
        assertThat(records().removedPlans())
                .containsExactly(new RemovedPlan(SMALL, DAWN.plusSeconds(1)), new RemovedPlan(tiny, DAWN));

        Plan other = new Plan("SMALL", 9 * GB, 9, 9, 9);
        records().putPlan(other);
        assertThat(refusal(() -> records().restorePlan("small"))).isEqualTo(new DirectoryFailure.PlanExists("SMALL"));
        assertThat(records().plan("small")).contains(other);
        assertThat(records().removePlan("small", DAWN.plusSeconds(2))).isTrue();
        assertThat(records().removedPlans())
                .as("the later one takes the place of the earlier")
                .contains(new RemovedPlan(other, DAWN.plusSeconds(2)))
                .hasSize(2);
        assertThat(records().restorePlan("small")).contains(other);
        assertThat(records().plan("small")).contains(other);
        assertThat(records().restorePlan("small")).isEmpty();

        assertThat(records().purgePlans(DAWN)).isZero();
        assertThat(records().purgePlans(DAWN.plusMillis(1))).isEqualTo(1);
        assertThat(records().removedPlans()).isEmpty();
        assertThat(records().restorePlan("tiny")).isEmpty();
        DirectoryRecords one = records(); // others are other transactions
        assertThatThrownBy(() -> one.together(() -> {
                    one.removePlan("small", DAWN);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(records().plan("small")).as("undone together").isPresent();
        assertThat(records().removedPlans()).isEmpty();
    }

    @Test
    default void everyLimitOfAPlanIsKept() {
        Customer monsite = monsite(records());
        Directory directory = directory();
        DomainName one = TestDirectory.domain("one.example");
        directory.addDomain(one, monsite.id());
        assertThat(refusal(() -> directory.addDomain(TestDirectory.domain("two.example"), monsite.id())))
                .isEqualTo(new DirectoryFailure.LimitReached(monsite.name(), "Small", Plan.Limit.DOMAINS, 1, 0));
        directory.addDomainAlias(TestDirectory.domain("three.example"), one);
        assertThat(refusal(() -> directory.addDomainAlias(TestDirectory.domain("four.example"), one)))
                .isEqualTo(new DirectoryFailure.LimitReached(monsite.name(), "Small", Plan.Limit.DOMAIN_ALIASES, 1, 0));
        assertThat(refusal(() ->
                        directory.redirections().aliasDomain(TestDirectory.domain("three.example"), Optional.empty())))
                .isEqualTo(new DirectoryFailure.LimitReached(monsite.name(), "Small", Plan.Limit.DOMAINS, 1, 0));
        var first = directory.addMailbox(at("m1", "a@one.example").withQuota(Quota.ofBytes(3 * GB)), Optional.empty());
        assertThat(refusal(() -> directory.addMailbox(
                        at("m2", "b@one.example").withQuota(Quota.ofBytes(2 * GB)), Optional.empty())))
                .isEqualTo(new DirectoryFailure.LimitReached(monsite.name(), "Small", Plan.Limit.STORAGE, 4 * GB, GB));
        assertThat(records().account(new Login("m2"))).isEmpty();
        var second = directory.addMailbox(at("m2", "b@one.example"), Optional.empty());
        assertThat(refusal(() ->
                        directory.addMailbox(at("m3", "c@one.example").withQuota(Quota.ofBytes(0)), Optional.empty())))
                .isEqualTo(new DirectoryFailure.LimitReached(monsite.name(), "Small", Plan.Limit.MAILBOXES, 2, 0));
        assertThat(refusal(() ->
                        directory.changeMailbox(second.id(), List.of(new MailboxChange.Limit(Quota.ofBytes(GB + 1))))))
                .isInstanceOf(DirectoryFailure.LimitReached.class);
        directory.changeMailbox(first.id(), List.of(new MailboxChange.Limit(Quota.ofBytes(GB))));
        directory.changeMailbox(second.id(), List.of(new MailboxChange.Limit(Quota.ofBytes(3 * GB))));

        assertThat(refusal(() -> directory.customers().changePlanOf(monsite.id(), Optional.of("Light"))))
                .isEqualTo(
                        new DirectoryFailure.PlanTooSmall(monsite.name(), "Light", Plan.Limit.STORAGE, 3 * GB, 4 * GB));
        assertThat(refusal(() ->
                        directory.customers().changePlan("small", plan -> new Plan(plan.name(), 4 * GB, 1, 1, 1))))
                .isEqualTo(new DirectoryFailure.PlanTooSmall(monsite.name(), "Small", Plan.Limit.MAILBOXES, 1, 2));
        directory.customers().changePlanOf(monsite.id(), Optional.of("Recommended"));
        directory.addDomain(TestDirectory.domain("two.example"), monsite.id());
    }

    @Test
    default void whatIsRestoredMustFit() {
        Customer monsite = monsite(records());
        Directory directory = directory();
        var first = directory.addMailbox(mailbox("m1", monsite), Optional.empty());
        directory.addMailbox(mailbox("m2", monsite), Optional.empty());
        directory.removeMailbox(first.id());
        directory.addMailbox(mailbox("m3", monsite), Optional.empty());
        assertThat(refusal(() -> directory.restoreMailbox("m1")))
                .isEqualTo(new DirectoryFailure.LimitReached(monsite.name(), "Small", Plan.Limit.MAILBOXES, 2, 0));
        directory.customers().remove(monsite.id());
        assertThat(refusal(() -> directory.restoreMailbox("m2")))
                .isEqualTo(new DirectoryFailure.CustomerRemoved(monsite.name()));
        directory.customers().restore(monsite.name());
        assertThat(directory.mailbox("m2").exists()).isTrue();
        assertThat(refusal(() -> directory.mailbox("m1"))).isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
    }

    @Test
    default void aCustomerThatComesBackMustFit() {
        Customer monsite = monsite(records());
        Directory directory = directory();
        directory.addMailbox(mailbox("m1", monsite), Optional.empty());
        directory.addMailbox(mailbox("m2", monsite), Optional.empty());
        directory.customers().remove(monsite.id());
        directory.customers().changePlan("small", plan -> new Plan(plan.name(), 4 * GB, 1, 1, 1));
        assertThat(refusal(() -> directory.customers().restore(monsite.name())))
                .isEqualTo(new DirectoryFailure.PlanTooSmall(monsite.name(), "Small", Plan.Limit.MAILBOXES, 1, 2));
        assertThat(records().customer(monsite.id()).orElseThrow().exists()).isFalse();
        assertThat(records().use(monsite.id()).mailboxes()).isZero();
        directory.customers().changePlan("small", plan -> new Plan(plan.name(), 4 * GB, 2, 1, 1));
        directory.customers().restore(monsite.name());
        assertThat(records().use(monsite.id()).mailboxes()).isEqualTo(2);
    }

    @Test
    default void domainsThatComeBackOrAreTakenOverMustFit() {
        Customer monsite = monsite(records());
        Directory directory = directory();
        DomainName one = TestDirectory.domain("one.example");
        DomainName two = TestDirectory.domain("two.example");
        directory.addDomain(one, monsite.id());
        directory.removeDomain(one);
        directory.addDomain(two, monsite.id());
        assertThat(refusal(() -> directory.restoreDomain(one)))
                .isEqualTo(new DirectoryFailure.LimitReached(monsite.name(), "Small", Plan.Limit.DOMAINS, 1, 0));
        directory.removeDomain(two);
        directory.restoreDomain(one);

        DomainName three = TestDirectory.domain("three.example");
        directory.addDomain(three, CustomerId.HOUSE);
        assertThat(refusal(() -> directory.customers().takeDomains(monsite.id(), Set.of(three))))
                .isEqualTo(new DirectoryFailure.LimitReached(monsite.name(), "Small", Plan.Limit.DOMAINS, 1, 0));
        directory.customers().takeDomains(CustomerId.HOUSE, Set.of(one));
        for (String login : List.of("x1", "x2", "x3")) {
            directory.addMailbox(at(login, login + "@three.example"), Optional.empty());
        }
        assertThat(refusal(() -> directory.customers().takeDomains(monsite.id(), Set.of(three))))
                .as("with the mailboxes in them")
                .isEqualTo(new DirectoryFailure.LimitReached(monsite.name(), "Small", Plan.Limit.MAILBOXES, 2, 2));
        assertThat(records().domain(three).orElseThrow().customer()).isEqualTo(CustomerId.HOUSE);
        assertThat(records().use(monsite.id())).isEqualTo(new CustomerUse(0, 0, 0, 0));
    }

    /// By a smaller plan, and by a plan that becomes smaller.
    @Test
    default void noLimitOfAPlanFallsBelowWhatThereIs() {
        Customer monsite = monsite(records());
        Directory directory = directory();
        DomainName one = TestDirectory.domain("one.example");
        directory.addDomain(one, monsite.id());
        directory.addDomainAlias(TestDirectory.domain("two.example"), one);
        directory.addMailbox(mailbox("m1", monsite), Optional.empty());
        Map<Plan.Limit, Plan> smaller = Map.of(
                Plan.Limit.STORAGE, new Plan("Small", GB - 1, 2, 1, 1),
                Plan.Limit.MAILBOXES, new Plan("Small", 4 * GB, 0, 1, 1),
                Plan.Limit.DOMAINS, new Plan("Small", 4 * GB, 2, 0, 1),
                Plan.Limit.DOMAIN_ALIASES, new Plan("Small", 4 * GB, 2, 1, 0));
        smaller.forEach((limit, plan) -> {
            long has = limit == Plan.Limit.STORAGE ? GB : 1;
            assertThat(refusal(() -> directory.customers().changePlan("small", _ -> plan)))
                    .isEqualTo(
                            new DirectoryFailure.PlanTooSmall(monsite.name(), "Small", limit, plan.limit(limit), has));
            records()
                    .putPlan(new Plan(
                            "Tiny" + limit, plan.storage(), plan.mailboxes(), plan.domains(), plan.domainAliases()));
            assertThat(refusal(() -> directory.customers().changePlanOf(monsite.id(), Optional.of("tiny" + limit))))
                    .isEqualTo(new DirectoryFailure.PlanTooSmall(
                            monsite.name(), "Tiny" + limit, limit, plan.limit(limit), has));
        });
        assertThat(records().plan("small")).contains(SMALL);
        assertThat(records().customer(monsite.id()).orElseThrow().plan()).contains("small");
    }

    @Test
    default void ofManyWhoAddAtOnceNoMoreThanThePlanAllowsSucceed() throws Exception {
        records().putPlan(new Plan("Crowd", 100 * GB, 5, 1, 1));
        Customer crowd =
                records().addCustomer(NewCustomer.named(new Login("crowd")).withPlan("crowd"), DAWN);
        List<Directory> servers = List.of(directory(), directory());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> added = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int number = i;
                added.add(threads.submit(() -> {
                    try {
                        servers.get(number % 2).addMailbox(mailbox("crowd" + number, crowd), Optional.empty());
                        return true;
                    } catch (DirectoryException e) {
                        assertThat(e.failure()).isInstanceOf(DirectoryFailure.LimitReached.class);
                        return false;
                    }
                }));
            }
            int many = 0;
            for (Future<Boolean> one : added) {
                many += one.get() ? 1 : 0;
            }
            assertThat(many).isEqualTo(5);
        }
        assertThat(records().use(crowd.id()).mailboxes()).isEqualTo(5);
    }
}
