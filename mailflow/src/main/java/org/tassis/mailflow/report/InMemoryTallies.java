package org.tassis.mailflow.report;

import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.tassis.core.DomainName;
import org.tassis.mailflow.report.Tally.Kind;

/// The reference: everything in memory, and gone with the process.
public final class InMemoryTallies implements Tallies {
    private static final Comparator<Tally> FREQUENT_FIRST =
            Comparator.comparingLong(Tally::count).reversed().thenComparing(Tally::text);

    private record Key(Kind kind, LocalDate day, DomainName domain, List<String> facts) {
        static Key of(Tally tally) {
            return new Key(tally.kind(), tally.day(), tally.domain(), tally.facts());
        }
    }

    private final Map<Key, Long> counts = new LinkedHashMap<>(); // guarded by this

    @Override
    public synchronized void add(Collection<Tally> tallies) {
        for (Tally tally : tallies) {
            Key key = Key.of(tally);
            if (counts.containsKey(key)
                    || sizeOf(at -> at.kind() == key.kind()
                                            && at.day().equals(key.day())
                                            && at.domain().equals(key.domain()))
                                    < MOST_OF_A_DOMAIN
                            && sizeOf(at -> at.kind() == key.kind() && at.day().equals(key.day())) < MOST_OF_A_DAY) {
                counts.merge(key, tally.count(), Long::sum);
            }
        }
    }

    private long sizeOf(Predicate<Key> which) {
        return counts.keySet().stream().filter(which).count();
    }

    private List<Tally> all(Predicate<Key> which, Comparator<Tally> order, int limit) {
        return counts.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .map(entry -> new Tally(
                        entry.getKey().kind(),
                        entry.getKey().day(),
                        entry.getKey().domain(),
                        entry.getKey().facts(),
                        entry.getValue()))
                .sorted(order)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<Tally> of(Kind kind, LocalDate day, DomainName domain, int limit) {
        return all(
                key -> key.kind() == kind
                        && key.day().equals(day)
                        && key.domain().equals(domain),
                FREQUENT_FIRST,
                limit);
    }

    @Override
    public synchronized List<Tally> since(Kind kind, LocalDate day, DomainName domain, int limit) {
        return all(
                key -> key.kind() == kind
                        && !key.day().isBefore(day)
                        && key.domain().equals(domain),
                Comparator.comparing(Tally::day).thenComparing(FREQUENT_FIRST),
                limit);
    }

    @Override
    public synchronized List<Counted> before(Kind kind, LocalDate day, int limit) {
        return counts.keySet().stream()
                .filter(key -> key.kind() == kind && key.day().isBefore(day))
                .map(key -> new Counted(key.day(), key.domain()))
                .distinct()
                .sorted(Comparator.comparing(Counted::day)
                        .thenComparing(counted -> counted.domain().ascii()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized void forget(Kind kind, Counted which) {
        counts.keySet()
                .removeIf(key -> key.kind() == kind
                        && key.day().equals(which.day())
                        && key.domain().equals(which.domain()));
    }

    @Override
    public synchronized long forgetBefore(Kind kind, LocalDate day) {
        int before = counts.size();
        counts.keySet().removeIf(key -> key.kind() == kind && key.day().isBefore(day));
        return before - counts.size();
    }
}
