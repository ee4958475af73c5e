package org.tassis.senderauth.dkim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Adds sets to ARC chains, for tests: RFC 8617 §5.1, written on strings so that nothing is shared with what
/// it tests.
final class TestSealer {
    private final DkimKey key;

    TestSealer(DkimKey key) {
        this.key = key;
    }

    /// @param message lines ended with CRLF
    /// @param status  `none`, `pass` or `fail`
    /// @return the message with one more set above it
    String seal(String message, int instance, String status, String results) throws Exception {
        int split = message.indexOf("\r\n\r\n");
        String header = message.substring(0, split + 2);
        String body = message.substring(split + 4);
        String common = "; d=" + key.domain().ascii() + "; s=" + key.selector() + "; t=1770000000";
        String arcResults = "ARC-Authentication-Results: i=" + instance + "; " + results;
        String messageSignature = "ARC-Message-Signature: i=" + instance + "; a="
                + key.algorithm().word()
                + "; c=relaxed/relaxed" + common + "; h=From:Subject;\r\n\tbh="
                + Base64.getEncoder().encodeToString(BodyHasher.sha256().digest(relaxedBody(body)))
                + "; b=";
        String signed = relaxed(field(header, "From")) + relaxed(field(header, "Subject")) + relaxed(messageSignature);
        messageSignature += sign(signed.substring(0, signed.length() - 2));
        String seal =
                "ARC-Seal: i=" + instance + "; a=" + key.algorithm().word() + common + "; cv=" + status + ";\r\n b=";
        var sealed = new StringBuilder();
        for (int i = 1; i < instance; i++) {
            for (String name : new String[] {"ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal"}) {
                sealed.append(relaxed(field(header, name + ": i=" + i)));
            }
        }
        sealed.append(relaxed(arcResults)).append(relaxed(messageSignature)).append(relaxed(seal));
        seal += sign(sealed.substring(0, sealed.length() - 2));
        return seal + "\r\n" + messageSignature + "\r\n" + arcResults + "\r\n" + message;
    }

    private static String field(String header, String beginning) {
        Matcher matcher = Pattern.compile("(?m)^" + Pattern.quote(beginning) + "\\b.*(\r\n[ \t].*)*\r\n")
                .matcher(header);
        return matcher.find() ? matcher.group() : "";
    }

    private static String relaxed(String field) {
        int colon = field.indexOf(':');
        return colon < 0
                ? ""
                : field.substring(0, colon).toLowerCase(Locale.ROOT).strip() + ":"
                        + field.substring(colon + 1)
                                .replace("\r\n", "")
                                .replaceAll("[ \t]+", " ")
                                .strip()
                        + "\r\n";
    }

    private static byte[] relaxedBody(String body) {
        String relaxed = (body + (body.endsWith("\r\n") ? "" : "\r\n"))
                .replaceAll("[ \t]+", " ")
                .replace(" \r\n", "\r\n")
                .replaceAll("(\r\n)+$", "\r\n");
        return (relaxed.equals("\r\n") ? "" : relaxed).getBytes(ISO_8859_1);
    }

    private String sign(String text) throws Exception {
        var signer = java.security.Signature.getInstance(PublicKeys.jdkName(key.algorithm()));
        signer.initSign(key.privateKey());
        signer.update(PublicKeys.input(key.algorithm(), text.getBytes(ISO_8859_1)));
        return Base64.getEncoder().encodeToString(signer.sign());
    }
}
