package org.tassis.senderauth.dmarc;

import java.util.List;
import org.tassis.core.DomainName;
import org.tassis.senderauth.dns.Answer;

/// Why a DMARC result is what it is, for texts in any language.
public sealed interface DmarcReason {
    /// At least one of both.
    ///
    /// @param dkim domains whose signatures passed and are of the same owner
    record Aligned(boolean spf, List<DomainName> dkim) implements DmarcReason {}

    record NotAligned() implements DmarcReason {}

    /// Nothing passed, but what failed for the moment may pass later.
    record Unsure() implements DmarcReason {}

    record NoPolicy(DomainName domain) implements DmarcReason {}

    record NoFrom() implements DmarcReason {}

    /// @param fields From fields in the header, more than one
    record SeveralFromFields(int fields) implements DmarcReason {}

    /// @param domains of the authors, more than one
    record SeveralDomains(List<DomainName> domains) implements DmarcReason {}

    /// @param text of the From field, printable
    record NotADomain(String text) implements DmarcReason {}

    record DnsFailed(String name, Answer.Failure failure) implements DmarcReason {}

    /// The time that a message may take was over.
    record OutOfTime() implements DmarcReason {}
}
