package org.tassis.mailflow.spam;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.ContentId;

/// For tests, and as the model of others: ends with the process. Any thread.
public final class InMemorySpamMemory implements SpamMemory {
    private static final int KEPT = 365;

    private final byte[] key = TokenHash.newKey();
    private final Map<Owner, Shelf> shelves = new HashMap<>(); // all guarded by this
    private final Map<Owner, Map<ContentId, Entry>> known = new HashMap<>();
    private final Map<Long, Standing> standings = new HashMap<>();

    private static final class Shelf {
        private long spam;
        private long ham;
        private final Map<Long, int[]> tokens = new HashMap<>(); // in spam, in ham, day

        void message(Lesson lesson, SpamClass as, int by) {
            int inSpam = as == SpamClass.SPAM ? by : 0;
            int inHam = as == SpamClass.HAM ? by : 0;
            spam = Math.max(0, spam + inSpam);
            ham = Math.max(0, ham + inHam);
            for (long token : lesson.tokens()) {
                int[] counts = tokens.computeIfAbsent(token, _ -> new int[3]);
                counts[0] = Math.max(0, counts[0] + inSpam);
                counts[1] = Math.max(0, counts[1] + inHam);
                counts[2] = lesson.day();
            }
            tokens.values().removeIf(counts -> counts[0] + counts[1] == 0);
        }
    }

    private record Entry(Known known, int day) {}

    @Override
    public byte[] key() {
        return key.clone();
    }

    @Override
    public synchronized TokenCounts load(Owner owner) {
        Shelf shelf = shelves.get(owner);
        if (shelf == null) {
            return new TokenCounts(0, 0, 0);
        }
        TokenCounts counts = new TokenCounts(shelf.spam, shelf.ham, shelf.tokens.size());
        shelf.tokens.forEach((token, n) -> counts.add(token, n[0], n[1]));
        return counts;
    }

    @Override
    public synchronized Optional<Known> learn(Lesson lesson) {
        Map<ContentId, Entry> messages = known.computeIfAbsent(lesson.owner(), _ -> new HashMap<>());
        Optional<Known> before =
                Optional.ofNullable(messages.get(lesson.content())).map(Entry::known);
        if (before.isPresent() && before.get().as() == lesson.as()) {
            return before;
        }
        before.ifPresent(was -> message(lesson, was.as(), was.shared(), -1));
        message(lesson, lesson.as(), lesson.shared(), 1);
        messages.put(lesson.content(), new Entry(new Known(lesson.as(), lesson.shared()), lesson.day()));
        return before;
    }

    private void message(Lesson lesson, SpamClass as, boolean shared, int by) {
        if (!lesson.owner().equals(Owner.BASE)) {
            shelf(lesson.owner()).message(lesson, as, by);
        }
        if (shared) {
            shelf(Owner.BASE).message(lesson, as, by);
        }
    }

    private Shelf shelf(Owner owner) {
        return shelves.computeIfAbsent(owner, _ -> new Shelf());
    }

    @Override
    public synchronized Optional<Known> known(Owner owner, ContentId content) {
        return Optional.ofNullable(known.getOrDefault(owner, Map.of()).get(content))
                .map(Entry::known);
    }

    @Override
    public synchronized Collection<Owner> forget(int today) {
        Set<Owner> fewer = new HashSet<>();
        shelves.forEach((owner, shelf) -> {
            int most = owner.equals(Owner.BASE) ? MOST_BASE : MOST_OWN;
            int last = Forgetting.lastToGo(
                    shelf.tokens.values().stream()
                            .mapToInt(n -> Forgetting.rank(n[0] + n[1], n[2]))
                            .toArray(),
                    most);
            if (shelf.tokens.values().removeIf(n -> Forgetting.rank(n[0] + n[1], n[2]) <= last)) {
                fewer.add(owner);
            }
        });
        known.values().forEach(messages -> messages.values().removeIf(entry -> entry.day() < today - KEPT));
        return fewer;
    }

    @Override
    public synchronized void remove(AccountId account) {
        shelves.remove(Owner.of(account));
        known.remove(Owner.of(account));
    }

    @Override
    public synchronized Map<Long, Standing> standings(Collection<Long> subjects) {
        Map<Long, Standing> found = new HashMap<>(standings);
        found.keySet().retainAll(Set.copyOf(subjects));
        return found;
    }

    @Override
    public synchronized void keep(Map<Long, Standing> more) {
        standings.putAll(more);
    }

    @Override
    public synchronized long forgetStandings(int before) {
        int size = standings.size();
        standings.values().removeIf(standing -> standing.day() < before);
        return size - standings.size();
    }

    @Override
    public synchronized long owners() {
        return shelves.keySet().stream()
                .filter(owner -> !owner.equals(Owner.BASE))
                .count();
    }
}
