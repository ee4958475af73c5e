package org.tassis.imap.sort;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tassis.imap.command.MessageRanges;
import org.tassis.store.OrderKeys;

/// Conversations by what messages refer to: THREAD=REFERENCES (RFC 5256 §3) and THREAD=REFS
/// (draft-ietf-morg-inthread). The steps' numbers are the RFC's. One thread, for one command.
final class ReferenceThreads {
    private final MessageReader reader;
    private final boolean bySubject;
    private final Forest forest = new Forest();
    private final Map<Long, Integer> byId = new HashMap<>();
    private final Map<Integer, Long> dates = new HashMap<>(); // by sequence number
    private final Map<Integer, Subject> subjects = new HashMap<>();

    /// @param bySubject REFERENCES: what shares a subject is one conversation
    ReferenceThreads(MessageReader reader, boolean bySubject) {
        this.reader = reader;
        this.bySubject = bySubject;
    }

    Forest of(MessageRanges messages) {
        reader.each(messages, (_, sequence, message) -> {
            dates.put(sequence, reader.sent(sequence, message));
            if (message.isEmpty()) {
                forest.add(sequence);
                return;
            }
            OrderKeys keys = message.get();
            if (bySubject) {
                String base = new String(keys.text(OrderKeys.Text.SUBJECT), StandardCharsets.UTF_8);
                subjects.put(sequence, new Subject(base, keys.answers()));
            }
            link(sequence, keys.id(), keys.before());
        });
        forest.plant(); // (2)
        prune();
        if (bySubject) {
            for (int node : forest.children(Forest.ROOT)) {
                if (forest.isDummy(node)) {
                    forest.sortChildren(node, this::date);
                }
            }
            forest.sortChildren(Forest.ROOT, this::date); // (4)
            gatherSubjects();
        }
        sortAll();
        return forest;
    }

    /// (1) the message below the last of those it refers to, and these in a row.
    private void link(int sequence, long id, long[] before) {
        int node;
        boolean fresh = false;
        Integer known = id == 0 ? null : byId.get(id);
        if (known != null && forest.isDummy(known)) {
            node = known;
            forest.set(node, sequence);
        } else {
            node = forest.add(sequence);
            fresh = true; // nothing lies below it: no loop is possible
            if (id != 0 && known == null) { // who comes later with the same id has none
                byId.put(id, node);
            }
        }
        int parent = Forest.NONE;
        for (long reference : before) {
            int size = forest.size();
            int next = byId.computeIfAbsent(reference, _ -> forest.add(0));
            boolean isNew = forest.size() > size;
            if (parent != Forest.NONE
                    && forest.parent(next) == Forest.NONE
                    && next != parent
                    && (isNew || !forest.isBelow(parent, next))) {
                forest.setParent(next, parent);
            }
            parent = next;
        }
        forest.setParent(node, Forest.NONE);
        if (parent != Forest.NONE && parent != node && (fresh || !forest.isBelow(parent, node))) {
            forest.setParent(node, parent);
        }
    }

    /// (3) nodes without message go, and their children move up; to the top only when there is one.
    private void prune() {
        int[] order = forest.downwards();
        for (int i = order.length - 1; i >= 0; i--) {
            pruneChildren(order[i]);
        }
        pruneChildren(Forest.ROOT);
    }

    private void pruneChildren(int node) {
        int[] children = forest.children(node);
        List<Integer> kept = new ArrayList<>(children.length);
        boolean changed = false;
        for (int child : children) {
            if (!forest.isDummy(child)) {
                kept.add(child);
                continue;
            }
            int[] below = forest.children(child);
            if (node == Forest.ROOT && below.length > 1) {
                kept.add(child);
                continue;
            }
            changed = true;
            for (int grandchild : below) {
                kept.add(grandchild);
            }
        }
        if (changed) {
            forest.setChildren(node, kept.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    /// (5) what has the same base subject becomes one conversation.
    private void gatherSubjects() {
        Map<String, Integer> table = new HashMap<>();
        int[] top = forest.children(Forest.ROOT);
        for (int node : top) {
            Subject subject = subject(node);
            if (subject.base().isEmpty()) {
                continue;
            }
            table.merge(subject.base(), node, (there, now) -> isBetter(now, there) ? now : there);
        }
        List<Integer> left = new ArrayList<>(top.length);
        Map<Integer, List<Integer>> added = new HashMap<>(); // children, in the order of their coming
        Map<Integer, Integer> replaced = new HashMap<>(); // by the node without message above both
        for (int node : top) {
            Subject subject = subject(node);
            Integer there = subject.base().isEmpty() ? null : table.get(subject.base());
            if (there == null || there == node || replaced.containsKey(node)) {
                left.add(node);
                continue;
            }
            if (forest.isDummy(there) && forest.isDummy(node)) {
                for (int child : forest.children(node)) {
                    added.computeIfAbsent(there, _ -> new ArrayList<>()).add(child);
                }
            } else if (forest.isDummy(there)
                    || !forest.isDummy(node)
                            && subject.answers()
                            && !subject(there).answers()) {
                added.computeIfAbsent(there, _ -> new ArrayList<>()).add(node);
            } else {
                int above = forest.add(0);
                replaced.put(there, above);
                List<Integer> both = new ArrayList<>(List.of(there, node));
                added.put(above, both);
                table.put(subject.base(), above);
            }
        }
        added.forEach((node, more) -> {
            List<Integer> children = new ArrayList<>();
            for (int child : forest.children(node)) {
                children.add(child);
            }
            children.addAll(more);
            forest.setChildren(
                    node, children.stream().mapToInt(Integer::intValue).toArray());
        });
        left.replaceAll(node -> replaced.getOrDefault(node, node));
        forest.setChildren(
                Forest.ROOT, left.stream().mapToInt(Integer::intValue).toArray());
    }

    /// (5.B) whether the second is the better one to have others below it.
    private boolean isBetter(int now, int there) {
        return !forest.isDummy(there)
                && (forest.isDummy(now)
                        || subject(there).answers() && !subject(now).answers());
    }

    private Subject subject(int node) {
        int sequence = forest.sequence(forest.message(node));
        return subjects.getOrDefault(sequence, NO_SUBJECT);
    }

    private static final Subject NO_SUBJECT = new Subject("", false);

    /// @param base    as it is compared
    /// @param answers the message is a reply or forward
    private record Subject(String base, boolean answers) {}

    /// (6) siblings by date, those below first. In REFS conversations stand by their newest message.
    private void sortAll() {
        int[] order = forest.downwards();
        Map<Integer, Long> newest = new HashMap<>();
        for (int i = order.length - 1; i >= 0; i--) {
            int node = order[i];
            forest.sortChildren(node, this::date);
            if (!bySubject) {
                long date = forest.isDummy(node) ? Long.MIN_VALUE : date(node);
                newest.merge(node, date, Math::max);
                if (forest.parent(node) != Forest.ROOT) {
                    newest.merge(forest.parent(node), newest.get(node), Math::max);
                }
            }
        }
        forest.sortChildren(Forest.ROOT, bySubject ? this::date : newest::get);
    }

    private long date(int node) {
        return dates.getOrDefault(forest.sequence(forest.message(node)), 0L);
    }
}
