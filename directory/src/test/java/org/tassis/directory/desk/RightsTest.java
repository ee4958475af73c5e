package org.tassis.directory.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.core.Quota;
import org.tassis.directory.Account;
import org.tassis.directory.CustomerId;
import org.tassis.directory.desk.Action.CustomerAct;
import org.tassis.directory.desk.Action.MailboxAct;
import org.tassis.directory.desk.Action.ServerAct;
import org.tassis.directory.desk.Action.TokenAct;

/// Role by act by whose: the whole table, written down by hand. `y` may, `n` is refused with a reason, `-`
/// sees nothing.
class RightsTest {
    private static final CustomerId OWN = new CustomerId(2);
    private static final CustomerId FOREIGN = new CustomerId(3);
    private static final AccountId SELF = new AccountId(10);
    private static final AccountId NEIGHBOUR = new AccountId(11);
    private static final AccountId STRANGER = new AccountId(12);

    private static final Actor OPERATOR = new Actor.Operator("operator");
    private static final Actor ADMINISTRATOR = new Actor.DomainAdministrator(account(), OWN);
    private static final Actor USER = new Actor.MailboxUser(account(), OWN);

    /// Operator, administrator, user.
    private static final Map<ServerAct, String> SERVER = Map.of(
            ServerAct.CHANGE_CUSTOMERS, "ynn",
            ServerAct.CHANGE_PLANS, "ynn",
            ServerAct.CHANGE_OPERATORS, "ynn",
            ServerAct.SEE_EVERYTHING, "ynn",
            ServerAct.RUN, "ynn");

    /// Operator; administrator own, foreign; user own, foreign.
    private static final Map<CustomerAct, String> CUSTOMER = Map.of(
            CustomerAct.SEE, "yy-n-",
            CustomerAct.SEE_AUDIT, "yy-n-",
            CustomerAct.CHANGE_DOMAIN, "yy-n-",
            CustomerAct.CHANGE_ALIASES, "yy-n-",
            CustomerAct.ADD_MAILBOX, "yy-n-",
            CustomerAct.RECOVER_MAIL, "yy-n-",
            CustomerAct.ADD_DOMAIN, "yn-n-",
            CustomerAct.REMOVE_DOMAIN, "yn-n-");

    /// Operator; administrator: the own mailbox, one of the customer, a foreign one; user likewise.
    private static final Map<MailboxAct, String> MAILBOX = Map.ofEntries(
            Map.entry(MailboxAct.SEE, "yyy-y--"),
            Map.entry(MailboxAct.CHANGE, "yyy-n--"),
            Map.entry(MailboxAct.REMOVE, "yyy-n--"),
            Map.entry(MailboxAct.RESTORE, "yyy-n--"),
            Map.entry(MailboxAct.RECOVER_MAIL, "yyy-n--"),
            Map.entry(MailboxAct.PREFERENCES, "yyy-y--"),
            Map.entry(MailboxAct.PASSWORD, "yyy-y--"),
            Map.entry(MailboxAct.FORWARD, "yyy-y--"),
            Map.entry(MailboxAct.AUTO_REPLY, "yyy-y--"),
            Map.entry(MailboxAct.CREDENTIALS, "yyy-y--"),
            Map.entry(MailboxAct.END_FACTORS, "yny-n--"),
            Map.entry(MailboxAct.SESSIONS, "yyy-y--"),
            Map.entry(MailboxAct.BRING_MAIL, "yyy-y--"),
            Map.entry(MailboxAct.TAKE_MAIL, "yyn-y--"),
            Map.entry(MailboxAct.ADD_CREDENTIAL, "nyn-y--"));

    /// Operator: the own tokens, those of others; administrator and user likewise; whoever has the data
    /// directory.
    private static final Map<TokenAct, String> TOKEN = Map.of(
            TokenAct.SEE, "yyy-n-y",
            TokenAct.ADD, "yny-n-y",
            TokenAct.REMOVE, "yyy-n-y");

    @Test
    void aTokenIsMadeByItsOwner() {
        assertThat(TOKEN.keySet()).containsExactlyInAnyOrder(TokenAct.values());
        TOKEN.forEach((act, expected) -> {
            Action others = new Action.OnToken(act, new Login("other"));
            Action own = new Action.OnToken(act, new Login("self"));
            assertThat(answers(new Action.OnToken(act, new Login("operator")), OPERATOR)
                            + answers(others, OPERATOR)
                            + answers(own, ADMINISTRATOR)
                            + answers(others, ADMINISTRATOR)
                            + answers(own, USER)
                            + answers(others, USER)
                            + answers(others, Actor.Operator.CONSOLE))
                    .as("%s", act)
                    .isEqualTo(expected);
        });
    }

    @Test
    void theServerIsTheOperators() {
        assertThat(SERVER.keySet()).containsExactlyInAnyOrder(ServerAct.values());
        SERVER.forEach((act, expected) -> assertThat(answers(new Action.OnServer(act), OPERATOR, ADMINISTRATOR, USER))
                .as("%s", act)
                .isEqualTo(expected));
    }

    @Test
    void whatBelongsToACustomerIsItsAdministrators() {
        assertThat(CUSTOMER.keySet()).containsExactlyInAnyOrder(CustomerAct.values());
        CUSTOMER.forEach((act, expected) -> {
            Action own = new Action.OnCustomer(act, OWN);
            Action foreign = new Action.OnCustomer(act, FOREIGN);
            assertThat(answers(own, OPERATOR)
                            + answers(own, ADMINISTRATOR)
                            + answers(foreign, ADMINISTRATOR)
                            + answers(own, USER)
                            + answers(foreign, USER))
                    .as("%s", act)
                    .isEqualTo(expected);
        });
    }

    @Test
    void aMailboxIsItsOwnersAndTheAdministrators() {
        assertThat(MAILBOX.keySet()).containsExactlyInAnyOrder(MailboxAct.values());
        MAILBOX.forEach((act, expected) -> {
            List<Action> three = new ArrayList<>();
            three.add(new Action.OnMailbox(act, OWN, SELF));
            three.add(new Action.OnMailbox(act, OWN, NEIGHBOUR));
            three.add(new Action.OnMailbox(act, FOREIGN, STRANGER));
            StringBuilder found = new StringBuilder(answers(three.get(1), OPERATOR));
            three.forEach(action -> found.append(answers(action, ADMINISTRATOR)));
            three.forEach(action -> found.append(answers(action, USER)));
            assertThat(found.toString()).as("%s", act).isEqualTo(expected);
        });
    }

    private static String answers(Action action, Actor... actors) {
        StringBuilder all = new StringBuilder();
        for (Actor actor : actors) {
            all.append(
                    switch (Rights.of(actor, action)) {
                        case Rights.Answer.Allowed _ -> 'y';
                        case Rights.Answer.Refused(String why) -> {
                            assertThat(why).endsWith(".");
                            yield 'n';
                        }
                        case Rights.Answer.Hidden _ -> '-';
                    });
        }
        return all.toString();
    }

    private static Account account() {
        return new Account(
                SELF,
                new Login("self"),
                "",
                Quota.UNLIMITED,
                true,
                Optional.empty(),
                List.of(),
                Account.PopDelete.HIDE,
                Set.of(),
                Locale.ENGLISH);
    }
}
