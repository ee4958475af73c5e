package org.tassis.imap.command;

import java.util.Locale;
import java.util.Optional;

/// What STATUS can tell: RFC 9051 §6.3.11, RFC 7162 §3.1.7, RFC 8438, RFC 7889 §4, RFC 8474 §4.3, RFC 9208 §4.1.4.
/// RECENT is of RFC 3501 §6.3.10.
public enum StatusItem {
    MESSAGES,
    RECENT,
    UIDNEXT,
    UIDVALIDITY,
    UNSEEN,
    DELETED,
    /// Octets of the messages with `\Deleted`; goes with QUOTA=RES-STORAGE: RFC 9208 §4.1.4.
    DELETED_STORAGE,
    SIZE,
    HIGHESTMODSEQ,
    APPENDLIMIT,
    MAILBOXID;

    /// As IMAP spells it.
    public String label() {
        return this == DELETED_STORAGE ? "DELETED-STORAGE" : name();
    }

    static Optional<StatusItem> named(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        for (StatusItem item : values()) {
            if (item.label().equals(upper)) {
                return Optional.of(item);
            }
        }
        return Optional.empty();
    }
}
