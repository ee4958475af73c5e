package org.tassis.mailflow.trace;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.tassis.mailflow.trace.TraceEvent.Accepted;
import org.tassis.mailflow.trace.TraceEvent.Attempted;
import org.tassis.mailflow.trace.TraceEvent.Connected;
import org.tassis.mailflow.trace.TraceEvent.Deleted;
import org.tassis.mailflow.trace.TraceEvent.Delivered;
import org.tassis.mailflow.trace.TraceEvent.Filtered;
import org.tassis.mailflow.trace.TraceEvent.LeftOut;
import org.tassis.mailflow.trace.TraceEvent.Refused;

/// The words under which an event is found: addresses and their domains, hosts by address and name,
/// message-ids, words of subjects, ids, logins, and what filters did. All lower case, bounded in number
/// and length.
public final class Terms {
    private static final int MOST = 64;
    private static final int MOST_RECIPIENTS = 1000;
    private static final int LONGEST = 320;
    private static final Pattern EDGES = Pattern.compile("^[^\\p{L}\\p{Nd}]+|[^\\p{L}\\p{Nd}]+$");

    private Terms() {}

    /// What a person typed, as a term.
    public static String of(String word) {
        String bare = word.strip().toLowerCase(Locale.ROOT);
        if (bare.startsWith("<") && bare.endsWith(">") && bare.length() > 2) {
            bare = bare.substring(1, bare.length() - 1);
        }
        return bare.length() > LONGEST ? bare.substring(0, LONGEST) : bare;
    }

    public static Set<String> of(TraceEvent event) {
        Set<String> terms = new LinkedHashSet<>();
        each(event, terms::add);
        return terms;
    }

    /// Calls for each term; the same one may come twice.
    public static void each(TraceEvent event, Consumer<String> to) {
        add(event.message(), to);
        switch (event) {
            case Connected(var _, var peer) -> peer(peer, to);
            case Refused e -> {
                peer(e.peer(), to);
                address(e.sender(), to);
                address(e.recipient(), to);
            }
            case Accepted e -> {
                peer(e.peer(), to);
                address(e.sender(), to);
                List<String> recipients = e.recipients();
                for (int i = 0; i < Math.min(recipients.size(), MOST_RECIPIENTS); i++) {
                    address(recipients.get(i), to);
                }
                add(e.messageId(), to);
                words(e.subject(), to);
            }
            case Delivered e -> {
                address(e.recipient(), to);
                add(e.login(), to);
            }
            case Attempted e -> {
                address(e.recipient(), to);
                add(e.host(), to);
            }
            case Filtered e -> {
                address(e.recipient(), to);
                add(e.action(), to);
            }
            case Deleted e -> address(e.recipient(), to);
            case LeftOut _ -> {}
        }
    }

    private static void peer(Peer peer, Consumer<String> to) {
        add(peer.address(), to);
        add(peer.name(), to);
        add(peer.login(), to);
    }

    private static void address(String address, Consumer<String> to) {
        add(address, to);
        int at = address.lastIndexOf('@');
        if (at >= 0) {
            add(address.substring(at + 1), to);
        }
    }

    /// Runs of letters and digits, and what stands between blanks when that is more than one such run:
    /// `walk-two`.
    private static void words(String subject, Consumer<String> to) {
        String[] whole = subject.split("\\s+", MOST + 1);
        for (int i = 0; i < Math.min(MOST, whole.length); i++) {
            String bare = EDGES.matcher(whole[i]).replaceAll("");
            if (!bare.chars().allMatch(Character::isLetterOrDigit)) {
                add(bare, to);
            }
        }
        int count = 0;
        int start = -1;
        for (int i = 0; i <= subject.length() && count < MOST; i++) {
            boolean inside = i < subject.length() && Character.isLetterOrDigit(subject.charAt(i));
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                add(subject.substring(start, i), to);
                count++;
                start = -1;
            }
        }
    }

    private static void add(String term, Consumer<String> to) {
        if (!term.isEmpty()) {
            to.accept(of(term));
        }
    }
}
