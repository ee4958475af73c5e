package org.tassis.imap.command;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tassis.imap.wire.ImapSyntaxException;

/// FETCH, UID FETCH: RFC 9051 §6.4.5, §6.4.9. CHANGEDSINCE, VANISHED: RFC 7162 §3.1.4.1, §3.2.6.
///
/// @param uidImplied UID is told though it was not asked for, as UID FETCH does (but see RFC 9586 §3.2)
/// @param partial only this window of the messages: RFC 9394 §3.3
/// @param items macros are written out, duplicates are gone, UID is in for UID FETCH and MODSEQ for
///     CHANGEDSINCE
public record Fetch(
        MessageSet messages,
        List<FetchItem> items,
        OptionalLong changedSince,
        boolean vanished,
        Optional<PartialRange> partial,
        boolean uidImplied)
        implements ImapCommand.InMailbox {
    public Fetch {
        items = List.copyOf(items);
        if (partial.isPresent() && !messages.byUid()) {
            throw new ImapSyntaxException("PARTIAL needs UID FETCH");
        }
        if (vanished && !(messages.byUid() && changedSince.isPresent())) {
            throw new ImapSyntaxException("VANISHED needs UID FETCH and CHANGEDSINCE");
        }
    }

    public Fetch(MessageSet messages, List<FetchItem> items, OptionalLong changedSince, boolean vanished) {
        this(messages, items, changedSince, vanished, Optional.empty(), false);
    }

    /// Whether messages become `\Seen` by being fetched (in a mailbox not opened read-only): RFC 9051 §6.4.5.
    public boolean setsSeen() {
        for (FetchItem item : items) {
            if (item.setsSeen()) {
                return true;
            }
        }
        return false;
    }

    public boolean has(FetchItem item) {
        return items.contains(item);
    }

    @Override
    public String word() {
        return messages.byUid() ? "UID FETCH" : "FETCH";
    }

    @Override
    public boolean usesSequenceNumbers() {
        return !messages.byUid();
    }

    @Override
    public boolean enablesCondstore() {
        return changedSince.isPresent() || has(FetchItem.Simple.MODSEQ);
    }
}
