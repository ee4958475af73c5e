package org.tassis.mailflow.publish;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.tassis.core.DomainName;

/// The MTA-STS policy of domains of this server, the same for all: RFC 8461 §3.2. Any thread.
///
/// @param host of this server, which takes their mail
/// @param own  whether a domain is one of this server
public record StsPublication(Mode mode, Duration maxAge, DomainName host, Predicate<DomainName> own) {
    private static final String PREFIX = "mta-sts.";

    public enum Mode {
        /// Nothing is served.
        OFF,
        /// To take a policy back: RFC 8461 §8.3.
        NONE,
        TESTING,
        ENFORCE
    }

    /// Empty when none is served.
    public Optional<String> policy() {
        return mode == Mode.OFF
                ? Optional.empty()
                : Optional.of("version: STSv1\r\nmode: " + mode.name().toLowerCase(Locale.ROOT) + "\r\nmx: "
                        + host.ascii() + "\r\nmax_age: " + maxAge.toSeconds() + "\r\n");
    }

    /// For the record at `_mta-sts`: another one for another policy, 16 letters and digits.
    public Optional<String> id() {
        return policy().map(text -> {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
                return HexFormat.of().formatHex(digest, 0, 8);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java has no SHA-256", e);
            }
        });
    }

    /// What is answered to who asks a host for its policy.
    ///
    /// @param name of the host, as asked: `mta-sts.` and a domain, with a port or without
    /// @return empty when there is nothing
    public Optional<String> answer(String name) {
        String lower = name.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]{1,5}$", "");
        return lower.startsWith(PREFIX)
                ? DomainName.parse(lower.substring(PREFIX.length())).filter(own).flatMap(_ -> policy())
                : Optional.empty();
    }
}
