package org.tassis.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;
import org.tassis.message.MessageContent;
import org.tassis.store.journal.Journal;

/// The shared mailbox store: one truth for SMTP, IMAP, POP3 and webmail.
///
/// What holds for every implementation:
/// - A method that changes something returns when the change is durable: octets synced, rows committed. A
/// failure is a
///   {@link StoreException} and changed nothing.
/// - UIDs ascend and are never reused; modification sequences ascend per mailbox (RFC 7162 §3.1).
/// - Quota is checked and charged in the transaction of the write.
/// - Changes are published after their commit, in its order; whoever returned from a write sees it in the
/// next snapshot. Methods block and may be called from any thread; many virtual threads at once is the
/// expected use.
public interface MailStore extends AutoCloseable {

    // ---- mailboxes ----

    /// All mailboxes of an account by name. The first call for an account creates INBOX and the special-use
    /// mailboxes (Sent, Drafts, Trash, Junk, Archive), subscribed.
    List<Mailbox> mailboxes(AccountId account);

    Optional<Mailbox> mailbox(AccountId account, MailboxName name);

    /// Creates missing ancestors too (RFC 9051 §6.3.4).
    Mailbox create(AccountId account, MailboxName name, Set<SpecialUse> uses);

    /// With everything below it. Renaming INBOX moves its messages to the new mailbox and leaves an empty
    /// INBOX (RFC 9051 §6.3.6). UIDVALIDITY, UIDs and modification sequences of renamed mailboxes stay.
    void rename(AccountId account, MailboxName from, MailboxName to);

    /// Moves the messages into history. Mailboxes below stay. INBOX cannot be deleted.
    /// @return what was in it, and the modification sequence at which that left
    Expunged delete(AccountId account, MailboxName name);

    /// Subscriptions are names: they need no mailbox (RFC 9051 §6.3.7) and survive its deletion.
    void subscribe(AccountId account, MailboxName name, boolean subscribed);

    SortedSet<MailboxName> subscriptions(AccountId account);

    Usage usage(AccountId account);

    // ---- reading ----

    /// The mailbox as it is now: immutable, cheap to take and to hold, cheap to compare with an earlier one.
    MailboxSnapshot snapshot(MailboxId mailbox);

    /// The first messages from a UID on, as a snapshot of these alone, whose UIDNEXT and HIGHESTMODSEQ are
    /// the mailbox's: for those who follow what arrives. Costs what these messages cost, however large the
    /// mailbox is, and keeps nothing in memory.
    ///
    /// @param limit how many at most, at least 1
    MailboxSnapshot tail(MailboxId mailbox, long fromUid, int limit);

    /// How far the mailboxes of all accounts have come, in the order of their ids. A hint: a commit under
    /// way may or may not show.
    ///
    /// @param after id of the last mailbox known, 0 to begin
    /// @param limit how many at most, at least 1; fewer mean that there are no more
    List<MailboxMark> marks(long after, int limit);

    /// What narrows searches for text: {@link TextIndex#NONE} until the store was given one.
    TextIndex textIndex();

    /// Searches use `index` from now on. Its owner gives {@link TextIndex#NONE} before closing it.
    void searchWith(TextIndex index);

    /// Opens a message by its place in a snapshot; does no reading yet.
    StoredMessage message(MailboxSnapshot snapshot, int index);

    /// Shows what messages are put in order by, one after the other. A store keeps this for all messages of
    /// a mailbox together, so that a large mailbox is not opened message by message; what it does not keep
    /// yet is read from the messages, and then kept. Memory for some thousand messages at most, however
    /// many are asked for.
    ///
    /// @param indexes ascending
    /// @throws StoreException the store cannot be read now
    void orderKeys(MailboxSnapshot snapshot, int[] indexes, OrderVisitor visitor);

    /// UIDs expunged from the mailbox after `modSeq`, from history: RFC 7162 §3.2.5. May hold more than
    /// that when history no longer goes back so far, but never a UID that still exists.
    UidSet vanishedSince(MailboxId mailbox, long modSeq);

    // ---- writing ----

    /// Stores one content once and puts a message into each destination, all or none.
    List<Appended> deliver(MessageContent content, Instant internalDate, List<Destination> destinations);

    /// Appends several messages to one mailbox, all or none: RFC 3502.
    List<Appended> append(MailboxId mailbox, List<NewMessage> messages);

    /// @param unchangedSince skip messages whose modification sequence is higher: RFC 7162 §3.1.3
    FlagsChanged changeFlags(MailboxId mailbox, UidSet uids, FlagChange change, OptionalLong unchangedSince);

    /// Appends a message and expunges the one that it takes the place of, both or neither: RFC 8508. What
    /// the old one takes of its account's quota is free for the new one.
    ///
    /// @param uid of the old message, in `from`
    /// @param to  where the new one goes; may be `from`
    /// @throws StoreException Gone when the old message is not there any more; over quota; NoSuchMailbox
    Replaced replace(MailboxId from, long uid, MailboxId to, NewMessage message);

    /// Moves messages into history; UIDs that are not there are ignored.
    /// @return what was expunged and the modification sequence of doing so
    Expunged expunge(MailboxId mailbox, UidSet uids);

    /// Copies with flags, internal date; ascending source order gives ascending UIDs. Source and target may
    /// be the same.
    Copied copy(MailboxId from, UidSet uids, MailboxId to);

    /// Like copy and expunge in one transaction, keeping {@link MessageId}: RFC 6851.
    Copied move(MailboxId from, UidSet uids, MailboxId to);

    /// Hides messages from POP3 only; IMAP does not see it, and no modification sequence changes.
    void hideFromPop(MailboxId mailbox, UidSet uids);

    /// Takes {@link #hideFromPop} back.
    void showToPop(MailboxId mailbox, UidSet uids);

    /// Keeps what somebody found out who read messages that were stored before it was looked at on arrival:
    /// whether they hold files ({@link MailboxSnapshot#files}). No modification sequence changes, and
    /// nobody is told.
    void noteFiles(MailboxId mailbox, UidSet with, UidSet without);

    /// Claims the messages that no session has been told are recent (RFC 3501 §2.3.2).
    /// @return their UIDs, also of those that have gone; what arrives later is not among them
    UidSet claimRecent(MailboxId mailbox);

    /// The first UID that {@link #claimRecent} would return, claiming nothing: for EXAMINE and STATUS (RFC
    /// 3501 §6.3.2, §6.3.10).
    long recentFrom(MailboxId mailbox);

    // ---- history ----

    /// What was changed, by whom.
    Journal journal();

    /// Expunged messages of an account that can still be restored, newest first.
    List<Remembered> history(AccountId account, int limit);

    /// Those of them that left a mailbox at once, as {@link Change.Vanished} told it; the mailbox may be
    /// gone, too. What was moved away or has been restored is not among them.
    ///
    /// @param after a UID, or 0
    /// @param limit how many at most
    /// @return by UID, which is above `after`
    default List<Remembered> expunged(AccountId account, MailboxId mailbox, long modSeq, long after, int limit) {
        return expungedMessages(account, mailbox, modSeq, after, limit).stream()
                .map(RememberedMessage::entry)
                .toList();
    }

    /// The same with what they say, for whoever looks at all of them at once.
    List<RememberedMessage> expungedMessages(AccountId account, MailboxId mailbox, long modSeq, long after, int limit);

    /// One of them, to be looked at.
    ///
    /// @throws StoreException Gone when it is not in history any more
    StoredMessage message(AccountId account, Remembered entry);

    /// Puts messages back, all or none, with flags (but `\\Deleted`), date and {@link MessageId}, under new
    /// UIDs, into the mailbox they came from, or when that is gone into the one that now has its name, or
    /// INBOX. What is not in the account's history is ignored. Costs what these messages cost, however long
    /// the history is.
    /// @throws StoreException over quota
    List<Appended> restore(AccountId account, List<Departed> messages);

    /// Forgets history and journal older than `before`. Space is reclaimed later.
    /// @return how many messages
    long forget(Instant before);

    /// Forgets for ever all that an account has: messages, history, mailboxes, subscriptions. For an
    /// account that nobody uses any more; one that was never used is left alone. What others have copies
    /// of, they keep. Space is reclaimed later.
    ///
    /// Done in steps, each durable: after a failure or a crash some of it may be gone, and calling this
    /// again does the rest.
    /// @return how many messages this call forgot, those in history included
    /// @throws StoreException NotAllowed when others go on putting messages there
    long purge(AccountId account);

    // ---- changes ----

    /// Calls `listener` after each commit that concerns the account, in order, on a thread of the store: it
    /// must not block nor call the store. Close the subscription to end it.
    Subscription watch(AccountId account, Consumer<Change> listener);

    /// Everything of every account: for search indexes and statistics.
    Subscription watchAll(Consumer<Change> listener);

    @Override
    void close();
}
