package org.tassis.senderauth.dns;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// Names as text. Stateless.
public final class DnsName {
    /// RFC 1035 §2.3.4: 255 octets on the wire, which is 253 in text.
    public static final int MAX_LENGTH = 253;

    public static final int MAX_LABEL = 63;

    private DnsName() {}

    /// Whether there could be such a name: labels of 1 to 63 octets, 253 in all; a dot at the end is allowed.
    public static boolean mayExist(String name) {
        int end = name.endsWith(".") ? name.length() - 1 : name.length();
        if (end == 0 || end > MAX_LENGTH) {
            return false;
        }
        int label = 0;
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            if (c > 0xff) {
                return false;
            }
            if (c != '.') {
                label++;
            } else if (label == 0) {
                return false;
            } else {
                label = 0;
            }
            if (label > MAX_LABEL) {
                return false;
            }
        }
        return label > 0;
    }

    /// Lower case, without the dot at the end.
    public static String normal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /// What {@link #reverse} made the name of; nothing for another name.
    public static Optional<InetAddress> address(String reverse) {
        String[] labels = normal(reverse).split("\\.", -1);
        StringBuilder text = new StringBuilder();
        if (labels.length == 6 && normal(reverse).endsWith(".in-addr.arpa")) {
            text.append(labels[3])
                    .append('.')
                    .append(labels[2])
                    .append('.')
                    .append(labels[1])
                    .append('.')
                    .append(labels[0]);
        } else if (labels.length == 34 && normal(reverse).endsWith(".ip6.arpa")) {
            for (int i = 31; i >= 0; i--) {
                text.append(labels[i]).append(i % 4 == 0 && i > 0 ? ":" : "");
            }
        }
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(InetAddress.ofLiteral(text.toString()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// `1.2.0.192.in-addr.arpa`; nibbles under `ip6.arpa` for IPv6 (RFC 3596 §2.5).
    public static String reverse(InetAddress address) {
        byte[] octets = address.getAddress();
        var name = new StringBuilder();
        for (int i = octets.length - 1; i >= 0; i--) {
            if (octets.length == 4) {
                name.append(octets[i] & 0xff).append('.');
            } else {
                name.append(HexFormat.of().toHexDigits(octets[i] & 0xf, 1))
                        .append('.')
                        .append(HexFormat.of().toHexDigits((octets[i] >> 4) & 0xf, 1))
                        .append('.');
            }
        }
        return name.append(octets.length == 4 ? "in-addr.arpa" : "ip6.arpa").toString();
    }
}
