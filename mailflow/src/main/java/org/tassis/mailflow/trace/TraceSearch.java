package org.tassis.mailflow.trace;

import java.util.List;

/// Finds what was traced. May read much and take a second; any thread.
public interface TraceSearch {
    /// The newest first. What was recorded before the call is found.
    ///
    /// @throws org.tassis.store.StoreException the storage cannot be read
    List<Story> find(TraceQuery query);
}
