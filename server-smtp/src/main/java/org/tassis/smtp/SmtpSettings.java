package org.tassis.smtp;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.tassis.core.Cidr;
import org.tassis.mailflow.Entrance;

/// How an engine behaves. Immutable; made by {@link #of} and changed by the `with` methods.
///
/// @param hostname       of this server, as it greets and signs Received fields: a domain name
/// @param maxMessageSize octets, announced by SIZE
/// @param maxRecipients  of one message, at least 100: RFC 5321 §4.5.3.1.8
/// @param maxMessages    of one session: RFC 9422, MAILMAX
/// @param entrance       which checks its clients meet
/// @param maxHold        for how long users may have mail wait before it is sent, to seconds: RFC 4865; zero: they
///                       may not
/// @param trusted        networks from which LMTP is spoken
public record SmtpSettings(
        String hostname,
        Role role,
        long maxMessageSize,
        int maxRecipients,
        int maxMessages,
        Limits limits,
        Timeouts timeouts,
        Entrance entrance,
        Duration maxHold,
        List<Cidr> trusted) {
    public enum Role {
        /// Port 25: mail from other servers for this server's domains. No logins, no relaying.
        MX,
        /// Ports 587 and 465: mail from this server's own users, inside TLS and after a login.
        SUBMISSION,
        /// LMTP (RFC 2033): mail from programs of one's own that have accepted it, for mailboxes here. Each recipient
        /// is answered by itself after the message. Clients come from trusted networks only.
        LMTP
    }

    /// What a session may do before it is ended.
    ///
    /// @param errors            commands that are wrong in form or order
    /// @param unknownRecipients refused recipients of this server's domains
    /// @param idleCommands      commands in a row that do not bring a message on
    /// @param failedLogins      in one session
    /// @param receivedFields    of one message, beyond which it goes round in circles
    /// @param headerSize        octets of a message's header section
    /// @param lineLength        octets of a line of content; 998 is what others must keep to, longer is borne
    /// @param strictHeaders     whether header fields beyond ASCII are refused unless SMTPUTF8 was said;
    ///                          other servers and older programs send them without
    public record Limits(
            int errors,
            int unknownRecipients,
            int idleCommands,
            int failedLogins,
            int receivedFields,
            int headerSize,
            int lineLength,
            boolean strictHeaders) {
        public static final Limits DEFAULT = new Limits(20, 50, 100, 3, 50, 256 * 1024, 1_000_000, false);
    }

    /// @param command     between commands: RFC 5321 §4.5.3.2.7
    /// @param content     for one message to arrive, from its first octet to its last
    /// @param block       between blocks of content: RFC 5321 §4.5.3.2.5
    /// @param grace       how long content may come more slowly than `minimumRate`
    /// @param minimumRate octets of content a second, on average since its first
    public record Timeouts(Duration command, Duration content, Duration block, Duration grace, int minimumRate) {
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofMinutes(3), Duration.ofMinutes(2), 256);
    }

    public SmtpSettings {
        trusted = List.copyOf(trusted);
        if (hostname.isEmpty() || !hostname.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("not a host name: " + hostname);
        }
        if (maxHold.isNegative() || maxHold.toSeconds() > 999_999_999) {
            throw new IllegalArgumentException("no time to hold mail for: " + maxHold);
        }
        if (maxMessageSize < 1 || maxRecipients < 100 || maxMessages < 1) {
            throw new IllegalArgumentException("limits too low: " + maxMessageSize + " octets, " + maxRecipients
                    + " recipients, " + maxMessages + " messages");
        }
    }

    /// With a message size of 12 MB, 100 recipients and 10,000 messages.
    public static SmtpSettings of(String hostname, Role role) {
        return new SmtpSettings(
                hostname,
                role,
                12L << 20,
                100,
                10_000,
                Limits.DEFAULT,
                Timeouts.DEFAULT,
                Entrance.STRICT,
                Duration.ofDays(30),
                List.of());
    }

    public SmtpSettings withMaxMessageSize(long octets) {
        return new SmtpSettings(
                hostname, role, octets, maxRecipients, maxMessages, limits, timeouts, entrance, maxHold, trusted);
    }

    public SmtpSettings withMaxRecipients(int recipients) {
        return new SmtpSettings(
                hostname, role, maxMessageSize, recipients, maxMessages, limits, timeouts, entrance, maxHold, trusted);
    }

    public SmtpSettings withMaxMessages(int messages) {
        return new SmtpSettings(
                hostname, role, maxMessageSize, maxRecipients, messages, limits, timeouts, entrance, maxHold, trusted);
    }

    public SmtpSettings withLimits(Limits other) {
        return new SmtpSettings(
                hostname,
                role,
                maxMessageSize,
                maxRecipients,
                maxMessages,
                other,
                timeouts,
                entrance,
                maxHold,
                trusted);
    }

    public SmtpSettings withTimeouts(Timeouts other) {
        return new SmtpSettings(
                hostname, role, maxMessageSize, maxRecipients, maxMessages, limits, other, entrance, maxHold, trusted);
    }

    public SmtpSettings withEntrance(Entrance other) {
        return new SmtpSettings(
                hostname, role, maxMessageSize, maxRecipients, maxMessages, limits, timeouts, other, maxHold, trusted);
    }

    /// @param time at most 999,999,999 seconds
    public SmtpSettings withMaxHold(Duration time) {
        return new SmtpSettings(
                hostname, role, maxMessageSize, maxRecipients, maxMessages, limits, timeouts, entrance, time, trusted);
    }

    public SmtpSettings withTrusted(List<Cidr> networks) {
        return new SmtpSettings(
                hostname,
                role,
                maxMessageSize,
                maxRecipients,
                maxMessages,
                limits,
                timeouts,
                entrance,
                maxHold,
                networks);
    }

    /// Whether a client at this address is turned away whatever it wants.
    boolean excludes(InetAddress client) {
        return role == Role.LMTP && trusted.stream().noneMatch(network -> network.contains(client));
    }

    /// Octets of one message's content after which a sender is not heard out any longer.
    long patience() {
        return maxMessageSize > Long.MAX_VALUE / 10 ? Long.MAX_VALUE : maxMessageSize * 10;
    }
}
