package org.tassis.imap.fetch;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tassis.core.Flags;
import org.tassis.imap.command.FetchItem;
import org.tassis.imap.command.FetchItem.Partial;
import org.tassis.imap.command.FetchItem.Section;

/// How responses name what was asked for: RFC 9051 §9, `msg-att-static`. Made once for a command.
final class Labels {
    private Labels() {}

    static byte[] of(FetchItem item) {
        String label =
                switch (item) {
                    case FetchItem.Simple simple -> simple.label();
                    case FetchItem.BodySection body -> "BODY[" + section(body.section()) + "]" + origin(body.partial());
                    case FetchItem.Binary binary -> "BINARY[" + numbers(binary.part()) + "]" + origin(binary.partial());
                    case FetchItem.BinarySize size -> "BINARY.SIZE[" + numbers(size.part()) + "]";
                    case FetchItem.Preview _ -> "PREVIEW";
                };
        return (label + " ").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String section(Section section) {
        String part = numbers(section.part());
        String what =
                switch (section.what()) {
                    case CONTENT -> "";
                    case HEADER -> "HEADER";
                    case HEADER_FIELDS -> "HEADER.FIELDS (" + names(section.fields()) + ")";
                    case HEADER_FIELDS_NOT -> "HEADER.FIELDS.NOT (" + names(section.fields()) + ")";
                    case TEXT -> "TEXT";
                    case MIME -> "MIME";
                };
        return part.isEmpty() || what.isEmpty() ? part + what : part + "." + what;
    }

    private static String numbers(List<Integer> part) {
        return part.stream().map(Object::toString).collect(Collectors.joining("."));
    }

    private static String origin(Optional<Partial> partial) {
        return partial.map(p -> "<" + p.offset() + ">").orElse("");
    }

    private static String names(List<String> fields) {
        return fields.stream().map(Labels::astring).collect(Collectors.joining(" "));
    }

    private static String astring(String name) {
        if (Flags.isKeyword(name)) { // which is: an atom
            return name;
        }
        boolean quotable = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            quotable &= c >= ' ' && c < 0x7f;
        }
        if (quotable) {
            return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        return "{" + octets.length + "}\r\n" + new String(octets, StandardCharsets.ISO_8859_1);
    }
}
