package org.tassis.launcher;

import java.time.Duration;
import java.util.Optional;
import org.tassis.certificates.Challenges;
import org.tassis.certificates.PageKeys;
import org.tassis.core.DomainName;
import org.tassis.mailflow.publish.StsPublication;

/// What is served to whoever asks.
///
/// @param keys empty: the files that {@link Web.Parts} names
record OpenPages(StsPublication sts, Challenges challenges, Optional<PageKeys> keys) {
    /// Nothing at all.
    static final OpenPages NONE = new OpenPages(
            new StsPublication(StsPublication.Mode.OFF, Duration.ofDays(1), new DomainName("localhost"), _ -> false));

    OpenPages(StsPublication sts) {
        this(sts, new Challenges(), Optional.empty());
    }
}
