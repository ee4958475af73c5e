package org.tassis.senderauth.dkim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.tassis.message.MessageContent;
import org.tassis.senderauth.header.MessageHeader;

/// Signs messages for one domain, once with each of its keys: RFC 6376 §5, relaxed/relaxed. The body is read
/// once, as a stream. Any number of threads.
public final class DkimSigner {
    private static final int MAX_SAME = 10;
    private static final int LINE = 76;

    private final List<DkimKey> keys;
    private final SigningSettings settings;

    /// @param keys of one domain, each with a selector of its own; the first signs first. A receiver that
    ///             knows only RSA takes that one, so have one of each (RFC 8463 §3)
    public DkimSigner(List<DkimKey> keys, SigningSettings settings) {
        this.keys = List.copyOf(keys);
        this.settings = settings;
        if (keys.isEmpty() || keys.stream().map(DkimKey::domain).distinct().count() > 1) {
            throw new IllegalArgumentException("a signer has one or more keys, all of one domain");
        }
        if (keys.stream().map(DkimKey::selector).distinct().count() < keys.size()) {
            throw new IllegalArgumentException("each DKIM key of a domain has a selector of its own");
        }
    }

    /// The fields to be put above the message's header: a DKIM-Signature for each key, lines ended with
    /// CRLF. The message must go out octet for octet as it was read here, lines ended with CRLF.
    ///
    /// @throws IOException the content cannot be read, or its header is longer than
    /// {@link MessageHeader#MAX_OCTETS}
    public byte[] sign(MessageContent content, Instant at) throws IOException {
        var header = MessageHeader.read(content);
        if (!header.isComplete()) {
            throw new IOException("a header section over " + MessageHeader.MAX_OCTETS + " octets is not signed");
        }
        var bodies = new BodyHashes();
        var body = bodies.want(Canonicalization.RELAXED, BodyHasher.WHOLE);
        bodies.read(content);
        byte[] bodyHash = body.join().sha256();
        var fields = fields(header);
        var signatures = new ByteArrayOutputStream();
        for (var key : keys) {
            signatures.writeBytes(sign(header, fields, bodyHash, key, at).getBytes(StandardCharsets.US_ASCII));
        }
        return signatures.toByteArray();
    }

    /// RFC 6376 §5.4.2: a field that is there n times is named n times, and once more when nobody may add
    /// one.
    private List<String> fields(MessageHeader header) {
        List<String> named = new ArrayList<>();
        for (String name : settings.fields()) {
            int there = header.named(name).size();
            int times = Math.min(MAX_SAME, there) + (settings.once().contains(name) && there < MAX_SAME ? 1 : 0);
            for (int i = 0; i < times; i++) {
                named.add(name);
            }
        }
        return named;
    }

    private String sign(MessageHeader header, List<String> fields, byte[] bodyHash, DkimKey key, Instant at) {
        var field =
                new StringBuilder("DKIM-Signature: v=1; a=" + key.algorithm().word() + "; c=relaxed/relaxed;\r\n\td="
                        + key.domain().ascii() + ";\r\n\ts=" + key.selector() + "; t=" + at.getEpochSecond() + ";");
        settings.validity().ifPresent(validity -> field.append(" x=")
                .append(at.plus(validity).getEpochSecond())
                .append(';'));
        field.append("\r\n\th=");
        int line = 3;
        for (int i = 0; i < fields.size(); i++) {
            String piece = fields.get(i) + (i == fields.size() - 1 ? ";" : ":");
            if (line + piece.length() > LINE) {
                field.append("\r\n\t ");
                line = 2;
            }
            field.append(piece);
            line += piece.length();
        }
        field.append("\r\n\tbh=")
                .append(Base64.getEncoder().encodeToString(bodyHash))
                .append(";\r\n\tb=");
        byte[] unsigned = field.toString().getBytes(StandardCharsets.US_ASCII);
        var own = new MessageHeader.Field("dkim-signature", -1, -1, -1); // is in no header yet
        byte[] signed = SignedHeader.octets(header, fields, own, unsigned, Canonicalization.RELAXED);
        String value = Base64.getEncoder().encodeToString(signature(key, signed));
        for (int i = 0; i < value.length(); i += LINE - 4) {
            field.append(i == 0 ? "" : "\r\n\t ").append(value, i, Math.min(value.length(), i + LINE - 4));
        }
        return field.append("\r\n").toString();
    }

    private static byte[] signature(DkimKey key, byte[] signed) {
        try {
            var signer = java.security.Signature.getInstance(PublicKeys.jdkName(key.algorithm()));
            signer.initSign(key.privateKey());
            signer.update(PublicKeys.input(key.algorithm(), signed));
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key " + key + " cannot sign", e);
        }
    }
}
