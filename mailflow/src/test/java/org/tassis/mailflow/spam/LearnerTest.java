package org.tassis.mailflow.spam;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.mailflow.Heard;
import org.tassis.message.MessageContent;
import org.tassis.store.Appended;
import org.tassis.store.Copied;
import org.tassis.store.Destination;
import org.tassis.store.FlagChange;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;

@Timeout(60)
class LearnerTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T08:39:06Z"));
    private static final AccountId ANN = new AccountId(1);
    private static final AccountId BEN = new AccountId(2);

    private final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, CLOCK);
    private final SpamMemory memory = new InMemorySpamMemory();
    private final SpamKnowledge knowledge = new SpamKnowledge(memory);
    private final Reputation reputation = new Reputation(memory, knowledge, CLOCK);
    private Learner learner = new Learner(store, knowledge, reputation, CLOCK);

    @AfterEach
    void end() {
        learner.close();
    }

    private MailboxId box(AccountId account, String name) {
        store.mailboxes(account);
        return store.mailbox(account, new MailboxName(name)).orElseThrow().id();
    }

    private static MessageContent mail(String subject) {
        return Mail.plain("someone@shop.example", subject, "the quick brown fox jumps over lazy dogs " + subject);
    }

    private long deliver(AccountId account, String box, String subject) {
        return store.deliver(mail(subject), CLOCK.instant(), List.of(new Destination(box(account, box), Flags.NONE)))
                .getFirst()
                .uid();
    }

    private long move(AccountId account, String from, long uid, String to) {
        Copied moved = store.move(box(account, from), UidSet.of(uid), box(account, to));
        return moved.target().getFirst();
    }

    private void flag(AccountId account, String box, long uid, FlagChange.Mode mode, Flags flags) {
        store.changeFlags(box(account, box), UidSet.of(uid), new FlagChange(mode, flags), OptionalLong.empty());
    }

    private static Flags word(String keyword) {
        return Flags.of(Set.of(), List.of(keyword));
    }

    /// Spam and wanted messages that a mailbox has learnt.
    private List<Long> learnt(AccountId account) throws Exception {
        Heard.all(store);
        assertThat(learner.settled().get(20, TimeUnit.SECONDS)).isTrue();
        TokenCounts counts = knowledge.counts(Owner.of(account));
        TokenCounts stored = memory.load(Owner.of(account));
        assertThat(stored.spamMessages()).as("memory and database").isEqualTo(counts.spamMessages());
        assertThat(stored.hamMessages()).isEqualTo(counts.hamMessages());
        return List.of(counts.spamMessages(), counts.hamMessages());
    }

    @Test
    void deliveriesTeachNothingWhereverTheyGo() throws Exception {
        deliver(ANN, "INBOX", "one");
        deliver(ANN, "Junk", "two");
        assertThat(learnt(ANN)).containsExactly(0L, 0L);
    }

    @Test
    void aMoveIntoJunkTeachesOnceAndAMoveBackUnteaches() throws Exception {
        long uid = deliver(ANN, "INBOX", "pills");
        uid = move(ANN, "INBOX", uid, "Junk");
        assertThat(learnt(ANN)).containsExactly(1L, 0L);
        assertThat(memory.load(Owner.BASE).spamMessages()).isEqualTo(1);
        uid = move(ANN, "Junk", uid, "INBOX");
        assertThat(learnt(ANN)).containsExactly(0L, 1L);
        assertThat(memory.load(Owner.BASE).spamMessages()).isZero();
        uid = move(ANN, "INBOX", uid, "Junk");
        assertThat(learnt(ANN)).containsExactly(1L, 0L);
        move(ANN, "Junk", uid, "Trash");
        assertThat(learnt(ANN)).containsExactly(1L, 0L);
        assertThat(learnt(BEN)).containsExactly(0L, 0L);
    }

    @Test
    void whatThisServerPutIntoJunkIsLearntWhenItIsTakenOut() throws Exception {
        long uid = deliver(ANN, "Junk", "news");
        move(ANN, "Junk", uid, "Archive");
        assertThat(learnt(ANN)).containsExactly(0L, 1L);
    }

    @Test
    void fromTheTrashItIsRescuedOnlyIfItWasSpam() throws Exception {
        long spam = move(ANN, "INBOX", deliver(ANN, "INBOX", "pills"), "Junk");
        assertThat(learnt(ANN)).containsExactly(1L, 0L);
        spam = move(ANN, "Junk", spam, "Trash");
        long other = move(ANN, "INBOX", deliver(ANN, "INBOX", "lunch"), "Trash");
        assertThat(learnt(ANN)).containsExactly(1L, 0L);
        move(ANN, "Trash", spam, "INBOX");
        move(ANN, "Trash", other, "INBOX");
        assertThat(learnt(ANN)).containsExactly(0L, 1L);
    }

    @Test
    void copyingAndAppendingIntoJunkTeachAsMovingDoes() throws Exception {
        long uid = deliver(ANN, "INBOX", "pills");
        store.copy(box(ANN, "INBOX"), UidSet.of(uid), box(ANN, "Junk"));
        store.copy(box(ANN, "INBOX"), UidSet.of(uid), box(ANN, "Junk"));
        store.expunge(box(ANN, "INBOX"), UidSet.of(uid));
        store.append(box(ANN, "Junk"), List.of(new NewMessage(mail("more"), Flags.NONE, CLOCK.instant())));
        store.append(box(ANN, "INBOX"), List.of(new NewMessage(mail("kept"), Flags.NONE, CLOCK.instant())));
        assertThat(learnt(ANN)).containsExactly(2L, 0L);
    }

    @Test
    void flagsTeachToo() throws Exception {
        long uid = deliver(ANN, "INBOX", "pills");
        flag(ANN, "INBOX", uid, FlagChange.Mode.ADD, Flags.of(SystemFlag.FLAGGED));
        assertThat(learnt(ANN)).containsExactly(0L, 0L);
        flag(ANN, "INBOX", uid, FlagChange.Mode.ADD, word("$junk"));
        assertThat(learnt(ANN)).containsExactly(1L, 0L);
        flag(ANN, "INBOX", uid, FlagChange.Mode.ADD, word("$NotJunk"));
        assertThat(learnt(ANN)).as("both say nothing").containsExactly(1L, 0L);
        flag(ANN, "INBOX", uid, FlagChange.Mode.REMOVE, word("$Junk"));
        assertThat(learnt(ANN)).containsExactly(0L, 1L);
    }

    /// Else a message that was marked and came back would be spam again as soon as it is read.
    @Test
    void aMoveSaysMoreThanAnEarlierMark() throws Exception {
        long uid = deliver(ANN, "INBOX", "lunch");
        flag(ANN, "INBOX", uid, FlagChange.Mode.ADD, word("$Junk"));
        uid = move(ANN, "INBOX", uid, "Junk");
        assertThat(learnt(ANN)).containsExactly(1L, 0L);
        uid = move(ANN, "Junk", uid, "INBOX");
        assertThat(learnt(ANN)).containsExactly(0L, 1L);
        flag(ANN, "INBOX", uid, FlagChange.Mode.ADD, Flags.of(SystemFlag.SEEN));
        assertThat(learnt(ANN)).as("after it was read").containsExactly(0L, 1L);

        flag(ANN, "INBOX", uid, FlagChange.Mode.ADD, word("$NotJunk"));
        uid = move(ANN, "INBOX", uid, "Junk");
        assertThat(learnt(ANN)).containsExactly(1L, 0L);
        flag(ANN, "Junk", uid, FlagChange.Mode.REMOVE, Flags.of(SystemFlag.SEEN));
        assertThat(learnt(ANN)).as("after it was marked as unread").containsExactly(1L, 0L);
        var junk = store.snapshot(box(ANN, "Junk"));
        assertThat(junk.flags(junk.indexOf(uid)).has("$NotJunk")).isFalse();
    }

    @Test
    void whatIsReadAndLeftInTheInboxIsWantedUntilItIsThrownAway() throws Exception {
        long read = deliver(ANN, "INBOX", "lunch");
        deliver(ANN, "INBOX", "unread");
        flag(ANN, "INBOX", read, FlagChange.Mode.ADD, Flags.of(SystemFlag.SEEN));
        assertThat(learnt(ANN)).containsExactly(0L, 0L);
        move(ANN, "INBOX", deliver(ANN, "INBOX", "pills"), "Junk");
        assertThat(learnt(ANN)).containsExactly(1L, 1L);
        move(ANN, "INBOX", read, "Junk");
        assertThat(learnt(ANN)).containsExactly(2L, 0L);
    }

    @Test
    void aRestartLearnsNothingTwice() throws Exception {
        long uid = move(ANN, "INBOX", deliver(ANN, "INBOX", "pills"), "Junk");
        assertThat(learnt(ANN)).containsExactly(1L, 0L);
        learner.close();
        uid = move(ANN, "Junk", uid, "INBOX"); // while nobody learns
        learner = new Learner(store, knowledge, reputation, CLOCK);
        uid = move(ANN, "INBOX", uid, "Junk");
        assertThat(learnt(ANN)).as("it is known as spam already").containsExactly(1L, 0L);
        move(ANN, "Junk", uid, "INBOX");
        assertThat(learnt(ANN)).containsExactly(0L, 1L);
    }

    @Test
    void aCorrectionMovesTheReputationOfWhereItCameFrom() throws Exception {
        String field = SpamField.render(new SpamVerdict(
                SpamVerdict.Filing.PASS,
                0,
                List.of(new Score("domain-known", 0, "shop.example"), new Score("network-known", 0, "192.0.2.0/24"))));
        MessageContent content = org.tassis.message.PrefixedContent.of(
                field.getBytes(java.nio.charset.StandardCharsets.US_ASCII), mail("pills"));
        for (int i = 0; i < 5; i++) {
            long uid = store.deliver(content, CLOCK.instant(), List.of(new Destination(box(ANN, "INBOX"), Flags.NONE)))
                    .getFirst()
                    .uid();
            move(ANN, "INBOX", uid, "Junk");
        }
        assertThat(learnt(ANN)).containsExactly(5L, 0L);
        Score score = reputation.score(Reputation.Kind.DOMAIN, "shop.example");
        assertThat(score.code()).isEqualTo("domain-bad");
        assertThat(score.weight()).isGreaterThan(1);
        assertThat(reputation.score(Reputation.Kind.NETWORK, "192.0.2.0/24").code())
                .isEqualTo("network-bad");
        assertThat(reputation.score(Reputation.Kind.DOMAIN, "other.example").code())
                .isEqualTo("domain-known");
        reputation.write();
        Reputation again = new Reputation(memory, new SpamKnowledge(memory), CLOCK);
        assertThat(again.score(Reputation.Kind.DOMAIN, "shop.example")).isEqualTo(score);
        InstantSource later = InstantSource.fixed(CLOCK.instant().plus(java.time.Duration.ofDays(150)));
        assertThat(new Reputation(memory, new SpamKnowledge(memory), later)
                        .score(Reputation.Kind.DOMAIN, "shop.example")
                        .code())
                .as("it fades")
                .isEqualTo("domain-known");
    }

    /// Thirty messages of each kind, and what comes next is known.
    @Test
    void afterThirtyMessagesTheNextOneIsRecognised() throws Exception {
        for (int i = 0; i < 30; i++) {
            long kept = deliver(ANN, "INBOX", "minutes of the meeting of the garden committee " + i);
            flag(ANN, "INBOX", kept, FlagChange.Mode.ADD, Flags.of(SystemFlag.SEEN));
            move(ANN, "INBOX", deliver(ANN, "INBOX", "cheap pills casino winner prize " + i), "Junk");
        }
        assertThat(learnt(ANN)).containsExactly(30L, 30L);
        assertThat(probability(ANN, "cheap pills casino prize today")).isGreaterThan(0.9);
        assertThat(probability(ANN, "the garden committee meeting")).isLessThan(0.1);
        assertThat(knowledge.probability(
                        knowledge
                                .tokenizer()
                                .tokens(mail("cheap pills casino prize today"))
                                .hashes(),
                        Optional.of(BEN)))
                .as("what one mailbox wants is not yet what all want")
                .isEmpty();
    }

    private double probability(AccountId account, String subject) throws Exception {
        return knowledge
                .probability(knowledge.tokenizer().tokens(mail(subject)).hashes(), Optional.of(account))
                .orElseThrow();
    }

    @Test
    void whatIsGoneBeforeItIsLearntDoesNotStopTheOthers() throws Exception {
        MailboxId junk = box(ANN, "Junk");
        for (int i = 0; i < 50; i++) {
            List<Appended> put =
                    store.append(junk, List.of(new NewMessage(mail("x" + i), Flags.NONE, CLOCK.instant())));
            store.expunge(junk, UidSet.of(put.getFirst().uid()));
        }
        move(ANN, "INBOX", deliver(ANN, "INBOX", "pills"), "Junk");
        assertThat(learnt(ANN).getFirst()).isBetween(1L, 51L);
        MailboxSnapshot left = store.snapshot(junk);
        assertThat(left.count()).isEqualTo(1);
        assertThat(knowledge.known(ANN, left.contentId(0))).contains(SpamClass.SPAM);
    }
}
