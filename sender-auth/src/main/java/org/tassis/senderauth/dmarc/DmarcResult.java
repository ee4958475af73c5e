package org.tassis.senderauth.dmarc;

import java.util.Optional;
import org.tassis.core.DomainName;

/// Whether a message is from the domain of its From field, and what that domain wants otherwise.
///
/// @param from        the domain of the author
/// @param published   the record that counts
/// @param publishedAt the domain that has it
/// @param requested   what the record asks for this From domain; NONE without a record
/// @param disposition what is to be done with this message: NONE unless the outcome is FAIL, and otherwise
///                    what is requested, or milder when `pct` leaves this message out
public record DmarcResult(
        DmarcOutcome outcome,
        DmarcReason reason,
        Optional<DomainName> from,
        Optional<DmarcRecord> published,
        Optional<DomainName> publishedAt,
        DmarcPolicy requested,
        DmarcPolicy disposition) {
    public boolean passes() {
        return outcome == DmarcOutcome.PASS;
    }

    static DmarcResult without(DmarcOutcome outcome, DmarcReason reason, Optional<DomainName> from) {
        return new DmarcResult(
                outcome, reason, from, Optional.empty(), Optional.empty(), DmarcPolicy.NONE, DmarcPolicy.NONE);
    }
}
