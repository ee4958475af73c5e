package org.tassis.store.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;

/// What was done to a mailbox by one command, or by several alike in a row, with what is needed to take it
/// back. Messages are ranges of UIDs: marking ten thousand of them is one deed of a few octets.
public sealed interface Deed {
    /// The order is kept in databases: new ones go to the end.
    enum Kind {
        FLAGGED,
        MOVED,
        COPIED,
        DELETED,
        RESTORED,
        HIDDEN,
        FOLDER_CREATED,
        FOLDER_RENAMED,
        FOLDER_DELETED
    }

    Kind kind();

    /// Where it happened; where messages were taken from, if there are two places.
    Place place();

    /// Where messages went to.
    default Optional<Place> target() {
        return Optional.empty();
    }

    /// How many messages it concerned.
    long messages();

    /// What it consists of: messages, and the folder of a deed about a folder.
    default long parts() {
        return messages();
    }

    /// Equal for deeds that may become one; empty for one that stands for itself.
    default Optional<List<Object>> likeness() {
        return Optional.empty();
    }

    /// This and a later one of the same likeness as one; empty when that would lose something.
    default Optional<Deed> joined(Deed later) {
        return Optional.empty();
    }

    /// Messages whose flags changed alike.
    record Run(UidSet uids, Flags before, Flags after) {
        public Flags set() {
            return after.without(before);
        }

        public Flags cleared() {
            return before.without(after);
        }
    }

    /// @param runs by what their flags were and are; no message is in two of them
    record Flagged(Place place, List<Run> runs) implements Deed {
        public Flagged {
            runs = List.copyOf(runs);
        }

        @Override
        public Kind kind() {
            return Kind.FLAGGED;
        }

        @Override
        public long messages() {
            return runs.stream().mapToLong(run -> run.uids.size()).sum();
        }

        /// Flags that some message got.
        public Flags set() {
            Flags all = runs.isEmpty() ? Flags.NONE : runs.getFirst().set();
            for (int i = 1; i < runs.size(); i++) {
                all = all.with(runs.get(i).set());
            }
            return all;
        }

        /// Flags that some message lost.
        public Flags cleared() {
            Flags all = runs.isEmpty() ? Flags.NONE : runs.getFirst().cleared();
            for (int i = 1; i < runs.size(); i++) {
                all = all.with(runs.get(i).cleared());
            }
            return all;
        }

        @Override
        public Optional<List<Object>> likeness() {
            return Optional.of(List.of(kind(), place.number(), set(), cleared()));
        }

        @Override
        public Optional<Deed> joined(Deed later) {
            if (!(later instanceof Flagged other)) {
                return Optional.empty();
            }
            for (Run one : runs) {
                for (Run two : other.runs) {
                    if (overlap(one.uids, two.uids)) {
                        return Optional.empty();
                    }
                }
            }
            Map<List<Flags>, UidSet> joined = new LinkedHashMap<>();
            for (List<Run> some : List.of(runs, other.runs)) {
                some.forEach(run -> joined.merge(List.of(run.before, run.after), run.uids, UidSet::union));
            }
            List<Run> all = new ArrayList<>();
            joined.forEach((flags, uids) -> all.add(new Run(uids, flags.getFirst(), flags.getLast())));
            return Optional.of(new Flagged(place, all));
        }
    }

    /// @param uids in the target
    record Moved(Place place, Place to, UidSet uids) implements Deed {
        @Override
        public Kind kind() {
            return Kind.MOVED;
        }

        @Override
        public Optional<Place> target() {
            return Optional.of(to);
        }

        @Override
        public long messages() {
            return uids.size();
        }

        @Override
        public Optional<List<Object>> likeness() {
            return Optional.of(List.of(kind(), place.number(), to.number()));
        }

        @Override
        public Optional<Deed> joined(Deed later) {
            return later instanceof Moved other
                    ? Optional.of(new Moved(place, to, uids.union(other.uids)))
                    : Optional.empty();
        }
    }

    /// @param uids in the target
    record Copied(Place place, Place to, UidSet uids) implements Deed {
        @Override
        public Kind kind() {
            return Kind.COPIED;
        }

        @Override
        public Optional<Place> target() {
            return Optional.of(to);
        }

        @Override
        public long messages() {
            return uids.size();
        }

        @Override
        public Optional<List<Object>> likeness() {
            return Optional.of(List.of(kind(), place.number(), to.number()));
        }

        @Override
        public Optional<Deed> joined(Deed later) {
            return later instanceof Copied other
                    ? Optional.of(new Copied(place, to, uids.union(other.uids)))
                    : Optional.empty();
        }
    }

    /// Into history.
    ///
    /// @param modSeqs at which they left, ascending: where history has them
    record Deleted(Place place, UidSet uids, List<Long> modSeqs) implements Deed {
        private static final int MOST_COMMANDS = 200;

        public Deleted {
            modSeqs = List.copyOf(modSeqs);
        }

        @Override
        public Kind kind() {
            return Kind.DELETED;
        }

        @Override
        public long messages() {
            return uids.size();
        }

        @Override
        public Optional<List<Object>> likeness() {
            return Optional.of(List.of(kind(), place.number()));
        }

        @Override
        public Optional<Deed> joined(Deed later) {
            if (!(later instanceof Deleted other) || modSeqs.size() + other.modSeqs.size() > MOST_COMMANDS) {
                return Optional.empty();
            }
            List<Long> all = new ArrayList<>(modSeqs);
            all.addAll(other.modSeqs);
            return Optional.of(new Deleted(place, uids.union(other.uids), all));
        }
    }

    /// Out of history.
    record Restored(Place place, UidSet uids) implements Deed {
        @Override
        public Kind kind() {
            return Kind.RESTORED;
        }

        @Override
        public long messages() {
            return uids.size();
        }

        @Override
        public Optional<List<Object>> likeness() {
            return Optional.of(List.of(kind(), place.number()));
        }

        @Override
        public Optional<Deed> joined(Deed later) {
            return later instanceof Restored other
                    ? Optional.of(new Restored(place, uids.union(other.uids)))
                    : Optional.empty();
        }
    }

    /// From POP3 alone.
    ///
    /// @param hidden false when they are shown again
    record Hidden(Place place, UidSet uids, boolean hidden) implements Deed {
        @Override
        public Kind kind() {
            return Kind.HIDDEN;
        }

        @Override
        public long messages() {
            return uids.size();
        }

        @Override
        public Optional<List<Object>> likeness() {
            return Optional.of(List.of(kind(), place.number(), hidden));
        }

        @Override
        public Optional<Deed> joined(Deed later) {
            return later instanceof Hidden other
                    ? Optional.of(new Hidden(place, uids.union(other.uids), hidden))
                    : Optional.empty();
        }
    }

    record FolderCreated(Place place) implements Deed {
        @Override
        public Kind kind() {
            return Kind.FOLDER_CREATED;
        }

        @Override
        public long messages() {
            return 0;
        }

        @Override
        public long parts() {
            return 1;
        }
    }

    /// With everything below it.
    ///
    /// @param place by its new name
    record FolderRenamed(Place place, MailboxName from) implements Deed {
        @Override
        public Kind kind() {
            return Kind.FOLDER_RENAMED;
        }

        @Override
        public long messages() {
            return 0;
        }

        @Override
        public long parts() {
            return 1;
        }
    }

    /// Its messages are in history.
    record FolderDeleted(Place place, Set<SpecialUse> uses, boolean subscribed, UidSet uids, long modSeq)
            implements Deed {
        public FolderDeleted {
            uses = Set.copyOf(uses);
        }

        @Override
        public Kind kind() {
            return Kind.FOLDER_DELETED;
        }

        @Override
        public long messages() {
            return uids.size();
        }

        @Override
        public long parts() {
            return messages() + 1;
        }
    }

    private static boolean overlap(UidSet one, UidSet other) {
        int i = 0;
        int j = 0;
        while (i < one.rangeCount() && j < other.rangeCount()) {
            if (one.last(i) < other.first(j)) {
                i++;
            } else if (other.last(j) < one.first(i)) {
                j++;
            } else {
                return true;
            }
        }
        return false;
    }
}
