package org.tassis.imap.fetch;

import org.tassis.core.ContentId;

/// Object identifiers: RFC 8474 §7. Letters tell the kinds apart.
public final class ObjectIds {
    private ObjectIds() {}

    /// EMAILID.
    public static String email(ContentId content) {
        return "M" + content.value();
    }

    /// THREADID.
    ///
    /// @param id not 0, which is no thread
    public static String thread(long id) {
        return "T" + Long.toHexString(id);
    }
}
