package org.tassis.imap.sort;

import java.time.Instant;
import java.util.List;
import org.tassis.imap.command.SortCriterion.By;
import org.tassis.message.BaseSubject;
import org.tassis.message.Envelope;
import org.tassis.message.HeaderText;
import org.tassis.message.MessageStructure;
import org.tassis.store.MailboxSnapshot;

/// What a message is ordered by: RFC 5256 §2, §3, RFC 5957 §3.
final class SortKeys {
    private SortKeys() {}

    /// Whether messages are compared by a number, which needs no memory to speak of.
    static boolean isNumber(By by) {
        return switch (by) {
            case ARRIVAL, DATE, SIZE, RELEVANCY -> true;
            case CC, FROM, TO, SUBJECT, DISPLAYFROM, DISPLAYTO -> false;
        };
    }

    /// Whether what is needed stands in the snapshot.
    static boolean isInSnapshot(By by) {
        return by == By.ARRIVAL || by == By.SIZE || by == By.RELEVANCY;
    }

    /// Seconds since 1970 of the Date header, else of arrival: RFC 5256 §2.2.
    static long sent(MessageStructure structure, MailboxSnapshot snapshot, int index) {
        return structure.sentAt().map(Instant::getEpochSecond).orElseGet(() -> snapshot.internalDate(index));
    }

    static byte[] text(By by, MessageStructure structure) {
        Envelope envelope = structure.envelope();
        return UnicodeCasemap.key(
                switch (by) {
                    case CC -> local(envelope.cc());
                    case FROM -> local(envelope.from());
                    case TO -> local(envelope.to());
                    case SUBJECT ->
                        BaseSubject.of(HeaderText.decode(envelope.subject().orElse("")));
                    case DISPLAYFROM -> display(envelope.from());
                    case DISPLAYTO -> display(envelope.to());
                    case ARRIVAL, DATE, SIZE, RELEVANCY -> throw new IllegalArgumentException("a number");
                });
    }

    private static String local(List<Envelope.Mailbox> addresses) {
        return addresses.isEmpty() ? "" : addresses.getFirst().local().orElse("");
    }

    /// The name that the sender wrote, else the address: RFC 5957 §3.
    private static String display(List<Envelope.Mailbox> addresses) {
        if (addresses.isEmpty()) {
            return "";
        }
        Envelope.Mailbox first = addresses.getFirst();
        String name = first.name().map(HeaderText::decode).orElse("").strip();
        if (!name.isEmpty()) {
            return name;
        }
        String host = first.host().orElse("");
        return first.local().orElse("") + (host.isEmpty() ? "" : "@" + host);
    }
}
