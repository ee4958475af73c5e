package org.tassis.pop3;

import java.util.BitSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tassis.core.MessageId;
import org.tassis.core.UidSet;
import org.tassis.store.MailboxSnapshot;

/// INBOX as one session sees it: the messages that were there at login and are not hidden from POP,
/// numbered from 1, and the marks of DELE. Nothing is locked: the snapshot does not change whatever others
/// do. Not thread-safe.
final class Maildrop {
    private final MailboxSnapshot snapshot;
    /// Places in the snapshot; null when nothing is hidden, and they are all there.
    private final int @Nullable [] places;

    private final Supplier<Map<MessageId, String>> ids;
    private @Nullable Map<MessageId, String> brought;
    private final int count;
    private final long octets;
    private final BitSet deleted = new BitSet();
    private long deletedOctets;

    Maildrop(MailboxSnapshot snapshot) {
        this(snapshot, Map::of);
    }

    /// @param ids that messages brought along, asked for when the first is wanted
    Maildrop(MailboxSnapshot snapshot, Supplier<Map<MessageId, String>> ids) {
        this.ids = ids;
        this.snapshot = snapshot;
        int all = snapshot.count();
        int visible = 0;
        long sum = 0;
        for (int i = 0; i < all; i++) {
            if (!snapshot.hiddenFromPop(i)) {
                visible++;
                sum += snapshot.size(i);
            }
        }
        count = visible;
        octets = sum;
        places = visible == all ? null : new int[visible];
        if (places != null) {
            int n = 0;
            for (int i = 0; i < all; i++) {
                if (!snapshot.hiddenFromPop(i)) {
                    places[n++] = i;
                }
            }
        }
    }

    MailboxSnapshot snapshot() {
        return snapshot;
    }

    /// Of messages, with those marked.
    int highestNumber() {
        return count;
    }

    int count() {
        return count - deleted.cardinality();
    }

    long octets() {
        return octets - deletedOctets;
    }

    boolean exists(int number) {
        return number >= 1 && number <= count;
    }

    boolean isDeleted(int number) {
        return deleted.get(number);
    }

    /// The message's place in the snapshot.
    int place(int number) {
        return places == null ? number - 1 : places[number - 1];
    }

    long size(int number) {
        return snapshot.size(place(number));
    }

    /// RFC 1939 §7: the one that the message brought along from another server, else its identity in 16
    /// hexadecimal digits; the same in every session, also after a move or restore.
    String uidl(int number) {
        Map<MessageId, String> kept = brought;
        if (kept == null) {
            kept = ids.get();
            brought = kept;
        }
        String known = kept.get(snapshot.id(place(number)));
        if (known != null) {
            return known;
        }
        long id = snapshot.id(place(number)).value();
        var digits = new char[16];
        for (int i = 15; i >= 0; i--) {
            digits[i] = Character.forDigit((int) (id & 15), 16);
            id >>>= 4;
        }
        return new String(digits);
    }

    void delete(int number) {
        deleted.set(number);
        deletedOctets += size(number);
    }

    void undeleteAll() {
        deleted.clear();
        deletedOctets = 0;
    }

    UidSet deletedUids() {
        var uids = new UidSet.Builder();
        deleted.stream().forEach(number -> uids.add(snapshot.uid(place(number))));
        return uids.build();
    }

    /// The first number from `from` on that is not deleted.
    OptionalInt next(int from) {
        int number = deleted.nextClearBit(from);
        return number <= count ? OptionalInt.of(number) : OptionalInt.empty();
    }
}
