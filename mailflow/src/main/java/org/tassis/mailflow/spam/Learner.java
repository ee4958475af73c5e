package org.tassis.mailflow.spam;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.ContentId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.mailflow.aside.AsideWorker;
import org.tassis.message.HeaderFields;
import org.tassis.store.Change;
import org.tassis.store.Change.Origin;
import org.tassis.store.FlagChange;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoredMessage;
import org.tassis.store.Subscription;

/// Learns from what people do with their mail, by whatever protocol: it hears of it from the store. What is
/// moved, copied or appended into Junk, or gets the flag `$Junk`, is spam; what is taken out of Junk, or
/// gets `$NotJunk`, is wanted. A move says more than a mark that was set before it: one that says the
/// contrary is taken off, so that it teaches nothing again when the message is read. What was delivered,
/// wherever, teaches nothing. To have both kinds, for each message of spam some are learnt as wanted that
/// are read and were left in INBOX; should one be thrown into Junk later, that is put right.
///
/// One thread learns; who moves a message never waits for it. When more comes than it can learn, or while
/// the server is down, lessons are left out: nothing is learnt wrongly by that, and a later move teaches
/// again. Close it before the store.
public final class Learner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Learner.class);

    private static final int WAITING = 10_000; // changes
    private static final int MOST_OF_ONE_CHANGE = 1000; // messages

    /// Lessons of one mailbox in a day that the base learns, too.
    private static final int SHARED_PER_DAY = 100;

    /// More wanted mail than spam, this many, is enough to learn from what was left in INBOX.
    private static final int AHEAD = 10;

    /// Messages of INBOX that are looked at, the newest.
    private static final int LOOKED_AT = 200;

    private static final int MOST_HEADER = 64 * 1024;
    private static final String JUNK = "$Junk";
    private static final String NOT_JUNK = "$NotJunk";

    private final MailStore store;
    private final SpamKnowledge knowledge;
    private final Reputation reputation;
    private final InstantSource clock;
    private final AsideWorker worker = new AsideWorker("spam-learner", WAITING, "spam: not learnt");
    private final AtomicLong leftOut = new AtomicLong();
    private final Subscription subscription;
    private final Map<AccountId, Integer> sharedToday = new HashMap<>(); // of the worker
    private int today;

    /// Begins at once.
    public Learner(MailStore store, SpamKnowledge knowledge, Reputation reputation, InstantSource clock) {
        this.store = store;
        this.knowledge = knowledge;
        this.reputation = reputation;
        this.clock = clock;
        this.subscription = store.watchAll(this::hear);
    }

    /// On a thread of the store: returns at once.
    private void hear(Change change) {
        boolean teaches =
                switch (change) {
                    case Change.Arrived arrived ->
                        arrived.origin() instanceof Origin.Copied || arrived.origin() instanceof Origin.Appended;
                    // most are flags of no account: they never take the place of moves
                    case Change.Reflagged _ -> worker.waiting() < WAITING / 2;
                    case Change.Vanished _, Change.MailboxesChanged _ -> false;
                };
        if (teaches && !worker.offer(() -> learn(change))) {
            leftOut.incrementAndGet();
        }
    }

    /// Changes that were not learnt from because too many came at once.
    public long leftOut() {
        return leftOut.get();
    }

    private void learn(Change change) throws IOException {
        switch (change) {
            case Change.Arrived(var account, var mailbox, var uids, var _, var origin) -> {
                Set<SpecialUse> uses = uses(account, mailbox);
                boolean fromJunk = origin instanceof Origin.Copied(MailboxId from)
                        && uses(account, from).contains(SpecialUse.JUNK);
                boolean toJunk = uses.contains(SpecialUse.JUNK);
                boolean aside = uses.contains(SpecialUse.TRASH)
                        || uses.contains(SpecialUse.DRAFTS)
                        || uses.contains(SpecialUse.SENT);
                if (toJunk && fromJunk || aside) {
                    return;
                }
                if (toJunk) {
                    each(account, mailbox, uids, _ -> Optional.of(SpamClass.SPAM));
                } else if (origin instanceof Origin.Copied) {
                    each(account, mailbox, uids, row -> wanted(account, row, fromJunk));
                }
            }
            case Change.Reflagged(var account, var mailbox, var uids, var _) -> {
                if (store.snapshot(mailbox).keywords().stream()
                        .anyMatch(word -> word.equalsIgnoreCase(JUNK) || word.equalsIgnoreCase(NOT_JUNK))) {
                    each(account, mailbox, uids, row -> flagged(row.flags()));
                }
            }
            case Change.Vanished _, Change.MailboxesChanged _ -> {}
        }
    }

    /// Out of Junk, or out of the trash where it went from there.
    private Optional<SpamClass> wanted(AccountId account, Row row, boolean fromJunk) {
        boolean rescued = fromJunk
                || knowledge
                        .known(account, row.content())
                        .filter(SpamClass.SPAM::equals)
                        .isPresent();
        return rescued ? Optional.of(SpamClass.HAM) : Optional.empty();
    }

    private static Optional<SpamClass> flagged(Flags flags) {
        boolean spam = flags.has(JUNK);
        boolean wanted = flags.has(NOT_JUNK);
        return spam == wanted ? Optional.empty() : Optional.of(spam ? SpamClass.SPAM : SpamClass.HAM);
    }

    private record Row(MailboxSnapshot snapshot, int index) {
        ContentId content() {
            return snapshot.contentId(index);
        }

        Flags flags() {
            return snapshot.flags(index);
        }
    }

    private interface Judge {
        Optional<SpamClass> as(Row row);
    }

    private void each(AccountId account, MailboxId mailbox, UidSet uids, Judge judge) throws IOException {
        MailboxSnapshot snapshot = store.snapshot(mailbox);
        UidSet.Builder junk = new UidSet.Builder();
        UidSet.Builder notJunk = new UidSet.Builder();
        int learnt = 0;
        boolean spam = false;
        PrimitiveIterator.OfLong each = uids.stream().iterator();
        while (each.hasNext() && learnt < MOST_OF_ONE_CHANGE) {
            long uid = each.nextLong();
            int index = snapshot.indexOf(uid);
            Optional<SpamClass> as = index < 0 ? Optional.empty() : judge.as(new Row(snapshot, index));
            if (as.isPresent()) {
                Row row = new Row(snapshot, index);
                learn(account, row, as.get(), true);
                spam |= as.get() == SpamClass.SPAM;
                learnt++;
                if (row.flags().has(as.get() == SpamClass.SPAM ? NOT_JUNK : JUNK)) {
                    (as.get() == SpamClass.SPAM ? notJunk : junk).add(uid);
                }
            }
        }
        unmark(mailbox, junk.build(), JUNK);
        unmark(mailbox, notJunk.build(), NOT_JUNK);
        if (spam) {
            balance(account);
        }
    }

    private void unmark(MailboxId mailbox, UidSet uids, String keyword) {
        if (!uids.isEmpty()) {
            Flags mark = Flags.of(Set.of(), Set.of(keyword));
            store.changeFlags(mailbox, uids, new FlagChange(FlagChange.Mode.REMOVE, mark), OptionalLong.empty());
        }
    }

    private void learn(AccountId account, Row row, SpamClass as, boolean said) throws IOException {
        ContentId content = row.content();
        Optional<SpamClass> before = knowledge.known(account, content);
        if (before.isPresent() && (before.get() == as || !said)) {
            return;
        }
        StoredMessage message = store.message(row.snapshot(), row.index());
        long[] tokens = knowledge.tokenizer().tokens(message).hashes();
        int day = SpamKnowledge.day(clock.instant());
        if (knowledge.learn(new Lesson(Owner.of(account), content, as, mayShare(account, day), tokens, day)) && said) {
            Optional<SpamVerdict> verdict = verdict(message);
            verdict.ifPresent(kept -> reputation.learnFrom(
                    kept.scores(), as, (kept.filing() == SpamVerdict.Filing.JUNK) == (as == SpamClass.HAM)));
            LOG.debug("mailbox number {} learnt a message as {}", account.value(), as);
        }
    }

    /// What read messages were left in INBOX, when spam is ahead.
    private void balance(AccountId account) throws IOException {
        TokenCounts counts = knowledge.counts(Owner.of(account));
        long missing = counts.spamMessages() + AHEAD - counts.hamMessages();
        if (missing <= 0) {
            return;
        }
        Optional<Mailbox> inbox = store.mailboxes(account).stream()
                .filter(mailbox -> mailbox.name().isInbox())
                .findFirst();
        if (inbox.isEmpty()) {
            return;
        }
        MailboxSnapshot snapshot = store.snapshot(inbox.get().id());
        int last = Math.max(0, snapshot.count() - LOOKED_AT);
        for (int index = snapshot.count() - 1; index >= last && missing > 0; index--) {
            Flags flags = snapshot.flags(index);
            if (flags.has(SystemFlag.SEEN)
                    && !flags.has(SystemFlag.DELETED)
                    && !flags.has(JUNK)
                    && knowledge.known(account, snapshot.contentId(index)).isEmpty()) {
                learn(account, new Row(snapshot, index), SpamClass.HAM, false);
                missing--;
            }
        }
    }

    private boolean mayShare(AccountId account, int day) {
        if (day != today) {
            today = day;
            sharedToday.clear();
        }
        return sharedToday.merge(account, 1, Integer::sum) <= SHARED_PER_DAY;
    }

    private Set<SpecialUse> uses(AccountId account, MailboxId mailbox) {
        return store.mailboxes(account).stream()
                .filter(one -> one.id().equals(mailbox))
                .findFirst()
                .map(Mailbox::uses)
                .orElse(Set.of());
    }

    /// As it was kept with the message when it came.
    private static Optional<SpamVerdict> verdict(StoredMessage message) {
        int length = (int) Math.min(MOST_HEADER, message.structure().root().bodyStart());
        return HeaderFields.first(message.octets(0, length), SpamField.NAME).flatMap(SpamField::parse);
    }

    /// When everything heard of before was learnt.
    CompletableFuture<Boolean> settled() {
        return worker.settled();
    }

    /// What waits is left out; what is being learnt is finished.
    @Override
    public void close() {
        subscription.close();
        worker.close();
    }
}
