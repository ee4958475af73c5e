package org.tassis.senderauth.dkim;

/// A signature that does not hold, and why.
final class Refused extends Exception {
    private final DkimOutcome outcome;
    private final DkimReason reason;

    Refused(DkimOutcome outcome, DkimReason reason) {
        super(reason.toString(), null, false, false);
        this.outcome = outcome;
        this.reason = reason;
    }

    static Refused malformed(String tag) {
        return new Refused(DkimOutcome.NEUTRAL, new DkimReason.Malformed(tag));
    }

    DkimOutcome outcome() {
        return outcome;
    }

    DkimReason reason() {
        return reason;
    }
}
