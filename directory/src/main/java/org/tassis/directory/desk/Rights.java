package org.tassis.directory.desk;

import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.directory.Account;
import org.tassis.directory.CustomerId;

/// The one place that says who may do what. Pages ask it what to show, and {@link Desk} before everything
/// it does.
public final class Rights {
    /// Yes, or no and why.
    public sealed interface Answer {
        record Allowed() implements Answer {}

        /// @param why a sentence
        record Refused(String why) implements Answer {}

        /// It is somebody else's: not even that it is there is told.
        record Hidden() implements Answer {}
    }

    private static final Answer ALLOWED = new Answer.Allowed();
    private static final Answer HIDDEN = new Answer.Hidden();

    /// An open browser or a token is not enough for that.
    static final String OWN_FACTORS =
            "Your own second factor ends under Login and security, where the present password is asked for.";

    private Rights() {}

    public static Answer of(Actor actor, Action action) {
        return switch (actor) {
            case Actor.Operator operator -> operator(operator, action);
            case Actor.DomainAdministrator administrator -> administrator(administrator, action);
            case Actor.MailboxUser user -> user(user.account(), user.customer(), action);
        };
    }

    public static boolean may(Actor actor, Action action) {
        return of(actor, action) instanceof Answer.Allowed;
    }

    private static Answer operator(Actor.Operator actor, Action action) {
        return switch (action) {
            case Action.OnMailbox(Action.MailboxAct act, CustomerId _, AccountId _)
            when act == Action.MailboxAct.ADD_CREDENTIAL ->
                new Answer.Refused("Only the owner of a mailbox makes app passwords and second factors for it.");
            case Action.OnToken(Action.TokenAct act, Login owner)
            when act == Action.TokenAct.ADD
                    && !actor.equals(Actor.Operator.CONSOLE)
                    && !actor.name().equals(owner.value()) -> new Answer.Refused("Only its owner makes a token.");
            default -> ALLOWED;
        };
    }

    private static Answer administrator(Actor.DomainAdministrator actor, Action action) {
        return switch (action) {
            case Action.OnServer _ -> new Answer.Refused("Only an operator may do that.");
            case Action.OnToken(Action.TokenAct _, Login owner) ->
                owner.equals(actor.account().login()) ? ALLOWED : HIDDEN;
            case Action.OnCustomer(Action.CustomerAct act, CustomerId customer) -> {
                if (!customer.equals(actor.customer())) {
                    yield HIDDEN;
                }
                yield act.byAdministrator() ? ALLOWED : new Answer.Refused("Only an operator may do that.");
            }
            case Action.OnMailbox(Action.MailboxAct act, CustomerId customer, AccountId mailbox) -> {
                if (!customer.equals(actor.customer())) {
                    yield HIDDEN;
                }
                boolean own = mailbox.equals(actor.account().id());
                if (own && act == Action.MailboxAct.END_FACTORS) {
                    yield new Answer.Refused(OWN_FACTORS);
                }
                yield act.byAdministrator() || own && act.byOwner()
                        ? ALLOWED
                        : new Answer.Refused("Only the owner of the mailbox may do that.");
            }
        };
    }

    private static Answer user(Account self, CustomerId customer, Action action) {
        return switch (action) {
            case Action.OnServer _ -> new Answer.Refused("Only an operator may do that.");
            case Action.OnToken(Action.TokenAct _, Login owner) ->
                owner.equals(self.login())
                        ? new Answer.Refused("Only operators and domain administrators have tokens.")
                        : HIDDEN;
            case Action.OnCustomer(Action.CustomerAct _, CustomerId of) ->
                of.equals(customer) ? new Answer.Refused("Only the administrator of the domain may do that.") : HIDDEN;
            case Action.OnMailbox(Action.MailboxAct act, CustomerId _, AccountId mailbox) -> {
                if (!mailbox.equals(self.id())) {
                    yield HIDDEN;
                }
                yield act.byOwner() ? ALLOWED : new Answer.Refused("Only the administrator of the domain may do that.");
            }
        };
    }
}
