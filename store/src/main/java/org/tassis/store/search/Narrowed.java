package org.tassis.store.search;

import java.util.Optional;
import org.tassis.core.MailboxId;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.TextIndex.Answer;
import org.tassis.store.TextIndex.Candidates;
import org.tassis.store.TextPart;

/// What the index says of one text in one mailbox, and the mailbox as it was after the index had been
/// asked: of a message that had left it by then, which an older snapshot may show all the same, the index
/// says nothing.
final class Narrowed {
    private final MailboxId mailbox;
    private final TextPart part;
    private final Needle needle;
    private final Optional<Candidates> candidates;
    private final Optional<MailboxSnapshot> after;

    private Narrowed(
            MailboxId mailbox,
            TextPart part,
            Needle needle,
            Optional<Candidates> candidates,
            Optional<MailboxSnapshot> after) {
        this.mailbox = mailbox;
        this.part = part;
        this.needle = needle;
        this.candidates = candidates;
        this.after = after;
    }

    /// @throws StoreException the store cannot be read now
    static Narrowed by(MailStore store, MailboxId mailbox, TextPart part, Needle needle) {
        Optional<Candidates> candidates = store.textIndex().candidates(mailbox, part, needle.folded(), needle.threes());
        if (candidates.isEmpty()) {
            return new Narrowed(mailbox, part, needle, Optional.empty(), Optional.empty());
        }
        try {
            return new Narrowed(mailbox, part, needle, candidates, Optional.of(store.snapshot(mailbox)));
        } catch (StoreException e) {
            if (e.failure() instanceof StoreFailure.NoSuchMailbox) { // all messages have left it
                return new Narrowed(mailbox, part, needle, Optional.empty(), Optional.empty());
            }
            throw e;
        }
    }

    boolean is(MailboxId otherMailbox, TextPart otherPart, Needle otherNeedle) {
        return needle == otherNeedle && part == otherPart && mailbox.equals(otherMailbox);
    }

    Answer answer(MailboxSnapshot seen, int index) {
        if (candidates.isEmpty() || after.isEmpty()) {
            return Answer.UNKNOWN;
        }
        long uid = seen.uid(index);
        Answer answer = candidates.get().of(uid);
        if (answer == Answer.MAY_HOLD || answer == Answer.UNKNOWN) {
            return answer;
        }
        MailboxSnapshot now = after.get();
        return seen == now || seen.highestModSeq() == now.highestModSeq() || now.indexOf(uid) >= 0
                ? answer
                : Answer.UNKNOWN;
    }
}
