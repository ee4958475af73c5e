package org.tassis.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.core.UidSet;
import org.tassis.message.MessageContent;
import org.tassis.store.journal.Journal;

/// A store whose new mailboxes are shared as what they are below (RFC 4314 §4), and in which nothing is
/// kept of who shared a mailbox that is deleted, whichever program makes or deletes it. All else is done
/// by the store beneath. A mailbox that was made and could not be shared is shared with nobody.
public final class SharingMailStore implements MailStore {
    private static final Logger LOG = LoggerFactory.getLogger(SharingMailStore.class);

    private final MailStore store;
    private final Shares shares;

    public SharingMailStore(MailStore store, Shares shares) {
        this.store = store;
        this.shares = shares;
    }

    @Override
    public Mailbox create(AccountId account, MailboxName name, Set<SpecialUse> uses) {
        Optional<Mailbox> nearest = nearest(account, name);
        Mailbox made = store.create(account, name, uses);
        nearest.ifPresent(above -> inherit(above, made));
        return made;
    }

    /// The mailbox is there by now: that it is not shared is no reason to say that it could not be made.
    private void inherit(Mailbox above, Mailbox made) {
        AccountId account = made.account();
        try {
            if (shares.of(above.id()).isEmpty()) {
                return;
            }
            for (MailboxName ancestor : made.name().ancestors()) {
                if (ancestor.isBelow(above.name())) {
                    store.mailbox(account, ancestor)
                            .ifPresent(between -> shares.inherit(account, above.id(), between.id()));
                }
            }
            shares.inherit(account, above.id(), made.id());
        } catch (StoreException failed) {
            LOG.warn("{}: not shared as {}, which it is below: {}", made.id(), above.id(), failed.failure());
        }
    }

    private Optional<Mailbox> nearest(AccountId account, MailboxName name) {
        for (MailboxName ancestor : name.ancestors().reversed()) {
            Optional<Mailbox> mailbox = store.mailbox(account, ancestor);
            if (mailbox.isPresent()) {
                return mailbox;
            }
        }
        return Optional.empty();
    }

    @Override
    public Expunged delete(AccountId account, MailboxName name) {
        Optional<Mailbox> mailbox = store.mailbox(account, name);
        Expunged gone = store.delete(account, name);
        mailbox.ifPresent(one -> shares.forget(one.id()));
        return gone;
    }

    // ---- as the store beneath ----

    @Override
    public List<Mailbox> mailboxes(AccountId account) {
        return store.mailboxes(account);
    }

    @Override
    public Optional<Mailbox> mailbox(AccountId account, MailboxName name) {
        return store.mailbox(account, name);
    }

    @Override
    public void rename(AccountId account, MailboxName from, MailboxName to) {
        store.rename(account, from, to);
    }

    @Override
    public void subscribe(AccountId account, MailboxName name, boolean subscribed) {
        store.subscribe(account, name, subscribed);
    }

    @Override
    public SortedSet<MailboxName> subscriptions(AccountId account) {
        return store.subscriptions(account);
    }

    @Override
    public Usage usage(AccountId account) {
        return store.usage(account);
    }

    @Override
    public MailboxSnapshot snapshot(MailboxId mailbox) {
        return store.snapshot(mailbox);
    }

    @Override
    public MailboxSnapshot tail(MailboxId mailbox, long fromUid, int limit) {
        return store.tail(mailbox, fromUid, limit);
    }

    @Override
    public List<MailboxMark> marks(long after, int limit) {
        return store.marks(after, limit);
    }

    @Override
    public TextIndex textIndex() {
        return store.textIndex();
    }

    @Override
    public void searchWith(TextIndex index) {
        store.searchWith(index);
    }

    @Override
    public StoredMessage message(MailboxSnapshot snapshot, int index) {
        return store.message(snapshot, index);
    }

    @Override
    public void orderKeys(MailboxSnapshot snapshot, int[] indexes, OrderVisitor visitor) {
        store.orderKeys(snapshot, indexes, visitor);
    }

    @Override
    public UidSet vanishedSince(MailboxId mailbox, long modSeq) {
        return store.vanishedSince(mailbox, modSeq);
    }

    @Override
    public List<Appended> deliver(MessageContent content, Instant internalDate, List<Destination> destinations) {
        return store.deliver(content, internalDate, destinations);
    }

    @Override
    public List<Appended> append(MailboxId mailbox, List<NewMessage> messages) {
        return store.append(mailbox, messages);
    }

    @Override
    public FlagsChanged changeFlags(MailboxId mailbox, UidSet uids, FlagChange change, OptionalLong unchangedSince) {
        return store.changeFlags(mailbox, uids, change, unchangedSince);
    }

    @Override
    public Replaced replace(MailboxId from, long uid, MailboxId to, NewMessage message) {
        return store.replace(from, uid, to, message);
    }

    @Override
    public Expunged expunge(MailboxId mailbox, UidSet uids) {
        return store.expunge(mailbox, uids);
    }

    @Override
    public Copied copy(MailboxId from, UidSet uids, MailboxId to) {
        return store.copy(from, uids, to);
    }

    @Override
    public Copied move(MailboxId from, UidSet uids, MailboxId to) {
        return store.move(from, uids, to);
    }

    @Override
    public void hideFromPop(MailboxId mailbox, UidSet uids) {
        store.hideFromPop(mailbox, uids);
    }

    @Override
    public void showToPop(MailboxId mailbox, UidSet uids) {
        store.showToPop(mailbox, uids);
    }

    @Override
    public void noteFiles(MailboxId mailbox, UidSet with, UidSet without) {
        store.noteFiles(mailbox, with, without);
    }

    @Override
    public UidSet claimRecent(MailboxId mailbox) {
        return store.claimRecent(mailbox);
    }

    @Override
    public long recentFrom(MailboxId mailbox) {
        return store.recentFrom(mailbox);
    }

    @Override
    public Journal journal() {
        return store.journal();
    }

    @Override
    public List<Remembered> history(AccountId account, int limit) {
        return store.history(account, limit);
    }

    @Override
    public List<RememberedMessage> expungedMessages(
            AccountId account, MailboxId mailbox, long modSeq, long after, int limit) {
        return store.expungedMessages(account, mailbox, modSeq, after, limit);
    }

    @Override
    public StoredMessage message(AccountId account, Remembered entry) {
        return store.message(account, entry);
    }

    @Override
    public List<Appended> restore(AccountId account, List<Departed> messages) {
        return store.restore(account, messages);
    }

    @Override
    public long forget(Instant before) {
        return store.forget(before);
    }

    @Override
    public long purge(AccountId account) {
        return store.purge(account);
    }

    @Override
    public Subscription watch(AccountId account, Consumer<Change> listener) {
        return store.watch(account, listener);
    }

    @Override
    public Subscription watchAll(Consumer<Change> listener) {
        return store.watchAll(listener);
    }

    @Override
    public void close() {
        store.close();
    }
}
