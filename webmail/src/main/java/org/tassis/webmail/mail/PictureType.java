package org.tassis.webmail.mail;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a picture is by its first octets, whatever anybody says it is. Only kinds that hold pixels and
/// nothing else.
final class PictureType {
    private PictureType() {}

    static Optional<String> of(byte[] octets) {
        if (begins(octets, 0, "\u0089PNG\r\n\u001a\n")) {
            return Optional.of("image/png");
        }
        if (begins(octets, 0, "\u00ff\u00d8\u00ff")) {
            return Optional.of("image/jpeg");
        }
        if (begins(octets, 0, "GIF87a") || begins(octets, 0, "GIF89a")) {
            return Optional.of("image/gif");
        }
        if (begins(octets, 0, "RIFF") && begins(octets, 8, "WEBP")) {
            return Optional.of("image/webp");
        }
        return begins(octets, 4, "ftypavif") ? Optional.of("image/avif") : Optional.empty();
    }

    private static boolean begins(byte[] octets, int at, String magic) {
        byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
        if (octets.length < at + wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (octets[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
