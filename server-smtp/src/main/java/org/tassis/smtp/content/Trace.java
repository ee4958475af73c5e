package org.tassis.smtp.content;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.tassis.core.EmailAddress;

/// What is known about how a message came, and the fields that say it: Return-Path and Received, RFC 5321
/// §4.4.
///
/// @param hostname  of this server
/// @param lmtp      whether it came by LMTP
/// @param extended  whether the client said EHLO
/// @param helo      the name it gave, checked for its form
/// @param client    its address
/// @param tls       version and cipher
/// @param loggedIn  whether it authenticated
/// @param utf8      whether SMTPUTF8 was said
/// @param id        of the message here
/// @param sender    empty for the null sender
/// @param recipient when there is only one: others must not be shown to each other (RFC 5321 §7.2)
public record Trace(
        String hostname,
        boolean lmtp,
        boolean extended,
        String helo,
        InetAddress client,
        Optional<String> tls,
        boolean loggedIn,
        boolean utf8,
        String id,
        Optional<EmailAddress> sender,
        Optional<EmailAddress> recipient,
        Instant now) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss '+0000'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /// Both fields, in UTF-8 (ASCII unless an address needs more).
    byte[] fields() {
        StringBuilder out = new StringBuilder(400);
        out.append("Return-Path: <")
                .append(address(sender))
                .append(">\r\nReceived: from ")
                .append(helo)
                .append(" (");
        out.append(literal())
                .append(")\r\n\tby ")
                .append(hostname)
                .append(" with ")
                .append(protocol());
        out.append(" id ").append(id);
        tls.ifPresent(cipher -> out.append("\r\n\t(using ").append(cipher).append(')'));
        if (recipient.isPresent()) {
            out.append("\r\n\tfor <").append(address(recipient)).append('>');
        }
        out.append(";\r\n\t").append(date()).append("\r\n");
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// RFC 5322 §3.3.
    String date() {
        return DATE.format(now);
    }

    /// RFC 5322 §3.6.4.
    String messageId() {
        return "<" + id + "@" + hostname + ">";
    }

    /// RFC 3848, RFC 6531 §3.7.3.
    private String protocol() {
        if (utf8) {
            return (lmtp ? "UTF8LMTP" : "UTF8SMTP") + (tls.isPresent() ? "S" : "") + (loggedIn ? "A" : "");
        }
        return extended ? (lmtp ? "LMTP" : "ESMTP") + (tls.isPresent() ? "S" : "") + (loggedIn ? "A" : "") : "SMTP";
    }

    private String literal() {
        String address = client.getHostAddress();
        int scope = address.indexOf('%');
        String plain = scope < 0 ? address : address.substring(0, scope);
        return client instanceof Inet6Address ? "[IPv6:" + plain + "]" : "[" + plain + "]";
    }

    private static String address(Optional<EmailAddress> address) {
        return address.map(EmailAddress::toString).orElse("");
    }
}
