package org.tassis.mailflow.srs;

import java.time.Duration;
import java.util.List;

/// The secrets by which rewritten addresses are known again. Any thread; may block.
public interface SrsKeys {
    /// Octets of a key.
    int LENGTH = 32;

    /// How long a key signs before the next one is made.
    Duration SIGNS = Duration.ofDays(30);

    /// How long a key is known: what it signed on its last day is good for {@link Srs#VALID_DAYS}.
    Duration KNOWN = SIGNS.plusDays(Srs.VALID_DAYS + 1L);

    /// Those that are known, the youngest first, which signs; at least one. Makes one when it is time.
    ///
    /// @throws RuntimeException they cannot be read: then nothing is rewritten, and no bounce is taken
    List<byte[]> keys();
}
