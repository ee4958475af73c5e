package org.tassis.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tassis.message.BodyPart;

/// Which parts of a message are files whose text has to be got out of them: PDF and office documents. Plain
/// text and HTML are read when the message is indexed, unless they are sent as mere octets.
final class TextFiles {
    /// Of one message; more are left out.
    private static final int MOST = 20;

    private static final int LONGEST_NAME = 200;
    private static final String OFFICE = "vnd.openxmlformats-officedocument.";
    private static final Set<String> SUBTYPES = Set.of(
            "pdf",
            "x-pdf",
            "rtf",
            "msword",
            "vnd.ms-excel",
            "vnd.ms-powerpoint",
            "vnd.oasis.opendocument.text",
            "vnd.oasis.opendocument.spreadsheet",
            "vnd.oasis.opendocument.presentation",
            OFFICE + "wordprocessingml.document",
            OFFICE + "spreadsheetml.sheet",
            OFFICE + "presentationml.presentation");
    private static final Set<String> ENDINGS = Set.of(
            "pdf", "rtf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "txt", "csv", "htm",
            "html");

    private TextFiles() {}

    /// In the order of the message, those in attached messages included.
    static List<BodyPart> of(BodyPart root) {
        List<BodyPart> found = new ArrayList<>();
        collect(root, found);
        return found;
    }

    private static void collect(BodyPart part, List<BodyPart> into) {
        if (!part.children().isEmpty()) {
            part.children().forEach(child -> collect(child, into));
        } else if (into.size() < MOST && part.bodySize() > 0 && isOne(part)) {
            into.add(part);
        }
    }

    private static boolean isOne(BodyPart part) {
        return switch (part.type()) {
            case "application" -> SUBTYPES.contains(part.subtype()) || ENDINGS.contains(ending(name(part)));
            case "text" -> part.subtype().equals("rtf");
            default -> false;
        };
    }

    /// As the sender calls it, shortened; empty when it has none.
    static String name(BodyPart part) {
        Map<String, String> disposition = part.dispositionParameters();
        String name = disposition.getOrDefault("filename", part.parameters().getOrDefault("name", ""));
        return name.length() > LONGEST_NAME ? name.substring(name.length() - LONGEST_NAME) : name;
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
