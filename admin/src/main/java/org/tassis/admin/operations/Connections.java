package org.tassis.admin.operations;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Who is connected by a mail protocol. Any thread.
public interface Connections {
    /// @param id       process-wide, e.g. `imap-1f3`
    /// @param protocol e.g. `imap`
    /// @param listener e.g. `imaps`
    /// @param from     address of the client
    /// @param login    when somebody has logged in
    /// @param client   what the client says it is; empty when it does not. A stranger wrote it
    record Open(
            String id,
            String protocol,
            String listener,
            String from,
            boolean encrypted,
            Optional<String> login,
            String client,
            Instant since) {}

    /// The oldest first.
    List<Open> open();

    /// @return whether there was one of this id
    boolean end(String id);
}
