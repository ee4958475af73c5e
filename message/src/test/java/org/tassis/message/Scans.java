package org.tassis.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Scanning for tests, and what must hold of every result.
final class Scans {
    private Scans() {}

    /// `|` stands for CRLF.
    static byte[] octets(String text) {
        return text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    static MessageStructure scan(String text) {
        return scan(octets(text));
    }

    static MessageStructure scan(byte[] message) {
        var scanner = new StructureScanner();
        scanner.feed(message, 0, message.length);
        var structure = scanner.finish();
        check(structure, message);
        return structure;
    }

    static String header(byte[] message, BodyPart part) {
        return slice(message, part.headerStart(), part.bodyStart());
    }

    static String body(byte[] message, BodyPart part) {
        return slice(message, part.bodyStart(), part.bodyEnd());
    }

    private static String slice(byte[] message, long from, long to) {
        return new String(message, (int) from, (int) (to - from), StandardCharsets.ISO_8859_1).replace("\r\n", "|");
    }

    /// E.g. `multipart/mixed(text/plain, message/rfc822(text/html))`.
    static String tree(BodyPart part) {
        var children = part.children().stream().map(Scans::tree).toList();
        return part.type() + "/" + part.subtype() + (children.isEmpty() ? "" : "(" + String.join(", ", children) + ")");
    }

    static void check(MessageStructure structure, byte[] message) {
        assertThat(structure.size()).isEqualTo(message.length);
        assertThat(structure.root().headerStart()).isZero();
        assertThat(structure.root().bodyEnd()).isEqualTo(message.length);
        assertThat(structure.preview().length()).isLessThanOrEqualTo(200);
        check(structure.root(), 0, message.length);
        assertThat(StructureCodec.decode(StructureCodec.encode(structure))).isEqualTo(structure);
    }

    private static void check(BodyPart part, long from, long to) {
        assertThat(part.headerStart()).isBetween(from, to);
        assertThat(part.bodyStart()).isBetween(part.headerStart(), to);
        assertThat(part.bodyEnd()).isBetween(part.bodyStart(), to);
        assertThat(part.lines()).isBetween(0L, part.bodySize());
        assertThat(part.isMultipart()).isEqualTo(!part.children().isEmpty() && !part.isMessage());
        if (part.type().equals("message") && List.of("rfc822", "global").contains(part.subtype())) {
            assertThat(part.isMessage()).isTrue();
        }
        long start = part.bodyStart();
        for (var child : part.children()) {
            check(child, start, part.bodyEnd());
            start = child.bodyEnd();
        }
    }
}
