package org.tassis.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.tassis.core.ContentId;
import org.tassis.core.Flags;
import org.tassis.core.MessageId;
import org.tassis.core.UidSet;
import org.tassis.store.MailboxSnapshot;

/// A mailbox as simple as can be, to compare a snapshot with.
final class NaiveMailbox {
    record Message(MessageId id, ContentId content, Flags flags, long modSeq, long size) {
        Message with(Flags other, long newModSeq) {
            return new Message(id, content, other, newModSeq, size);
        }
    }

    final NavigableMap<Long, Message> messages = new TreeMap<>();

    NaiveMailbox copy() {
        NaiveMailbox copy = new NaiveMailbox();
        copy.messages.putAll(messages);
        return copy;
    }

    /// Takes over from the snapshot what arrived under this UID; the rest of the model is told by hand.
    void arrived(MailboxSnapshot snapshot, long uid, Flags flags) {
        int index = snapshot.indexOf(uid);
        assertThat(index).isGreaterThanOrEqualTo(0);
        messages.put(
                uid,
                new Message(
                        snapshot.id(index),
                        snapshot.contentId(index),
                        flags,
                        snapshot.modSeq(index),
                        snapshot.size(index)));
    }

    Message at(long uid) {
        return Objects.requireNonNull(messages.get(uid));
    }

    UidSet present(UidSet uids) {
        UidSet.Builder set = new UidSet.Builder();
        messages.keySet().stream().filter(uids::contains).forEach(set::add);
        return set.build();
    }

    void assertSame(MailboxSnapshot snapshot) {
        assertThat(snapshot.count()).isEqualTo(messages.size());
        assertThat(snapshot.uids()).isEqualTo(present(UidSet.ALL));
        int index = 0;
        int unseen = 0;
        long bytes = 0;
        for (var entry : messages.entrySet()) {
            Message message = entry.getValue();
            assertThat(snapshot.uid(index)).isEqualTo(entry.getKey());
            assertThat(snapshot.indexOf(entry.getKey())).isEqualTo(index);
            assertThat(snapshot.id(index)).isEqualTo(message.id);
            assertThat(snapshot.contentId(index)).isEqualTo(message.content);
            assertThat(snapshot.flags(index)).isEqualTo(message.flags);
            assertThat(snapshot.modSeq(index)).isEqualTo(message.modSeq);
            assertThat(snapshot.size(index)).isEqualTo(message.size);
            unseen += message.flags.has(org.tassis.core.SystemFlag.SEEN) ? 0 : 1;
            bytes += message.size;
            index++;
        }
        assertThat(snapshot.unseen()).isEqualTo(unseen);
        assertThat(snapshot.bytes()).isEqualTo(bytes);
    }

    MailboxSnapshot.Difference since(NaiveMailbox earlier) {
        UidSet.Builder expunged = new UidSet.Builder();
        UidSet.Builder changed = new UidSet.Builder();
        UidSet.Builder arrived = new UidSet.Builder();
        earlier.messages.forEach((uid, was) -> {
            Message is = messages.get(uid);
            if (is == null) {
                expunged.add(uid);
            } else if (is.modSeq != was.modSeq) {
                changed.add(uid);
            }
        });
        messages.keySet().stream()
                .filter(uid -> !earlier.messages.containsKey(uid))
                .forEach(arrived::add);
        return new MailboxSnapshot.Difference(expunged.build(), changed.build(), arrived.build());
    }
}
