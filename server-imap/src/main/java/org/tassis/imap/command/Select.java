package org.tassis.imap.command;

import java.util.Optional;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;

/// SELECT and EXAMINE: RFC 9051 §6.3.2, §6.3.3.
///
/// @param readOnly  EXAMINE
/// @param condstore the CONDSTORE parameter was given: RFC 7162 §3.1.8
/// @param resync    what the client knows of the mailbox: RFC 7162 §3.2.5
public record Select(MailboxName mailbox, boolean readOnly, boolean condstore, Optional<Resync> resync)
        implements ImapCommand.AfterLogin {

    /// QRESYNC parameters: RFC 7162 §3.2.5.
    ///
    /// @param knownUids    only these interest the client; empty when it did not say (then all of them do)
    /// @param sequenceMatch pairs the client believes in: RFC 7162 §3.2.5.2
    public record Resync(
            long uidValidity, long modSeq, Optional<UidSet> knownUids, Optional<SequenceMatch> sequenceMatch) {}

    /// The n-th sequence number belongs to the n-th UID, as far as the client knows. Both ascend.
    public record SequenceMatch(UidSet sequenceNumbers, UidSet uids) {}

    @Override
    public String word() {
        return readOnly ? "EXAMINE" : "SELECT";
    }

    @Override
    public boolean namesSequenceNumbers() {
        return resync.isPresent() && resync.get().sequenceMatch().isPresent();
    }

    @Override
    public boolean enablesCondstore() {
        return condstore || resync.isPresent();
    }
}
