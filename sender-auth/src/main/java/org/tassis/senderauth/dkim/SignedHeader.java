package org.tassis.senderauth.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tassis.senderauth.header.MessageHeader;

/// The octets of a header that a signature is over: RFC 6376 §3.7. Stateless.
final class SignedHeader {
    private SignedHeader() {}

    /// @param own    the signature's field, which never signs itself
    /// @param unsigned the signature's field without a value of `b=` and without a line end
    static byte[] octets(
            MessageHeader header,
            List<String> names,
            MessageHeader.Field own,
            byte[] unsigned,
            Canonicalization canonicalization) {
        var out = new ByteArrayOutputStream(2048);
        append(header, names, own, canonicalization, out);
        canonicalization.field(unsigned, 0, unsigned.length, false, out);
        return out.toByteArray();
    }

    /// The field of a signature as it was before it was signed.
    static byte[] unsigned(MessageHeader header, Signature signature) {
        var field = signature.field();
        byte[] octets = header.octets();
        var out = new ByteArrayOutputStream();
        out.write(octets, field.start(), field.valueStart() - field.start());
        out.writeBytes(signature.tags().without("b", signature.text()).getBytes(StandardCharsets.ISO_8859_1));
        return out.toByteArray();
    }

    /// Of fields that come several times, the lowest that is not yet taken: RFC 6376 §5.4.2. A name for
    /// which there is no field (any more) adds nothing, and so keeps others from adding one.
    private static void append(
            MessageHeader header,
            List<String> names,
            MessageHeader.Field own,
            Canonicalization canonicalization,
            ByteArrayOutputStream out) {
        Map<String, Integer> left = new HashMap<>();
        for (String name : names) {
            var fields = header.named(name);
            int next = left.getOrDefault(name, fields.size()) - 1;
            if (next >= 0 && fields.get(next).equals(own)) {
                next--;
            }
            left.put(name, Math.max(0, next));
            if (next >= 0) {
                var field = fields.get(next);
                canonicalization.field(header.octets(), field.start(), field.end(), true, out);
            }
        }
    }
}
