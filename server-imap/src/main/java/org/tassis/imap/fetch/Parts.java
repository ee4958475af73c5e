package org.tassis.imap.fetch;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.imap.command.FetchItem.Partial;
import org.tassis.imap.command.FetchItem.Section;
import org.tassis.message.BodyPart;
import org.tassis.message.MessageStructure;

/// Part numbers to parts, and sections to where they lie in the message: RFC 9051 §6.4.5.1.
final class Parts {
    private Parts() {}

    /// Octets `[start, end)` of the message.
    record Range(long start, long end) {
        long length() {
            return end - start;
        }
    }

    /// So much of a range as is asked for: RFC 9051 §6.4.5, `<offset.count>`.
    static Range clip(Range range, Optional<Partial> partial) {
        if (partial.isEmpty()) {
            return range;
        }
        long start = range.start() + Math.min(partial.get().offset(), range.length());
        return new Range(start, start + Math.min(partial.get().count(), range.end() - start));
    }

    /// The part of that number; null when there is none. A message that is no multipart has one part,
    /// number 1.
    static @Nullable BodyPart find(BodyPart root, List<Integer> numbers) {
        BodyPart part = root;
        boolean message = true; // the part is a whole message, whose parts are numbered afresh
        for (int i = 0; i < numbers.size(); i++) {
            int number = numbers.get(i);
            if (!message && part.isMessage()) {
                part = part.children().getFirst();
                message = true;
            }
            if (part.isMultipart()) {
                if (number > part.children().size()) {
                    return null;
                }
                part = part.children().get(number - 1);
            } else if (!message || number != 1) {
                return null;
            }
            message = false;
        }
        return part;
    }

    /// Where a section lies; for header fields, the header they are chosen from. Null when the message has
    /// no such section.
    static @Nullable Range range(MessageStructure structure, Section section) {
        BodyPart root = structure.root();
        if (section.part().isEmpty()) {
            return switch (section.what()) {
                case CONTENT -> new Range(0, structure.size());
                case TEXT -> new Range(root.bodyStart(), structure.size());
                case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT -> new Range(0, root.bodyStart());
                case MIME -> null;
            };
        }
        BodyPart part = find(root, section.part());
        if (part == null) {
            return null;
        }
        return switch (section.what()) {
            case CONTENT -> new Range(part.bodyStart(), part.bodyEnd());
            case MIME -> new Range(part.headerStart(), part.bodyStart());
            case TEXT -> {
                BodyPart inner = inner(part);
                yield inner == null ? null : new Range(inner.bodyStart(), inner.bodyEnd());
            }
            case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT -> {
                BodyPart inner = inner(part);
                yield inner == null ? null : new Range(inner.headerStart(), inner.bodyStart());
            }
        };
    }

    private static @Nullable BodyPart inner(BodyPart part) {
        return part.isMessage() && !part.children().isEmpty() ? part.children().getFirst() : null;
    }
}
