package org.tassis.migration.file;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.tassis.core.Flags;
import org.tassis.core.SystemFlag;

/// The header fields by which programs keep flags in mbox files: `Status` and `X-Status`, `X-Keywords`, and
/// those of Mozilla's programs. They are read and taken out, or written.
final class StatusFields {
    private static final Set<String> TAKEN_OUT = Set.of(
            "status",
            "x-status",
            "x-keywords",
            "x-uid",
            "x-imap",
            "x-imapbase",
            "x-mozilla-status",
            "x-mozilla-status2",
            "x-mozilla-keys",
            "content-length");

    private static final int MOZILLA_READ = 1;
    private static final int MOZILLA_ANSWERED = 2;
    private static final int MOZILLA_FLAGGED = 4;
    private static final int MOZILLA_EXPUNGED = 8;
    private static final int MOZILLA_FORWARDED = 0x1000;

    private final EnumSet<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
    private final Set<String> keywords = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream(2048);
    private boolean taking;
    private boolean gone;

    /// @param line of a header section, with its end
    void line(byte[] octets, int offset, int length) {
        boolean folded = length > 0 && (octets[offset] == ' ' || octets[offset] == '\t');
        if (!folded) {
            taking = false;
            int colon = -1;
            for (int i = 0; i < Math.min(length, 20); i++) {
                if (octets[offset + i] == ':') {
                    colon = i;
                    break;
                }
            }
            if (colon > 0) {
                String name = new String(octets, offset, colon, StandardCharsets.ISO_8859_1)
                        .strip()
                        .toLowerCase(Locale.ROOT);
                if (TAKEN_OUT.contains(name)) {
                    taking = true;
                    field(
                            name,
                            new String(octets, offset + colon + 1, length - colon - 1, StandardCharsets.ISO_8859_1)
                                    .strip());
                }
            }
        }
        if (!taking) {
            rest.write(octets, offset, length);
        }
    }

    private void field(String name, String value) {
        switch (name) {
            case "status" -> add(value, 'R', SystemFlag.SEEN);
            case "x-status" -> {
                add(value, 'A', SystemFlag.ANSWERED);
                add(value, 'F', SystemFlag.FLAGGED);
                add(value, 'D', SystemFlag.DELETED);
                add(value, 'T', SystemFlag.DRAFT);
            }
            case "x-keywords", "x-mozilla-keys" -> {
                for (String word : value.split("[\\s,]+", 100)) {
                    if (Flags.isKeyword(word)) {
                        keywords.add(word);
                    }
                }
            }
            case "x-mozilla-status" -> mozilla(value);
            default -> {
                // numbers that mean nothing here
            }
        }
    }

    private void add(String value, char letter, SystemFlag flag) {
        if (value.indexOf(letter) >= 0) {
            system.add(flag);
        }
    }

    private void mozilla(String value) {
        int bits;
        try {
            bits = Integer.parseInt(value, 16);
        } catch (NumberFormatException e) {
            return;
        }
        if ((bits & MOZILLA_READ) != 0) {
            system.add(SystemFlag.SEEN);
        }
        if ((bits & MOZILLA_ANSWERED) != 0) {
            system.add(SystemFlag.ANSWERED);
        }
        if ((bits & MOZILLA_FLAGGED) != 0) {
            system.add(SystemFlag.FLAGGED);
        }
        if ((bits & MOZILLA_FORWARDED) != 0) {
            keywords.add("$Forwarded");
        }
        gone = (bits & MOZILLA_EXPUNGED) != 0;
    }

    Flags flags() {
        return Flags.of(system, keywords);
    }

    /// Whether it was deleted, and its folder only not compacted yet.
    boolean isGone() {
        return gone;
    }

    /// The header section without these fields.
    byte[] rest() {
        return rest.toByteArray();
    }

    /// The fields of a message, each with LF.
    static byte[] write(Flags flags) {
        StringBuilder fields = new StringBuilder();
        fields.append("Status: ")
                .append(flags.has(SystemFlag.SEEN) ? "RO" : "O")
                .append('\n');
        String status = letter(flags, SystemFlag.ANSWERED, "A")
                + letter(flags, SystemFlag.FLAGGED, "F")
                + letter(flags, SystemFlag.DRAFT, "T")
                + letter(flags, SystemFlag.DELETED, "D");
        if (!status.isEmpty()) {
            fields.append("X-Status: ").append(status).append('\n');
        }
        for (List<String> some : lines(flags.keywords())) {
            fields.append("X-Keywords: ").append(String.join(" ", some)).append('\n');
        }
        return fields.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// A field is no longer than a line may be: RFC 5322 §2.1.1.
    private static List<List<String>> lines(Collection<String> words) {
        List<List<String>> lines = new ArrayList<>();
        int length = 901;
        for (String word : words) {
            if (length + word.length() > 900) {
                lines.add(new ArrayList<>());
                length = 0;
            }
            lines.getLast().add(word);
            length += word.length() + 1;
        }
        return lines;
    }

    private static String letter(Flags flags, SystemFlag flag, String letter) {
        return flags.has(flag) ? letter : "";
    }
}
