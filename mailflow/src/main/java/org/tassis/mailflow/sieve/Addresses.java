package org.tassis.mailflow.sieve;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.tassis.core.EmailAddress;
import org.tassis.message.AddressList;
import org.tassis.message.Envelope;

/// Addresses as scripts see them.
final class Addresses {
    private Addresses() {}

    /// One address of a message: the parts are present when it is whole (RFC 5228 §2.7.4).
    ///
    /// @param all as compared by `:all`
    record Found(String all, Optional<String> local, Optional<String> domain) {
        Optional<String> part(Test.AddressPart part, char separator) {
            return switch (part) {
                case ALL -> Optional.of(all);
                case LOCALPART -> local;
                case DOMAIN -> domain;
                case USER -> local.map(name -> user(name, separator));
                case DETAIL -> local.flatMap(name -> detail(name, separator));
            };
        }

        private static String user(String local, char separator) {
            int at = local.indexOf(separator, 1);
            return at < 0 ? local : local.substring(0, at);
        }

        private static Optional<String> detail(String local, char separator) {
            int at = local.indexOf(separator, 1);
            return at < 0 ? Optional.empty() : Optional.of(local.substring(at + 1));
        }
    }

    static Found of(EmailAddress address) {
        var domain = address.domain().toString();
        return new Found(written(address.local()) + "@" + domain, Optional.of(address.local()), Optional.of(domain));
    }

    /// The addresses of a field, groups opened.
    ///
    /// @param raw octets as Latin-1
    static List<Found> in(String raw, int limit) {
        return AddressList.parse(raw, limit).stream()
                .filter(mailbox -> mailbox.host().isPresent())
                .map(Addresses::found)
                .toList();
    }

    private static Found found(Envelope.Mailbox mailbox) {
        var local = utf8(mailbox.local().orElse(""));
        var host = utf8(mailbox.host().orElse(""));
        var all = host.isEmpty() ? local : written(local) + "@" + host;
        return host.isEmpty() || local.isEmpty() || host.indexOf('@') >= 0
                ? new Found(all, Optional.empty(), Optional.empty())
                : new Found(all, Optional.of(local), Optional.of(host));
    }

    /// A local part as it stands in an address: in quotes where it needs them (RFC 5322 §3.4.1).
    private static String written(String local) {
        for (int i = 0; i < local.length(); i++) {
            char c = local.charAt(i);
            if (c <= ' ' || "()<>[]:;@\\,\"".indexOf(c) >= 0) {
                return '"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            }
        }
        return local;
    }

    private static String utf8(String latin1) {
        for (int i = 0; i < latin1.length(); i++) {
            if (latin1.charAt(i) > 0x7f) {
                return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
        }
        return latin1;
    }

    /// An address a script sends to or from, with or without a name: RFC 5228 §2.4.2.3.
    static Optional<EmailAddress> outbound(String written) {
        var text = written.strip();
        int open = text.lastIndexOf('<');
        if (open >= 0) {
            var name = text.substring(0, open).strip();
            boolean plain = name.startsWith("\"") && name.endsWith("\"") && name.length() > 1
                    || name.chars().noneMatch(c -> "<>()[]:;@\\,\"".indexOf(c) >= 0);
            if (!text.endsWith(">") || !plain || name.chars().anyMatch(Character::isISOControl)) {
                return Optional.empty();
            }
            text = text.substring(open + 1, text.length() - 1).strip();
        }
        return text.length() > 1000 ? Optional.empty() : EmailAddress.parse(text);
    }

    /// The name before the address, for what {@link #outbound} takes; empty when there is none.
    static String name(String written) {
        var text = written.strip();
        int open = text.lastIndexOf('<');
        var name = open < 0 ? "" : text.substring(0, open).strip();
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replaceAll("\\\\(.)", "$1") : name;
    }
}
