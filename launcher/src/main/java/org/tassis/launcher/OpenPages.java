package org.tassis.launcher;

import java.time.Duration;
import org.tassis.core.DomainName;
import org.tassis.mailflow.publish.StsPublication;

/// What is served to whoever asks.
record OpenPages(StsPublication sts) {
    /// Nothing at all.
    static final OpenPages NONE = new OpenPages(
            new StsPublication(StsPublication.Mode.OFF, Duration.ofDays(1), new DomainName("localhost"), _ -> false));
}
