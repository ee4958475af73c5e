package org.tassis.directory.desk;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/// Where acts are remembered. Inside {@link org.tassis.directory.CustomerRecords#together} an act is remembered with
/// what it changed, or not at all. Any thread; a database that fails is
/// {@link org.tassis.directory.DirectoryFailure.Unavailable}.
public interface AuditRecords {
    void append(AuditEntry entry);

    /// Newest first, to be read page by page.
    ///
    /// @param before the last id of the page before
    List<AuditEntry> page(AuditQuery query, OptionalLong before, int limit);

    /// Forgets what was done before that instant.
    ///
    /// @return how many
    int forget(Instant before);
}
