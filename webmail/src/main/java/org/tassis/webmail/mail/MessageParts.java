package org.tassis.webmail.mail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tassis.message.BodyPart;
import org.tassis.message.HeaderText;
import org.tassis.message.MessageStructure;

/// The parts of a message as they are shown: what is read, what is drawn within it, what hangs on it.
///
/// @param shown       the readable parts in their order, of alternatives the best
/// @param attachments everything else that has octets
/// @param all         every leaf by its number, in the order of the message
/// @param byId        leaves by Content-ID without brackets
record MessageParts(List<BodyPart> shown, List<Attachment> attachments, List<BodyPart> all, Map<String, Integer> byId) {
    private static final int MAX_PARTS = 1_000;

    /// @param number names it in addresses
    /// @param size   octets, decoded ones by the rule of thumb
    /// @param kind   as what it can be looked at
    record Attachment(int number, String name, String type, long size, boolean picture, Viewable kind) {}

    /// @param html whether alternatives of HTML are wanted
    static MessageParts of(MessageStructure structure, boolean html) {
        List<BodyPart> all = new ArrayList<>();
        collect(structure.root(), all);
        List<BodyPart> shown = new ArrayList<>();
        show(structure.root(), html, shown);
        List<BodyPart> alternatives = new ArrayList<>();
        alternatives(structure.root(), false, alternatives);
        Map<String, Integer> byId = new HashMap<>();
        List<Attachment> attachments = new ArrayList<>();
        boolean hasHtml = shown.stream().anyMatch(part -> part.subtype().equals("html"));
        for (int number = 0; number < all.size(); number++) {
            BodyPart part = all.get(number);
            Optional<String> id = part.id().map(MessageParts::bare);
            if (id.isPresent()) {
                byId.putIfAbsent(id.get(), number);
            }
            boolean drawn = hasHtml
                    && id.isPresent()
                    && part.type().equals("image")
                    && part.disposition().filter("attachment"::equals).isEmpty();
            if (!drawn && !containsSame(shown, part) && !containsSame(alternatives, part)) {
                String name = name(part, number);
                attachments.add(new Attachment(
                        number,
                        name,
                        part.type() + "/" + part.subtype(),
                        size(part),
                        isPicture(part),
                        Viewable.of(part, name, size(part))));
            }
        }
        return new MessageParts(List.copyOf(shown), List.copyOf(attachments), List.copyOf(all), Map.copyOf(byId));
    }

    /// Kinds that a browser draws by itself and that hold no script.
    static boolean isPicture(BodyPart part) {
        return part.type().equals("image")
                && List.of("png", "jpeg", "jpg", "gif", "webp").contains(part.subtype());
    }

    /// As the sender called it, fit for a file's name: no path, nothing invisible.
    static String name(BodyPart part, int number) {
        String given = Optional.ofNullable(part.dispositionParameters().get("filename"))
                .or(() -> Optional.ofNullable(part.parameters().get("name")))
                .map(HeaderText::decode)
                .orElse("");
        if (given.isBlank() && part.envelope().isPresent()) {
            given = HeaderText.decode(part.envelope().get().subject().orElse(""))
                            .strip() + ".eml";
        }
        String name = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1)
                .replaceAll("[\\p{Cntrl}\\p{Cf}\"<>:|?*;]", "")
                .strip();
        while (name.startsWith(".")) {
            name = name.substring(1);
        }
        if (name.length() > 120) {
            name = name.substring(0, 80) + "\u2026" + name.substring(name.length() - 30);
        }
        if (!name.isBlank()) {
            return name;
        }
        String ending =
                switch (part.type() + "/" + part.subtype()) {
                    case "text/plain" -> ".txt";
                    case "text/html" -> ".html";
                    case "text/calendar" -> ".ics";
                    case "image/jpeg" -> ".jpg";
                    case "image/png" -> ".png";
                    case "image/gif" -> ".gif";
                    case "application/pdf" -> ".pdf";
                    case "message/rfc822", "message/global" -> ".eml";
                    default -> ".bin";
                };
        return "part-" + (number + 1) + ending;
    }

    /// Of what base64 carries.
    static long size(BodyPart part) {
        return part.encoding().equals("base64")
                ? part.bodySize() / 78 * 57 + part.bodySize() % 78 * 3 / 4
                : part.bodySize();
    }

    private static String bare(String id) {
        String stripped = id.strip();
        return stripped.startsWith("<") && stripped.endsWith(">") && stripped.length() > 2
                ? stripped.substring(1, stripped.length() - 1)
                : stripped;
    }

    private static void collect(BodyPart part, List<BodyPart> all) {
        if (part.isMultipart()) {
            part.children().forEach(child -> collect(child, all));
        } else if (all.size() < MAX_PARTS) {
            all.add(part);
        }
    }

    private static void show(BodyPart part, boolean html, List<BodyPart> shown) {
        if (!part.isMultipart()) {
            if (isReadable(part)) {
                shown.add(part);
            }
        } else if (part.subtype().equals("alternative")) {
            best(part.children(), html).ifPresent(child -> show(child, html, shown));
        } else if (part.subtype().equals("related") && !part.children().isEmpty()) {
            show(part.children().getFirst(), html, shown);
        } else {
            part.children().forEach(child -> show(child, html, shown));
        }
    }

    private static Optional<BodyPart> best(List<BodyPart> children, boolean html) {
        Optional<BodyPart> last = Optional.empty();
        for (BodyPart child : children) {
            boolean wanted = holds(child, html ? "html" : "plain");
            if (wanted || last.isEmpty() && (holds(child, "html") || holds(child, "plain"))) {
                last = Optional.of(child);
            }
        }
        return last;
    }

    static boolean holds(BodyPart part, String subtype) {
        return part.isMultipart()
                ? part.children().stream().anyMatch(child -> holds(child, subtype))
                : isReadable(part) && part.subtype().equals(subtype);
    }

    /// Texts that stand for what is shown.
    private static void alternatives(BodyPart part, boolean within, List<BodyPart> found) {
        if (part.isMultipart()) {
            part.children()
                    .forEach(child ->
                            alternatives(child, within || part.subtype().equals("alternative"), found));
        } else if (within && isReadable(part)) {
            found.add(part);
        }
    }

    private static boolean isReadable(BodyPart part) {
        return part.type().equals("text")
                && (part.subtype().equals("plain")
                        || part.subtype().equals("html")
                        || part.subtype().equals("enriched"))
                && part.disposition().filter("attachment"::equals).isEmpty();
    }

    private static boolean containsSame(List<BodyPart> parts, BodyPart part) {
        return parts.stream().anyMatch(one -> one == part);
    }
}
