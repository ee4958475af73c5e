package org.tassis.mailflow.filter;

import java.time.Instant;
import org.tassis.core.AccountId;

/// Which messages filters want to know again: RFC 7352. Bounded. Any thread; may block. Failures are unchecked
/// exceptions.
public interface SeenMessages {
    /// @param id 64 hexadecimal digits
    boolean seen(AccountId account, String id, Instant now);

    /// From now on until `expires`, whatever was known before.
    void remember(AccountId account, String id, Instant expires);

    /// Forgets what has expired.
    ///
    /// @return how many
    long expire(Instant now);
}
