package org.tassis.greylist;

import java.util.Optional;
import java.util.regex.Pattern;
import org.tassis.core.Cidr;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;

/// What a first attempt is remembered by. Servers retry from a neighbour and with another serial number in
/// the sender: so the client counts by its origin, and the sender by its {@link #senderKey}.
///
/// @param sender as {@link #senderKey} makes it
public record Triplet(Origin origin, String sender, EmailAddress recipient) {
    /// Where an attempt comes from, as far as it matters.
    public sealed interface Origin {
        /// A client and its neighbours.
        record Network(Cidr network) implements Origin {}

        /// Whichever host of a pool, since all of them may send for the domain.
        record Hosts(DomainName domain) implements Origin {}
    }

    // Signed and dated anew with each message, while what follows stays: SRS0=hash=day=domain=local and
    // SRS1=hash=host==hash=day=domain=local.
    private static final Pattern SRS0 = Pattern.compile("srs0[=+-][^=]*=[^=]*=(.+)");
    private static final Pattern SRS1 = Pattern.compile("srs1[=+-][^=]*=([^=]*)==[^=]*=[^=]*=(.+)");

    /// Serial numbers, also hexadecimal or mixed with letters; no name that people bear has this form.
    private static final Pattern SERIAL = Pattern.compile("(?<![a-z0-9])"
            + "(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[a-f]*[0-9])[0-9a-f]{8,}|(?=[a-z]*[0-9])[a-z0-9]{20,})"
            + "(?![a-z0-9])");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern SEVERAL = Pattern.compile("#(?:[-_.=]?#)+");

    static Triplet of(Origin origin, Attempt attempt) {
        return new Triplet(origin, senderKey(attempt.sender(), attempt.recipient()), attempt.recipient());
    }

    /// What stays the same in a sender's address from message to message and from recipient to recipient:
    /// without detail, the recipient written into it (VERP), signatures (SRS), and with numbers made alike.
    /// `bounce-#@lists.example` of `bounce-4711+ann=example.org@lists.example`; empty for the null sender.
    static String senderKey(Optional<EmailAddress> sender, EmailAddress recipient) {
        return sender.map(address -> localKey(local(address), Optional.of(recipient)) + "@" + address.domain())
                .orElse("");
    }

    /// Likewise, where no recipient is known.
    static String senderKey(EmailAddress sender) {
        return localKey(local(sender), Optional.empty()) + "@" + sender.domain();
    }

    /// Lower case, in one spelling.
    private static String local(EmailAddress address) {
        String key = address.key();
        return key.substring(0, key.lastIndexOf('@'));
    }

    private static String localKey(String local, Optional<EmailAddress> recipient) {
        var srs1 = SRS1.matcher(local);
        if (srs1.matches()) {
            return "srs1=" + srs1.group(1) + "==" + srs1.group(2);
        }
        var srs0 = SRS0.matcher(local);
        if (srs0.matches()) {
            return "srs0=" + srs0.group(1);
        }
        int plus = local.indexOf('+', 1);
        String base = plus < 0 ? local : local.substring(0, plus);
        String verp = recipient
                .map(to -> base.replace(local(to) + "=" + to.domain(), "#"))
                .orElse(base);
        String serial = SERIAL.matcher(verp).replaceAll("#");
        return SEVERAL.matcher(NUMBER.matcher(serial).replaceAll("#")).replaceAll("#");
    }
}
