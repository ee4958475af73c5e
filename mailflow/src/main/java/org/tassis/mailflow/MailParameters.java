package org.tassis.mailflow;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// What a sender said about a message with MAIL.
///
/// @param size       octets it announced: RFC 1870 §6
/// @param body       RFC 6152 §2, RFC 3030 §3
/// @param smtpUtf8   whether addresses and headers may be UTF-8: RFC 6531 §3.4
/// @param returned   what notifications should hold: RFC 3461 §4.3
/// @param envelopeId to be given back in notifications, decoded: RFC 3461 §4.4
/// @param requireTls whether it may leave over verified TLS only: RFC 8689 §2
/// @param releaseAt  not to be sent before: RFC 4865 §4
/// @param tlsOptional whether it leaves whatever is published about TLS: RFC 8689 §5, `TLS-Required: No`
public record MailParameters(
        OptionalLong size,
        Body body,
        boolean smtpUtf8,
        Optional<Return> returned,
        Optional<String> envelopeId,
        boolean requireTls,
        Optional<Instant> releaseAt,
        boolean tlsOptional) {
    public static final MailParameters NONE =
            new MailParameters(OptionalLong.empty(), Body.SEVEN_BIT, false, Optional.empty(), Optional.empty());

    /// Without wishes about TLS and time.
    public MailParameters(
            OptionalLong size, Body body, boolean smtpUtf8, Optional<Return> returned, Optional<String> envelopeId) {
        this(size, body, smtpUtf8, returned, envelopeId, false, Optional.empty());
    }

    /// With another time not to be sent before; none: at once.
    public MailParameters withReleaseAt(Optional<Instant> time) {
        return new MailParameters(size, body, smtpUtf8, returned, envelopeId, requireTls, time, tlsOptional);
    }

    public MailParameters(
            OptionalLong size,
            Body body,
            boolean smtpUtf8,
            Optional<Return> returned,
            Optional<String> envelopeId,
            boolean requireTls,
            Optional<Instant> releaseAt) {
        this(size, body, smtpUtf8, returned, envelopeId, requireTls, releaseAt, false);
    }

    /// For mail that this server writes and that must arrive even where TLS is broken.
    public static MailParameters withOptionalTls() {
        return new MailParameters(
                OptionalLong.empty(),
                Body.SEVEN_BIT,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                true);
    }

    public enum Body {
        SEVEN_BIT,
        EIGHT_BIT,
        BINARY
    }

    public enum Return {
        FULL,
        HEADERS
    }
}
