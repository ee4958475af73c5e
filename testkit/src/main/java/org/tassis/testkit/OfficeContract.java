package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.testkit.Refusals.refusal;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.tassis.core.Login;
import org.tassis.core.Secret;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.DirectoryRecords;
import org.tassis.directory.Plan;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.access.TokenScopes;
import org.tassis.directory.desk.Actor;
import org.tassis.directory.desk.AuditEntry;
import org.tassis.directory.desk.AuditQuery;
import org.tassis.directory.desk.AuditRecords;
import org.tassis.directory.desk.TokenCheck;
import org.tassis.directory.desk.TokenDesk;
import org.tassis.directory.desk.Visit;

/// What comes and goes at a {@link org.tassis.directory.desk.Desk} and belongs to the server itself: plans
/// and operators. A part of {@link DeskContract}.
public interface OfficeContract {
    DirectoryRecords records();

    AuditRecords audit();

    AccessRecords access();

    private DeskContract.People people() {
        return new DeskContract.People(records(), audit(), access());
    }

    private List<AuditEntry> remembered() {
        return audit().page(AuditQuery.ALL, OptionalLong.empty(), 100);
    }

    @Test
    default void aRemovedPlanIsRestoredAndRemembered() {
        DeskContract.People people = people();
        var customers = people.desk.customers(Visit.CONSOLE);
        Plan before = customers.plan("Light");
        customers.removePlan("light");
        assertThat(refusal(() -> customers.plan("Light"))).isInstanceOf(DirectoryFailure.NoSuchPlan.class);
        assertThat(customers.removedPlans())
                .extracting(removed -> removed.plan().name())
                .containsExactly("Light");
        var administrators = people.desk.customers(people.administrator);
        assertThat(refusal(administrators::removedPlans)).isInstanceOf(DirectoryFailure.NotAllowed.class);
        assertThat(refusal(() -> administrators.restorePlan("Light"))).isInstanceOf(DirectoryFailure.NotAllowed.class);
        assertThat(customers.restorePlan(" LIGHT")).isEqualTo(before);
        assertThat(customers.plan("Light")).isEqualTo(before);
        assertThat(refusal(() -> customers.restorePlan("Light"))).isEqualTo(new DirectoryFailure.NoSuchPlan("Light"));
        assertThat(remembered()).extracting(AuditEntry::what).startsWith("plan restore", "plan remove");
    }

    @Test
    default void tokensOfARemovedOperatorLetNobodyInUntilHeIsBack() throws Exception {
        DeskContract.People people = people();
        var operators = people.desk.operators(Visit.CONSOLE);
        Login second = new Login("second");
        operators.add(new Login("operator"), "Op", new Secret("not-a-word-77"));
        operators.add(second, "", new Secret("not-a-word-78"));
        TokenDesk tokens = people.desk.tokens(Visit.CONSOLE);
        TokenDesk.Made made = tokens.add(Optional.of("second"), "billing", TokenScopes.ALL, Duration.ofDays(1));
        InetAddress here = InetAddress.getByName("192.0.2.1");
        assertThat(people.desk.tokenCheck().check(made.secret(), here)).isInstanceOf(TokenCheck.Outcome.Granted.class);
        operators.remove(second);
        assertThat(people.desk.tokenCheck().check(made.secret(), here))
                .isNotInstanceOf(TokenCheck.Outcome.Granted.class);
        assertThat(tokens.page(0, 10)).extracting(tokens::owner).containsExactly(second);
        operators.restore(second);
        assertThat(people.desk.tokenCheck().check(made.secret(), here)).isInstanceOf(TokenCheck.Outcome.Granted.class);
        operators.remove(second);
        tokens.remove(made.token().id());
        assertThat(tokens.page(0, 10)).as("it is revoked meanwhile, too").isEmpty();
    }

    @Test
    default void operatorsComeAndGoButOneStays() {
        DeskContract.People people = people();
        var operators = people.desk.operators(Visit.CONSOLE);
        operators.add(new Login("operator"), "Op", new Secret("not-a-word-77"));
        assertThat(refusal(() -> operators.remove(new Login("operator"))))
                .isInstanceOf(DirectoryFailure.BadValue.class);
        operators.add(new Login("second"), "", new Secret("not-a-word-78"));
        operators.setPassword(new Login("operator"), new Secret("not-a-word-79"));
        operators.remove(new Login("second"));
        assertThat(operators.list()).hasSize(1);
        assertThat(operators.removed())
                .extracting(record -> record.account().login().value())
                .containsExactly("second");
        assertThat(people.directory.identifyAdministrator("second")).isEmpty();
        assertThat(refusal(() -> operators.setPassword(new Login("second"), new Secret("not-a-word-80"))))
                .isEqualTo(new DirectoryFailure.NoSuchOperator(new Login("second")));
        assertThat(refusal(() -> people.desk.mailboxes(Visit.CONSOLE).restore("second")))
                .as("it is no mailbox")
                .isInstanceOf(DirectoryFailure.NoSuchMailbox.class);
        assertThat(refusal(() -> people.desk.operators(people.administrator).removed()))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        assertThat(refusal(() -> people.desk.operators(people.administrator).restore(new Login("second"))))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        assertThat(operators.restore(new Login("second")).login()).isEqualTo(new Login("second"));
        assertThat(people.directory.identifyAdministrator("second")).isPresent();
        assertThat(refusal(() -> operators.restore(new Login("second"))))
                .isEqualTo(new DirectoryFailure.NoSuchOperator(new Login("second")));
        operators.remove(new Login("second"));
        assertThat(people.directory.identify("operator")).isEmpty();
        assertThat(people.visit("operator").actor()).isEqualTo(new Actor.Operator("operator"));
        assertThat(people.visit("mine").actor()).isInstanceOf(Actor.DomainAdministrator.class);
        assertThat(people.visit("info@mine.example").actor()).isInstanceOf(Actor.MailboxUser.class);
        assertThat(refusal(() -> people.desk.operators(people.administrator).list()))
                .isInstanceOf(DirectoryFailure.NotAllowed.class);
        assertThat(remembered().toString()).doesNotContain("not-a-word");
    }
}
