package org.tassis.mailflow;

import org.tassis.directory.Route;

/// Mail must have somewhere to go, and only who logged in may send it elsewhere.
final class Deliverable implements Policy {
    @Override
    public Verdict rcpt(Reception reception, Recipient recipient) {
        return switch (recipient.route()) {
            case Route.Local _ -> Verdict.ACCEPT;
            case Route.NoSuchUser _ -> refuse(new Refusal.NoSuchUser(), recipient);
            case Route.Disabled _ -> refuse(new Refusal.MailboxDisabled(), recipient);
            case Route.Remote _ ->
                reception.client().account().isPresent()
                        ? refuse(new Refusal.CannotPassOn(), recipient)
                        : refuse(new Refusal.RelayDenied(), recipient);
        };
    }

    private static Verdict refuse(Refusal refusal, Recipient recipient) {
        return new Verdict.Refuse(refusal, refusal + " " + recipient.address());
    }
}
