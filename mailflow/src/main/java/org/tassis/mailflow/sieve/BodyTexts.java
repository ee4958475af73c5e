package org.tassis.mailflow.sieve;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tassis.message.BodyPart;
import org.tassis.message.BodyText;
import org.tassis.message.MessageContent;

/// The body of a message as `body` sees it: RFC 5173 §5. The beginning of the body is read once and held;
/// what was decoded is kept. For one thread.
final class BodyTexts {
    private final BodyPart root;
    private final byte[] octets;
    private final long start;
    private @Nullable List<String> raw;
    private @Nullable List<String> plain;
    private final Map<BodyPart, String> contents = new IdentityHashMap<>();

    BodyTexts(MessageContent content, int maxOctets) {
        root = content.structure().root();
        start = root.bodyStart();
        try (var in = content.open()) {
            in.skipNBytes(start);
            octets = in.readNBytes(maxOctets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How many parts the message has, containers among them.
    int parts() {
        return parts(root);
    }

    private static int parts(BodyPart part) {
        int n = 1;
        for (var child : part.children()) {
            n += parts(child);
        }
        return n;
    }

    /// §5.1. Octets as UTF-8, or windows-1252 where they are not.
    List<String> raw() {
        var known = raw;
        if (known == null) {
            known = List.of(BodyText.decode(octets, "utf-8"));
            raw = known;
        }
        return known;
    }

    /// §5.3: every text part as people read it, without HTML's tags.
    List<String> plain() {
        var known = plain;
        if (known == null) {
            var texts = new ArrayList<String>();
            plain(root, texts);
            known = texts;
            plain = known;
        }
        return known;
    }

    private void plain(BodyPart part, List<String> into) {
        if (part.children().isEmpty() && part.type().equals("text")) {
            into.add(read(part, part));
        }
        for (var child : part.children()) {
            plain(child, into);
        }
    }

    /// §5.2: parts of certain types, decoded.
    List<String> content(List<String> types) {
        var texts = new ArrayList<String>();
        content(root, types, texts);
        return texts;
    }

    private void content(BodyPart part, List<String> types, List<String> into) {
        for (var type : types) {
            if (is(part, type)) {
                add(part, into);
                break;
            }
        }
        for (var child : part.children()) {
            content(child, types, into);
        }
    }

    private static boolean is(BodyPart part, String wanted) {
        var lower = wanted.toLowerCase(Locale.ROOT);
        int slash = lower.indexOf('/');
        if (slash < 0) {
            return lower.isEmpty() || lower.equals(part.type());
        }
        return slash > 0 && slash < lower.length() - 1 && lower.equals(part.type() + "/" + part.subtype());
    }

    private void add(BodyPart part, List<String> into) {
        if (part.isMultipart()) {
            into.add(slice(
                    part.bodyStart(), lineBefore(part.children().getFirst().headerStart(), part)));
            into.add(epilogue(part));
        } else if (part.isMessage() && !part.children().isEmpty()) {
            var inner = part.children().getFirst();
            into.add(slice(inner.headerStart(), inner.bodyStart()));
        } else {
            into.add(contents.computeIfAbsent(part, this::decoded));
        }
    }

    /// HTML keeps its tags here: the part is read as if it were plain.
    private String decoded(BodyPart part) {
        var asPlain = new BodyPart(
                "text",
                "plain",
                part.parameters(),
                Optional.empty(),
                Optional.empty(),
                part.encoding(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                List.of(),
                Optional.empty(),
                part.headerStart(),
                part.bodyStart(),
                part.bodyEnd(),
                part.lines(),
                List.of(),
                Optional.empty());
        return read(asPlain, part);
    }

    /// Where the boundary line in front of a part begins.
    private long lineBefore(long headerStart, BodyPart around) {
        int i = clamp(headerStart) - 2;
        while (i >= 0 && octets[i] != '\n') {
            i--;
        }
        return Math.max(around.bodyStart(), start + i + 1);
    }

    private String epilogue(BodyPart part) {
        int i = clamp(part.children().getLast().bodyEnd());
        int end = clamp(part.bodyEnd());
        for (int lines = 0; lines < 2 && i < end; i++) { // the line end before the boundary, and its own
            lines += octets[i] == '\n' ? 1 : 0;
        }
        return slice(start + i, part.bodyEnd());
    }

    private String slice(long from, long to) {
        int first = clamp(from);
        int last = Math.max(first, clamp(to));
        return BodyText.decode(Arrays.copyOfRange(octets, first, last), "utf-8");
    }

    private int clamp(long offset) {
        return (int) Math.max(0, Math.min(octets.length, offset - start));
    }

    private String read(BodyPart as, BodyPart part) {
        int from = clamp(part.bodyStart());
        int to = Math.max(from, clamp(part.bodyEnd()));
        var text = new StringBuilder();
        var buffer = new char[8192];
        try (var reader = BodyText.reader(as, new ByteArrayInputStream(octets, from, to - from))) {
            int n;
            while (text.length() < octets.length && (n = reader.read(buffer, 0, buffer.length)) > 0) {
                text.append(buffer, 0, n);
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // an array does not fail
        }
    }
}
