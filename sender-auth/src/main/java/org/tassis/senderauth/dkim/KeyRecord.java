package org.tassis.senderauth.dkim;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.tassis.senderauth.dns.Answer.Failed;
import org.tassis.senderauth.dns.Dns;

/// The key of a signature, as the DNS has it: RFC 6376 §3.6.
///
/// @param testing RFC 6376 §3.6.1, `t=y`
record KeyRecord(PublicKey key, int bits, boolean testing) {
    private static final int MAX_RECORDS = 10;

    /// Looks for a key that fits the signature. When there are several records (RFC 6376 §3.6.2.2 leaves
    /// that open) the first that fits counts.
    static KeyRecord find(Dns dns, Signature signature, DkimSettings settings) throws Refused {
        String name = signature.selector() + "._domainkey." + signature.domain().ascii();
        var answer = dns.txt(name);
        if (answer instanceof Failed<String>(var failure)) {
            throw new Refused(DkimOutcome.TEMPERROR, new DkimReason.DnsFailed(name, failure));
        }
        var refused = new Refused(DkimOutcome.PERMERROR, new DkimReason.NoKey(name));
        for (String text : answer.records().stream().limit(MAX_RECORDS).toList()) {
            try {
                return read(text, name, signature, settings);
            } catch (Refused e) {
                refused = e;
            }
        }
        throw refused;
    }

    private static KeyRecord read(String text, String name, Signature signature, DkimSettings settings) throws Refused {
        var tags = TagList.parse(text).orElseThrow(() -> malformed(name));
        if (tags.has("v")
                && !(tags.first().equals("v") && tags.get("v").orElse("").equals("DKIM1"))) {
            throw malformed(name);
        }
        String type = tags.compact("k").orElse("rsa").toLowerCase(Locale.ROOT);
        if (!type.equals(signature.algorithm().keyType())) {
            throw unsuitable(name, "k");
        }
        if (tags.has("h") && !words(tags, "h").contains("sha256")) {
            throw unsuitable(name, "h");
        }
        var services = tags.has("s") ? words(tags, "s") : List.of("*");
        if (!services.contains("*") && !services.contains("email")) {
            throw unsuitable(name, "s");
        }
        var flags = words(tags, "t");
        if (flags.contains("s") && signature.identityIsBelow()) {
            throw unsuitable(name, "t");
        }
        if (tags.get("p").equals(java.util.Optional.of(""))) {
            throw new Refused(DkimOutcome.PERMERROR, new DkimReason.KeyRevoked(name));
        }
        var key = tags.base64("p")
                .flatMap(octets -> PublicKeys.read(signature.algorithm(), octets))
                .orElseThrow(() -> malformed(name));
        int bits = PublicKeys.bits(key);
        if (signature.algorithm() == DkimAlgorithm.RSA_SHA256
                && (bits < settings.minRsaBits() || bits > settings.maxRsaBits())) {
            throw new Refused(DkimOutcome.POLICY, new DkimReason.KeySize(bits));
        }
        return new KeyRecord(key, bits, flags.contains("y"));
    }

    private static List<String> words(TagList tags, String tag) {
        return Arrays.asList(
                tags.compact(tag).orElse("").toLowerCase(Locale.ROOT).split(":"));
    }

    private static Refused malformed(String name) {
        return new Refused(DkimOutcome.PERMERROR, new DkimReason.MalformedKey(name));
    }

    private static Refused unsuitable(String name, String tag) {
        return new Refused(DkimOutcome.PERMERROR, new DkimReason.KeyNotForThis(name, tag));
    }
}
