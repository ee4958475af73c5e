package org.tassis.mailflow.policy;

import java.util.Optional;
import org.tassis.mailflow.Check;
import org.tassis.mailflow.Policy;
import org.tassis.mailflow.Reception;
import org.tassis.mailflow.Recipient;
import org.tassis.mailflow.Refusal;
import org.tassis.mailflow.Verdict;
import org.tassis.mailflow.policy.AccessRule.Effect;
import org.tassis.mailflow.policy.AccessRule.Scope;

/// Refuses whom the nearest list blocks. It is asked at RCPT alone: only there it is known whose list is nearest.
final class Lists implements Policy {
    private final AccessLists lists;

    Lists(AccessLists lists) {
        this.lists = lists;
    }

    @Override
    public Optional<Check> check() {
        return Optional.of(Check.LISTS);
    }

    @Override
    public Verdict rcpt(Reception reception, Recipient recipient) {
        if (reception.client().account().isPresent()) {
            return Verdict.ACCEPT; // our own users, wherever they are
        }
        Optional<AccessRule> rule = lists.judge(reception.client().address(), reception.sender(), recipient);
        return rule.isPresent() && rule.get().effect() == Effect.BLOCK
                ? new Verdict.Refuse(
                        new Refusal.Blocked(),
                        rule.get().subject().text() + " in the list of "
                                + owner(rule.get().scope(), recipient))
                : Verdict.ACCEPT;
    }

    private static String owner(Scope scope, Recipient recipient) {
        return switch (scope) {
            case Scope.Server _ -> "the server";
            case Scope.Domain(var name) -> name.unicode();
            case Scope.Mailbox _ -> recipient.address().toString();
        };
    }
}
