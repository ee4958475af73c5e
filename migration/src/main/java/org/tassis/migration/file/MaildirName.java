package org.tassis.migration.file;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.tassis.core.Flags;
import org.tassis.core.SystemFlag;

/// What the name of a file in a Maildir says: `1700000000.M123P45.host:2,FS`. Letters are system flags, small
/// letters keywords by the folder's own table. Where a file system has no colon, programs write `;`, `!` or
/// `-`.
///
/// @param base  what stays the same whatever the flags
/// @param flags letters, as they are there
/// @param date  seconds since 1970, if the name begins with them
record MaildirName(String base, String flags, Optional<Instant> date) {
    private static final String FORWARDED = "$Forwarded";
    private static final int KEYWORDS = 26;

    static MaildirName parse(String name) {
        int cut = -1;
        for (String mark : List.of(":2,", ";2,", "!2,", "-2,", "_2,")) {
            cut = Math.max(cut, name.lastIndexOf(mark));
        }
        String base = cut < 0 ? name : name.substring(0, cut);
        String flags = cut < 0 ? "" : name.substring(cut + 3);
        int digits = 0;
        while (digits < base.length() && base.charAt(digits) >= '0' && base.charAt(digits) <= '9') {
            digits++;
        }
        boolean dated = digits >= 9 && digits <= 11 && digits < base.length() && base.charAt(digits) == '.';
        return new MaildirName(
                base,
                flags,
                dated
                        ? Optional.of(Instant.ofEpochSecond(Long.parseLong(base.substring(0, digits))))
                        : Optional.empty());
    }

    /// @param keywords by letter: the first is `a`; empty where there is none
    Flags flags(List<String> keywords) {
        EnumSet<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < Math.min(flags.length(), 100); i++) {
            char letter = flags.charAt(i);
            switch (letter) {
                case 'S' -> system.add(SystemFlag.SEEN);
                case 'R' -> system.add(SystemFlag.ANSWERED);
                case 'F' -> system.add(SystemFlag.FLAGGED);
                case 'T' -> system.add(SystemFlag.DELETED);
                case 'D' -> system.add(SystemFlag.DRAFT);
                case 'P' -> words.add(FORWARDED);
                default -> {
                    int index = letter - 'a';
                    if (index >= 0 && index < keywords.size() && Flags.isKeyword(keywords.get(index))) {
                        words.add(keywords.get(index));
                    }
                }
            }
        }
        return Flags.of(system, words);
    }

    /// The letters of flags, in order. Keywords that have no letter yet get one, as long as there are some.
    ///
    /// @param keywords by letter, added to
    /// @return empty where a keyword found no letter
    static String letters(Flags flags, List<String> keywords) {
        StringBuilder letters = new StringBuilder();
        letters.append(flags.has(SystemFlag.DRAFT) ? "D" : "");
        letters.append(flags.has(SystemFlag.FLAGGED) ? "F" : "");
        letters.append(flags.has(FORWARDED) ? "P" : "");
        letters.append(flags.has(SystemFlag.ANSWERED) ? "R" : "");
        letters.append(flags.has(SystemFlag.SEEN) ? "S" : "");
        letters.append(flags.has(SystemFlag.DELETED) ? "T" : "");
        StringBuilder small = new StringBuilder();
        for (String word : flags.keywords()) {
            if (!word.equalsIgnoreCase(FORWARDED)) {
                int index = keywords.indexOf(word);
                if (index < 0 && keywords.size() < KEYWORDS) {
                    index = keywords.size();
                    keywords.add(word);
                }
                if (index >= 0) {
                    small.append((char) ('a' + index));
                }
            }
        }
        small.chars().sorted().forEach(c -> letters.append((char) c));
        return letters.toString();
    }
}
