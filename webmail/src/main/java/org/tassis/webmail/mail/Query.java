package org.tassis.webmail.mail;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.core.SystemFlag;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.search.SearchedMessage;
import org.tassis.store.search.TextTests;

/// What somebody typed into the search box: words, "several words", and operators. All of it must hold; `-`
/// before something means that it must not. What is no operator of ours is a word.
///
/// @param flags   tests that need no reading
/// @param content tests that read, the cheap ones first
/// @param words   those that may be anywhere in a message, files included; one of a test with spaces is whole
/// @param in      words of the operator `in:`
/// @param outside words of `-in:`
record Query(
        List<FlagTest> flags,
        List<SearchedMessage.Content> content,
        List<String> words,
        Optional<String> in,
        List<String> outside) {
    private static final int MAX_TERMS = 20;
    private static final Pattern TERM =
            Pattern.compile("(-?)(?:([A-Za-z]{2,10}):)?(?:\"([^\"]{0,300})\"?|([^\\s\"]{1,300}))");

    interface FlagTest {
        boolean holds(MailboxSnapshot snapshot, int index);
    }

    static Query parse(String text, ZoneId zone) {
        List<FlagTest> flags = new ArrayList<>();
        List<SearchedMessage.Content> heads = new ArrayList<>();
        List<SearchedMessage.Content> bodies = new ArrayList<>();
        List<String> words = new ArrayList<>();
        Optional<String> in = Optional.empty();
        List<String> outside = new ArrayList<>();
        Matcher terms = TERM.matcher(text);
        for (int i = 0; i < MAX_TERMS && terms.find(); i++) {
            boolean not = !terms.group(1).isEmpty();
            String operator = Optional.ofNullable(terms.group(2)).orElse("").toLowerCase(Locale.ROOT);
            String word = Optional.ofNullable(terms.group(3)).orElseGet(() -> terms.group(4));
            Optional<FlagTest> flag = flag(operator, word.toLowerCase(Locale.ROOT), zone);
            Optional<SearchedMessage.Content> head = head(operator, word);
            boolean files = operator.equals("has");
            if (operator.equals("in") && not) {
                outside.add(word);
            } else if (operator.equals("in")) {
                in = Optional.of(word);
            } else if (flag.isPresent()) {
                FlagTest test = flag.get();
                flags.add(not ? (snapshot, index) -> !test.holds(snapshot, index) : test);
            } else if (head.isPresent()) {
                heads.add(files ? 0 : heads.size(), negated(not, head.get())); // that is mostly known without reading
            } else if (!word.isEmpty() || !operator.isEmpty()) {
                String typed = operator.isEmpty() ? word : operator + ":" + word;
                bodies.add(negated(not, TextTests.anywhere(typed)));
                if (!not) {
                    words.add(typed);
                }
            }
        }
        heads.addAll(bodies);
        return new Query(List.copyOf(flags), List.copyOf(heads), List.copyOf(words), in, List.copyOf(outside));
    }

    boolean isEmpty() {
        return flags.isEmpty() && content.isEmpty() && in.isEmpty() && outside.isEmpty();
    }

    private static SearchedMessage.Content negated(boolean not, SearchedMessage.Content content) {
        return not ? message -> !content.matches(message) : content;
    }

    private static Optional<FlagTest> flag(String operator, String word, ZoneId zone) {
        return switch (operator) {
            case "is" ->
                switch (word) {
                    case "unread" -> Optional.of(has(SystemFlag.SEEN, false));
                    case "read" -> Optional.of(has(SystemFlag.SEEN, true));
                    case "flagged", "starred" -> Optional.of(has(SystemFlag.FLAGGED, true));
                    case "answered" -> Optional.of(has(SystemFlag.ANSWERED, true));
                    default -> Optional.empty();
                };
            case "before" ->
                day(word)
                        .map(day -> day.atStartOfDay(zone).toEpochSecond())
                        .map(end -> (snapshot, index) -> snapshot.internalDate(index) < end);
            case "after" ->
                day(word)
                        .map(day -> day.plusDays(1).atStartOfDay(zone).toEpochSecond())
                        .map(start -> (snapshot, index) -> snapshot.internalDate(index) >= start);
            case "larger" -> size(word).map(octets -> (snapshot, index) -> snapshot.size(index) > octets);
            default -> Optional.empty();
        };
    }

    private static FlagTest has(SystemFlag flag, boolean wanted) {
        return (snapshot, index) -> ((snapshot.flagBits(index) & flag.bit()) != 0) == wanted;
    }

    private static Optional<SearchedMessage.Content> head(String operator, String word) {
        return switch (operator) {
            case "from", "to", "cc", "bcc", "subject" -> Optional.of(TextTests.header(operator, word));
            case "has" ->
                word.equalsIgnoreCase("attachment") || word.equalsIgnoreCase("attachments")
                        ? Optional.of(SearchedMessage::hasFiles)
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /// `2026-11-21`, or `21/11/2026` as people here write it.
    private static Optional<LocalDate> day(String word) {
        Matcher iso = Pattern.compile("([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})").matcher(word);
        Matcher local =
                Pattern.compile("([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})").matcher(word);
        try {
            if (iso.matches()) {
                return Optional.of(LocalDate.of(number(iso, 1), number(iso, 2), number(iso, 3)));
            }
            return local.matches()
                    ? Optional.of(LocalDate.of(number(local, 3), number(local, 2), number(local, 1)))
                    : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static Optional<Long> size(String word) {
        Matcher size = Pattern.compile("([0-9]{1,9})([km]?)b?").matcher(word);
        if (!size.matches()) {
            return Optional.empty();
        }
        long factor = size.group(2).equals("m") ? 1 << 20 : size.group(2).equals("k") ? 1 << 10 : 1;
        return Optional.of(Long.parseLong(size.group(1)) * factor);
    }
}
