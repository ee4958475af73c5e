package org.tassis.senderauth;

import java.time.Duration;
import org.tassis.core.DomainName;
import org.tassis.senderauth.dkim.DkimSettings;

/// @param host  the name of this host: under it results are reported (RFC 8601 §2.5), and SPF explanations
///              may say it
/// @param limit for all checks of one message together
public record AuthenticationSettings(DomainName host, Duration limit, DkimSettings dkim) {
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

    public AuthenticationSettings {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("the time limit of sender authentication must be above zero");
        }
    }

    public AuthenticationSettings(DomainName host) {
        this(host, DEFAULT_LIMIT, DkimSettings.DEFAULT);
    }
}
