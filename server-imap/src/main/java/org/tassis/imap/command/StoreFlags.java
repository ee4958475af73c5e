package org.tassis.imap.command;

import java.util.OptionalLong;
import org.tassis.store.FlagChange;

/// STORE and UID STORE: RFC 9051 §6.4.6.
///
/// @param silent         `.SILENT`: no FETCH responses for what this client itself changed
/// @param unchangedSince RFC 7162 §3.1.3
public record StoreFlags(MessageSet messages, FlagChange change, boolean silent, OptionalLong unchangedSince)
        implements ImapCommand.InMailbox {
    @Override
    public String word() {
        return messages.byUid() ? "UID STORE" : "STORE";
    }

    @Override
    public boolean usesSequenceNumbers() {
        return !messages.byUid();
    }

    @Override
    public boolean enablesCondstore() {
        return unchangedSince.isPresent();
    }
}
