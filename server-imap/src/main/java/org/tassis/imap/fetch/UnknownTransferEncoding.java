package org.tassis.imap.fetch;

/// BINARY was asked for a part whose Content-Transfer-Encoding nobody here can undo: NO [UNKNOWN-CTE], RFC 3516 §4.3.
/// Nothing was written of the message's response.
public final class UnknownTransferEncoding extends RuntimeException {
    UnknownTransferEncoding() {
        super("unknown Content-Transfer-Encoding", null, false, false);
    }
}
