package org.tassis.mailflow;

import org.tassis.directory.Route;
import org.tassis.directory.Target;

/// Mail must have somewhere to go, and only who logged in may send it elsewhere.
final class Deliverable implements Policy {
    @Override
    public Verdict rcpt(Reception reception, Recipient recipient) {
        return switch (recipient.route()) {
            case Route.Reaches _ -> recipient.remotes().isEmpty() ? Verdict.ACCEPT : away(reception, recipient);
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

    private static Verdict away(Reception reception, Recipient recipient) {
        // what this server signed leads back for bounces, and is nobody's address for anything else
        boolean misused = reception.sender().isPresent()
                && recipient.remotes().stream().anyMatch(remote -> remote.reason() instanceof Target.Reason.Returned);
        if (misused) {
            return refuse(new Refusal.NoSuchUser(), recipient);
        }
        if (!reception.leadsAway()) {
            return refuse(new Refusal.CannotPassOn(), recipient);
        }
        int departures = recipient.remotes().size();
        for (Recipient before : reception.recipients()) {
            departures += before.remotes().size();
        }
        return departures > WayOut.MAX_DEPARTURES ? refuse(new Refusal.Separately(), recipient) : Verdict.ACCEPT;
    }

    private static Verdict refuse(Refusal refusal, Recipient recipient) {
        return new Verdict.Refuse(refusal, refusal + " " + recipient.address());
    }
}
