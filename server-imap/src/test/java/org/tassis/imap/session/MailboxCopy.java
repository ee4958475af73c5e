package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.core.UidSet;

/// What a client of QRESYNC knows of a mailbox, made of what it was told and of nothing else: RFC 7162 §6. It
/// fails at once when it is told what cannot be.
final class MailboxCopy {
    private static final Pattern FETCH = Pattern.compile("\\* (\\d+) FETCH \\((.*)\\)", Pattern.DOTALL);
    private static final Pattern UID = Pattern.compile("UID (\\d+)");
    private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
    private static final Pattern MODSEQ = Pattern.compile("MODSEQ \\((\\d+)\\)");
    private static final Pattern CODE = Pattern.compile("OK \\[([A-Z]+) (\\d+)].*");

    /// UIDs by sequence number less one; 0 where the client has not heard the UID.
    final List<Long> order = new ArrayList<>();
    /// Of the messages whose UID is known, in session or from an earlier one.
    final NavigableMap<Long, Set<String>> flags = new TreeMap<>();

    long uidValidity;
    /// From which the client may come back: everything up to it is in here.
    long whole;
    private long modSeq;
    private long highestSeen;
    private long said;
    private boolean selecting;
    /// What a silent STORE does to the messages of which only the new MODSEQ is told.
    private UnaryOperator<Set<String>> silent = UnaryOperator.identity();

    boolean isWhole() {
        return !order.contains(0L);
    }

    List<Long> known() {
        return new ArrayList<>(flags.keySet());
    }

    long largest() {
        return flags.isEmpty() ? 0 : flags.lastKey();
    }

    /// A command begins.
    void begin(UnaryOperator<Set<String>> silently) {
        highestSeen = 0;
        said = 0;
        silent = silently;
    }

    void select() {
        begin(UnaryOperator.identity());
        selecting = true;
        order.clear();
    }

    /// The mailbox is open.
    ///
    /// @param toldAll whether new messages were to be told, too
    void selected(boolean toldAll) {
        selecting = false;
        List<Long> known = known();
        assertThat(known.size()).as("known %s of %s", known, order).isLessThanOrEqualTo(order.size());
        if (toldAll) { // nothing that came or went after that
            assertThat(order).hasSize(known.size());
        }
        for (int i = 0; i < known.size(); i++) {
            long told = order.get(i);
            assertThat(told == 0 || told == known.get(i))
                    .as("message %d is %d, known are %s", i + 1, told, known)
                    .isTrue();
            order.set(i, known.get(i));
        }
        if (isWhole()) {
            whole = modSeq;
        }
    }

    /// The command's completion, without its tag.
    void end(String completion) {
        code(completion);
        modSeq = said > 0 ? said : Math.max(modSeq, highestSeen);
        silent = UnaryOperator.identity();
        if (!selecting && isWhole()) {
            whole = modSeq;
        }
    }

    void leave() {
        order.clear();
    }

    /// @param mayShrink whether this is not the time of a command with sequence numbers
    void hear(String line, boolean mayShrink) {
        Matcher fetch = FETCH.matcher(line);
        if (fetch.matches()) {
            fetched(Integer.parseInt(fetch.group(1)), fetch.group(2));
            return;
        }
        String[] words = line.split(" ");
        if (words.length == 3 && words[2].equals("EXISTS")) {
            int count = Integer.parseInt(words[1]);
            assertThat(count).as(line).isGreaterThanOrEqualTo(order.size());
            while (order.size() < count) {
                order.add(0L);
            }
        } else if (line.startsWith("* VANISHED (EARLIER) ")) {
            for (long uid : set(words[3]).stream().toArray()) {
                assertThat(!selecting && order.contains(uid))
                        .as("%s of %s", line, order)
                        .isFalse();
                flags.remove(uid);
            }
        } else if (line.startsWith("* VANISHED ")) {
            assertThat(mayShrink && !selecting)
                    .as("%s at a forbidden time", line)
                    .isTrue();
            set(words[2]).stream().forEach(this::vanished);
        } else if (line.startsWith("* OK [")) {
            code(line.substring(2));
        } else {
            assertThat(line).doesNotContain("EXPUNGE").doesNotStartWith("* BYE").isNotEmpty();
        }
    }

    private void code(String text) {
        Matcher code = CODE.matcher(text);
        if (code.matches()) {
            switch (code.group(1)) {
                case "HIGHESTMODSEQ" -> said = Long.parseLong(code.group(2));
                case "UIDVALIDITY" -> uidValidity = Long.parseLong(code.group(2));
                default -> {}
            }
        }
    }

    private void fetched(int sequence, String items) {
        assertThat(sequence).isBetween(1, order.size());
        Matcher uid = UID.matcher(items);
        if (uid.find()) {
            long told = Long.parseLong(uid.group(1));
            long known = order.get(sequence - 1);
            assertThat(known == 0 || known == told)
                    .as("message %d was %d and is %d", sequence, known, told)
                    .isTrue();
            if (items.contains("FLAGS (") || flags.containsKey(told)) { // else it still has to be asked for
                order.set(sequence - 1, told);
            }
        }
        Matcher modSeq = MODSEQ.matcher(items);
        boolean modSeqToo = modSeq.find();
        if (modSeqToo) {
            highestSeen = Math.max(highestSeen, Long.parseLong(modSeq.group(1)));
        }
        long message = order.get(sequence - 1);
        Matcher told = FLAGS.matcher(items);
        if (told.find()) {
            if (message != 0) {
                flags.put(message, flags(told.group(1)));
            }
        } else if (modSeqToo && flags.containsKey(message)) {
            flags.computeIfPresent(message, (_, old) -> silent.apply(old));
        }
    }

    private void vanished(long uid) {
        flags.remove(uid);
        if (order.remove(uid)) {
            return;
        }
        // it is one of those whose UID was not heard, where it fits among the others
        int from = 0;
        for (int i = 0; i < order.size() && (order.get(i) == 0 || order.get(i) < uid); i++) {
            from = order.get(i) == 0 ? from : i + 1;
        }
        assertThat(from).as("%d has gone, and was never in %s", uid, order).isLessThan(order.size());
        assertThat(order.get(from))
                .as("%d has gone, and was never in %s", uid, order)
                .isZero();
        order.remove(from);
    }

    static Set<String> flags(String words) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        if (!words.isBlank()) {
            Collections.addAll(set, words.split(" "));
        }
        set.remove("\\Recent");
        return set;
    }

    private static UidSet set(String text) {
        UidSet.Builder set = new UidSet.Builder();
        for (String range : text.split(",")) {
            String[] ends = range.split(":");
            set.add(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
        }
        return set.build();
    }
}
