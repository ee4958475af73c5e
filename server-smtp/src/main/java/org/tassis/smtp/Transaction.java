package org.tassis.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.mailflow.Reception;
import org.tassis.smtp.content.Incoming;
import org.tassis.smtp.wire.ContentScanner;

/// One message under way, from MAIL to its end: all that RSET throws away. For the session's thread.
final class Transaction implements AutoCloseable {
    /// Content that comes in chunks: RFC 3030.
    ///
    /// @param scanner none for BINARYMIME, where every octet is content
    record Chunks(Incoming incoming, Optional<ContentScanner> scanner, Pace pace) {}

    private final Reception reception;

    /// LMTP: for each recipient that was accepted, as often as it was, the reception that it is in. RFC 2033 §4.2.
    private final List<Reception> accepted = new ArrayList<>();

    private int rcptCommands;
    private @Nullable Chunks chunks;

    Transaction(Reception reception) {
        this.reception = reception;
    }

    Reception reception() {
        return reception;
    }

    /// LMTP: the reception that the next recipient joins, if it may fare like those in there.
    Reception latest() {
        return accepted.isEmpty() ? reception : accepted.getLast();
    }

    void accept(Reception with) {
        accepted.add(with);
    }

    /// One for each reply that is due after the message.
    List<Reception> accepted() {
        return accepted;
    }

    /// Counts a RCPT, accepted or not.
    int countRcpt() {
        return ++rcptCommands;
    }

    int rcptCommands() {
        return rcptCommands;
    }

    /// Present from the first BDAT on.
    Optional<Chunks> chunks() {
        return Optional.ofNullable(chunks);
    }

    Chunks begin(Chunks first) {
        chunks = first;
        return first;
    }

    @Override
    public void close() {
        if (chunks != null) {
            chunks.incoming().close();
        }
    }
}
