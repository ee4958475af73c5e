package org.tassis.senderauth.dkim;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.senderauth.header.MessageHeader;

/// A DKIM-Signature, ARC-Message-Signature or ARC-Seal as it can be understood: RFC 6376 §3.5, RFC 8617
/// §4.1. A seal signs no body and names no fields.
///
/// @param field where it is in the header
/// @param text  of the field's value, octets as Latin-1
record Signature(
        MessageHeader.Field field,
        String text,
        TagList tags,
        DkimAlgorithm algorithm,
        byte[] value,
        DomainName domain,
        String selector,
        Canonicalization.Pair canonicalization,
        byte[] bodyHash,
        List<String> fields,
        long bodyLimit,
        Optional<Instant> signedAt,
        Optional<Instant> expires) {
    enum Kind {
        DKIM,
        ARC_MESSAGE,
        ARC_SEAL
    }

    /// Octets of one signature field that are looked at.
    private static final int MAX_FIELD = 64 * 1024;

    private static final int MAX_SELECTOR = 190;
    private static final int MAX_SIGNED_FIELDS = 1000;

    /// The tags alone; ARC needs the instance before the rest.
    static TagList tags(MessageHeader header, MessageHeader.Field field) throws Refused {
        if (field.end() - field.valueStart() > MAX_FIELD) {
            throw Refused.malformed("");
        }
        return TagList.parse(text(header, field)).orElseThrow(() -> Refused.malformed(""));
    }

    private static String text(MessageHeader header, MessageHeader.Field field) {
        return new String(
                header.octets(), field.valueStart(), field.end() - field.valueStart(), StandardCharsets.ISO_8859_1);
    }

    static Signature parse(MessageHeader header, MessageHeader.Field field, Kind kind) throws Refused {
        var tags = tags(header, field);
        if (kind == Kind.DKIM && !tags.get("v").equals(Optional.of("1"))) {
            throw Refused.malformed("v");
        }
        var algorithm = algorithm(tags);
        var domain = DomainName.parse(utf8(required(tags, "d"))).orElseThrow(() -> Refused.malformed("d"));
        String selector = selector(tags);
        byte[] value = octets(tags, "b");
        var signedAt = seconds(tags, "t");
        var expires = seconds(tags, "x");
        if (expires.isPresent() && signedAt.isPresent() && !expires.get().isAfter(signedAt.get())) {
            throw Refused.malformed("x"); // RFC 6376 §3.5
        }
        byte[] bodyHash = {};
        var canonicalization = new Canonicalization.Pair(Canonicalization.RELAXED, Canonicalization.RELAXED);
        List<String> fields = List.of();
        long limit = BodyHasher.WHOLE;
        if (kind == Kind.ARC_SEAL) {
            if (tags.has("h")) {
                throw Refused.malformed("h"); // RFC 8617 §4.1.3
            }
        } else {
            bodyHash = octets(tags, "bh");
            if (bodyHash.length != 32) {
                throw Refused.malformed("bh");
            }
            canonicalization = Canonicalization.parse(tags.compact("c").orElse("simple/simple"))
                    .orElseThrow(() -> Refused.malformed("c"));
            fields = fields(tags, kind);
            limit = limit(tags);
        }
        if (kind == Kind.DKIM) {
            checkIdentity(tags, domain);
            if (!Arrays.asList(tags.compact("q")
                            .orElse("dns/txt")
                            .toLowerCase(Locale.ROOT)
                            .split(":"))
                    .contains("dns/txt")) {
                throw Refused.malformed("q");
            }
        }
        return new Signature(
                field,
                text(header, field),
                tags,
                algorithm,
                value,
                domain,
                selector,
                canonicalization,
                bodyHash,
                fields,
                limit,
                signedAt,
                expires);
    }

    private static DkimAlgorithm algorithm(TagList tags) throws Refused {
        String word = required(tags, "a").toLowerCase(Locale.ROOT);
        for (var algorithm : DkimAlgorithm.values()) {
            if (algorithm.word().equals(word)) {
                return algorithm;
            }
        }
        throw new Refused(DkimOutcome.POLICY, new DkimReason.UnknownAlgorithm(shown(word, 40)));
    }

    /// Labels of letters, digits, `-` and, as is often seen, `_`.
    private static String selector(TagList tags) throws Refused {
        String selector = required(tags, "s");
        if (selector.length() > MAX_SELECTOR || !selector.matches("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*")) {
            throw Refused.malformed("s");
        }
        return selector.toLowerCase(Locale.ROOT);
    }

    private static List<String> fields(TagList tags, Kind kind) throws Refused {
        List<String> fields = new ArrayList<>();
        for (String name : required(tags, "h").split(":", MAX_SIGNED_FIELDS + 1)) {
            fields.add(name.toLowerCase(Locale.ROOT));
        }
        if (fields.size() > MAX_SIGNED_FIELDS || kind == Kind.ARC_MESSAGE && fields.contains("arc-seal")) {
            throw Refused.malformed("h");
        }
        if (!fields.contains("from")) {
            throw new Refused(DkimOutcome.PERMERROR, new DkimReason.FromNotSigned());
        }
        return List.copyOf(fields);
    }

    private static long limit(TagList tags) throws Refused {
        var text = tags.compact("l");
        if (text.isEmpty()) {
            return BodyHasher.WHOLE;
        }
        if (!text.get().matches("[0-9]{1,18}")) {
            throw Refused.malformed("l");
        }
        return Long.parseLong(text.get());
    }

    /// RFC 6376 §3.5: the identity is of the domain or of one below it.
    private static void checkIdentity(TagList tags, DomainName domain) throws Refused {
        var identity = tags.compact("i");
        if (identity.isPresent()) {
            var of = DomainName.parse(
                    utf8(identity.get().substring(identity.get().lastIndexOf('@') + 1)));
            if (identity.get().indexOf('@') < 0 || of.isEmpty() || !isWithin(of.get(), domain)) {
                throw Refused.malformed("i");
            }
        }
    }

    private static boolean isWithin(DomainName name, DomainName domain) {
        return name.equals(domain) || name.ascii().endsWith("." + domain.ascii());
    }

    private static Optional<Instant> seconds(TagList tags, String tag) throws Refused {
        var text = tags.compact(tag);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (!text.get().matches("[0-9]{1,12}")) {
            throw Refused.malformed(tag);
        }
        return Optional.of(Instant.ofEpochSecond(Long.parseLong(text.get())));
    }

    private static String required(TagList tags, String tag) throws Refused {
        return tags.compact(tag).filter(text -> !text.isEmpty()).orElseThrow(() -> Refused.malformed(tag));
    }

    private static byte[] octets(TagList tags, String tag) throws Refused {
        return tags.base64(tag).filter(octets -> octets.length > 0).orElseThrow(() -> Refused.malformed(tag));
    }

    /// RFC 8616 §4: names may be U-labels.
    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /// Whether the identity is below the domain, which a key may forbid.
    boolean identityIsBelow() {
        return tags.compact("i")
                .flatMap(i -> DomainName.parse(utf8(i.substring(i.lastIndexOf('@') + 1))))
                .filter(of -> !of.equals(domain))
                .isPresent();
    }

    DkimResult.Signed shown(int keyBits, boolean testing) {
        String prefix = tags.compact("b").orElse("");
        return new DkimResult.Signed(
                domain,
                selector,
                tags.compact("i").map(i -> shown(i, 255)),
                algorithm,
                fields,
                bodyLimit != BodyHasher.WHOLE,
                signedAt,
                expires,
                keyBits,
                testing,
                prefix.substring(0, Math.min(8, prefix.length())));
    }

    private static String shown(String text, int max) {
        var shown = new StringBuilder();
        for (int i = 0; i < Math.min(max, text.length()); i++) {
            char c = text.charAt(i);
            shown.append(c > ' ' && c <= '~' ? c : '?');
        }
        return shown.toString();
    }
}
