package org.tassis.greylist;

import java.util.Optional;
import java.util.regex.Pattern;
import org.tassis.core.Cidr;
import org.tassis.core.EmailAddress;

/// What a first attempt is remembered by. Servers retry from a neighbour and with another serial number in
/// the sender: so the client counts by its network, and the sender without detail and with numbers made
/// alike.
///
/// @param sender as {@link #senderKey} makes it
public record Triplet(Cidr network, String sender, EmailAddress recipient) {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    static Triplet of(Attempt attempt, GreylistSettings settings) {
        return new Triplet(
                Cidr.around(attempt.client(), settings.ipv4Bits(), settings.ipv6Bits()),
                senderKey(attempt.sender()),
                attempt.recipient());
    }

    /// `bounce-#@lists.example` of `bounce-4711+ann=x@lists.example`; empty for the null sender.
    static String senderKey(Optional<EmailAddress> sender) {
        return sender.map(address -> {
                    String key = address.key(); // lower case, in one spelling
                    String local = key.substring(0, key.lastIndexOf('@'));
                    int plus = local.indexOf('+', 1);
                    String base = plus < 0 ? local : local.substring(0, plus);
                    return NUMBER.matcher(base).replaceAll("#") + "@" + address.domain();
                })
                .orElse("");
    }
}
