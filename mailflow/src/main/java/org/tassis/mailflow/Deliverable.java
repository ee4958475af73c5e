package org.tassis.mailflow;

import org.tassis.directory.Route;
import org.tassis.directory.Target;

/// Mail must have somewhere to go, and only who logged in may send it elsewhere.
final class Deliverable implements Policy {
    @Override
    public Verdict rcpt(Reception reception, Recipient recipient) {
        return switch (recipient.route()) {
            case Route.Reaches _ -> {
                if (recipient.remotes().isEmpty()) {
                    yield Verdict.ACCEPT;
                }
                // what this server signed leads back for bounces, and is nobody's address for anything else
                boolean misused = reception.sender().isPresent()
                        && recipient.remotes().stream()
                                .anyMatch(remote -> remote.reason() instanceof Target.Reason.Returned);
                yield refuse(misused ? new Refusal.NoSuchUser() : new Refusal.CannotPassOn(), recipient);
            }
            case Route.NoSuchUser _ -> refuse(new Refusal.NoSuchUser(), recipient);
            case Route.Disabled _ -> refuse(new Refusal.MailboxDisabled(), recipient);
            case Route.Endless _ -> refuse(new Refusal.AddressLoop(), recipient);
            case Route.Remote _ -> {
                if (reception.client().account().isEmpty()) {
                    yield refuse(new Refusal.RelayDenied(), recipient);
                }
                yield reception.mayLeave() ? Verdict.ACCEPT : refuse(new Refusal.CannotPassOn(), recipient);
            }
        };
    }

    private static Verdict refuse(Refusal refusal, Recipient recipient) {
        return new Verdict.Refuse(refusal, refusal + " " + recipient.address());
    }
}
