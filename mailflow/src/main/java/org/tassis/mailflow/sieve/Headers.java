package org.tassis.mailflow.sieve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The header section at one moment of a run: the message's own until the script changes it. RFC 5293 §7.
final class Headers {
    /// RFC 5293 §6 names the first two; the third is what this server says, and nobody may unsay it or say it
    /// in its stead.
    private static final Set<String> FIXED = Set.of("received", "auto-submitted", "authentication-results");

    private final SieveMessage message;
    private final Cost cost;
    private @Nullable List<Field> edited;
    private @Nullable EditedHeader snapshot;

    Headers(SieveMessage message, Cost cost) {
        this.message = message;
        this.cost = cost;
    }

    /// In their order.
    ///
    /// @param name in any case
    List<Field> named(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        var list = edited;
        if (list == null) {
            cost.spend(10);
            return message.named(lower);
        }
        cost.spend(10 + 5L * list.size());
        var found = new ArrayList<Field>(1);
        for (var field : list) {
            if (field.name.equals(lower) && !lower.isEmpty()) {
                found.add(field);
            }
        }
        return found;
    }

    /// Of several names, or the one of them that the index says: RFC 5260 §6 counts through all of them.
    List<Field> named(List<String> names, Optional<Test.Index> index) {
        if (names.size() == 1 && index.isEmpty()) {
            return named(names.getFirst());
        }
        var all = new ArrayList<Field>();
        var done = new HashSet<String>(); // a name given twice is no reason to hold its fields twice
        for (var name : names) {
            if (done.add(name.toLowerCase(Locale.ROOT))) {
                all.addAll(named(name));
            }
        }
        return index.map(place -> at(all, place)).orElse(all);
    }

    private static List<Field> at(List<Field> fields, Test.Index index) {
        int i = index.last() ? fields.size() - index.number() : index.number() - 1;
        return i < 0 || i >= fields.size() ? List.of() : List.of(fields.get(i));
    }

    /// Whether changing fields of this name is allowed; if not it is passed over in silence (RFC 5293 §6).
    boolean mayChange(String name) {
        return message.isHeaderWhole() && !FIXED.contains(name.toLowerCase(Locale.ROOT));
    }

    void add(String name, String value, boolean last) {
        var field = Field.added(EditedHeader.line(name, value));
        var list = changeable();
        list.add(last ? list.size() : 0, field);
    }

    /// @param match absent: any value
    void delete(Run run, String name, Optional<Test.Index> index, Optional<Match> match) {
        var gone = new HashSet<Field>();
        for (var field : named(List.of(name), index)) {
            if (match.isEmpty() || !match.get().isCount() && match.get().one(run, field.value())) {
                gone.add(field);
            }
        }
        if (!gone.isEmpty()) {
            changeable().removeIf(gone::contains);
        }
    }

    private List<Field> changeable() {
        snapshot = null;
        var list = edited;
        if (list == null) {
            list = new ArrayList<>(message.fields());
            edited = list;
        }
        return list;
    }

    /// The section as it is now; empty while it is the message's own.
    Optional<EditedHeader> snapshot() {
        var list = edited;
        if (list == null) {
            return Optional.empty();
        }
        var known = snapshot;
        if (known == null) {
            var fields = message.fields();
            int end = fields.isEmpty() ? 0 : fields.getLast().end();
            known = new EditedHeader(list, Arrays.copyOfRange(message.header(), end, message.header().length));
            snapshot = known;
        }
        return Optional.of(known);
    }
}
