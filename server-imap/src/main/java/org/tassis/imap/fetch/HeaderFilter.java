package org.tassis.imap.fetch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.tassis.imap.command.FetchItem.Section;

/// Chooses fields of a header by name, octet for octet: RFC 9051 §6.4.5.1, HEADER.FIELDS and
/// HEADER.FIELDS.NOT. Made once for a command; goes over each header once and makes nothing but its result.
final class HeaderFilter {
    /// Fields are chosen from at most so much of a header.
    static final int MAX_HEADER = 1024 * 1024;

    private static final byte[] EMPTY_LINE = {'\r', '\n'};

    /// In lower case.
    private final byte[][] names;
    private final boolean others;
    private byte[] chosen = new byte[512];
    private int length;

    /// @param section with fields
    static HeaderFilter of(Section section) {
        return new HeaderFilter(section.fields(), section.what() == Section.What.HEADER_FIELDS_NOT);
    }

    /// @param others the fields with none of these names
    HeaderFilter(List<String> names, boolean others) {
        this.names = new byte[names.size()][];
        for (int i = 0; i < this.names.length; i++) {
            byte[] name = names.get(i).getBytes(StandardCharsets.UTF_8);
            for (int k = 0; k < name.length; k++) {
                name[k] = lower(name[k]);
            }
            this.names[i] = name;
        }
        this.others = others;
    }

    /// The chosen fields and an empty line. The array is lent until the next call; {@link #length} octets
    /// count.
    byte[] choose(byte[] header) {
        length = 0;
        boolean taking = false;
        int line = 0;
        while (line < header.length) {
            int end = line;
            while (end < header.length && header[end] != '\n') {
                end++;
            }
            if (end < header.length) {
                end++;
            }
            byte first = header[line];
            if (first == '\n' || (first == '\r' && end - line == 2)) {
                break; // the empty line
            }
            if (first != ' ' && first != '\t') {
                taking = isNamed(header, line, end) != others;
            }
            if (taking) {
                add(header, line, end);
            }
            line = end;
        }
        if (length > 0 && chosen[length - 1] != '\n') {
            add(EMPTY_LINE, 0, 2);
        }
        add(EMPTY_LINE, 0, 2);
        return chosen;
    }

    int length() {
        return length;
    }

    private boolean isNamed(byte[] header, int from, int to) {
        for (byte[] name : names) {
            int colon = from + name.length;
            if (colon < to && matches(header, from, name)) {
                while (colon < to && (header[colon] == ' ' || header[colon] == '\t')) {
                    colon++; // RFC 5322 §4.5: obsolete white space before the colon
                }
                if (colon < to && header[colon] == ':') {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean matches(byte[] header, int from, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (lower(header[from + i]) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
    }

    private void add(byte[] from, int start, int end) {
        int count = end - start;
        if (chosen.length - length < count) {
            chosen = Arrays.copyOf(chosen, Math.max(length + count, 2 * chosen.length));
        }
        System.arraycopy(from, start, chosen, length, count);
        length += count;
    }
}
