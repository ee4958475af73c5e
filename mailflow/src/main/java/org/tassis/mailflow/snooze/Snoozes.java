package org.tassis.mailflow.snooze;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.store.FlagChange;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Via;

/// Puts messages to sleep in the folder {@link #FOLDER} and wakes them into INBOX, unread and with the
/// keyword {@link #AWAKE}. Any thread.
///
/// A message comes back exactly once, whatever happens meanwhile: its time is written down before it moves,
/// and forgotten after it has come back; moving is one step of the store, which keeps its {@link
/// MessageId}. What somebody took out of the folder, or a time that was written down for a message that
/// never moved, is forgotten when the time has come.
public final class Snoozes {
    public static final MailboxName FOLDER = new MailboxName("Snoozed");

    /// Says that a message came back.
    public static final String AWAKE = "$Awake";

    /// Sleeping messages of one account.
    public static final int MOST = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Snoozes.class);
    private static final int PAGE = 500;

    private final SnoozeRecords records;
    private final MailStore store;
    private final InstantSource clock;

    public Snoozes(SnoozeRecords records, MailStore store, InstantSource clock) {
        this.records = records;
        this.store = store;
        this.clock = clock;
    }

    /// @param uids of messages in a mailbox of the account; those that are gone are passed over
    /// @return the messages that sleep now; empty when there are too many
    public Set<MessageId> sleep(AccountId account, Mailbox from, UidSet uids, Instant until) {
        Instant when = until.truncatedTo(ChronoUnit.MILLIS);
        MailboxSnapshot snapshot = store.snapshot(from.id());
        Mailbox folder = folder(account);
        Map<MessageId, Snooze> before = new HashMap<>();
        records.of(account).forEach(one -> before.put(one.message(), one));
        List<Snooze> snoozes = new ArrayList<>();
        UidSet.Builder there = new UidSet.Builder();
        PrimitiveIterator.OfLong each = uids.stream().iterator();
        while (each.hasNext()) {
            long uid = each.nextLong();
            int index = snapshot.indexOf(uid);
            if (index >= 0) {
                there.add(uid);
                MessageId id = snapshot.id(index);
                // another time for one that sleeps: it still came from where it was
                MailboxId origin = from.id().equals(folder.id())
                        ? Optional.ofNullable(before.get(id)).map(Snooze::from).orElse(from.id())
                        : from.id();
                snoozes.add(new Snooze(account, id, folder.id(), origin, when));
            }
        }
        long fresh = snoozes.stream()
                .filter(one -> !before.containsKey(one.message()))
                .count();
        if (snoozes.isEmpty() || before.size() + fresh > MOST) {
            return Set.of();
        }
        records.put(snoozes);
        if (!from.id().equals(folder.id())) {
            store.move(from.id(), there.build(), folder.id());
        }
        Set<MessageId> asleep = new HashSet<>();
        snoozes.forEach(one -> asleep.add(one.message()));
        return asleep;
    }

    /// Another time for some that sleep; they still came from where they were.
    ///
    /// @return those that sleep until then now, with the time that each had before
    public Map<MessageId, Instant> postpone(AccountId account, Collection<MessageId> messages, Instant until) {
        Instant when = until.truncatedTo(ChronoUnit.MILLIS);
        Map<MessageId, Instant> before = new HashMap<>();
        List<Snooze> later = new ArrayList<>();
        for (Snooze one : records.of(account)) {
            if (messages.contains(one.message())) {
                before.put(one.message(), one.until());
                later.add(new Snooze(account, one.message(), one.folder(), one.from(), when));
            }
        }
        if (!later.isEmpty()) {
            records.put(later);
        }
        return before;
    }

    private Mailbox folder(AccountId account) {
        Optional<Mailbox> there = store.mailbox(account, FOLDER);
        if (there.isPresent()) {
            return there.get();
        }
        Mailbox made = store.create(account, FOLDER, Set.of());
        store.subscribe(account, FOLDER, true);
        return made;
    }

    /// Those that sleep, with their place, by their time. What is no longer there is left out.
    public List<Asleep> asleep(AccountId account) {
        Map<MailboxId, Map<MessageId, Integer>> places = new HashMap<>();
        Map<MailboxId, MailboxSnapshot> snapshots = new HashMap<>();
        Set<MailboxId> own = own(account);
        List<Asleep> asleep = new ArrayList<>();
        for (Snooze one : records.of(account)) {
            if (!own.contains(one.folder())) {
                continue;
            }
            MailboxSnapshot snapshot = snapshots.computeIfAbsent(one.folder(), store::snapshot);
            Integer index =
                    places.computeIfAbsent(one.folder(), _ -> places(snapshot)).get(one.message());
            if (index != null) {
                asleep.add(new Asleep(one, snapshot, index));
            }
        }
        return asleep;
    }

    /// @param index of the message in the snapshot
    public record Asleep(Snooze snooze, MailboxSnapshot snapshot, int index) {}

    private static Map<MessageId, Integer> places(MailboxSnapshot snapshot) {
        Map<MessageId, Integer> places = new HashMap<>();
        for (int i = 0; i < snapshot.count(); i++) {
            places.put(snapshot.id(i), i);
        }
        return places;
    }

    private Set<MailboxId> own(AccountId account) {
        Set<MailboxId> own = new HashSet<>();
        store.mailboxes(account).forEach(one -> own.add(one.id()));
        return own;
    }

    /// Now, whatever their time.
    ///
    /// @return how many came back
    public int wake(AccountId account, Collection<MessageId> messages) {
        List<Snooze> chosen = records.of(account).stream()
                .filter(one -> messages.contains(one.message()))
                .toList();
        int woken = 0;
        for (Snooze one : chosen) {
            woken += wake(one) ? 1 : 0;
        }
        return woken;
    }

    /// As if they had never slept: back to where they were, else to INBOX.
    public void cancel(AccountId account, Collection<MessageId> messages) {
        Set<MailboxId> own = own(account);
        for (Snooze one : records.of(account)) {
            if (messages.contains(one.message())) {
                OptionalLong uid = find(one, own);
                if (uid.isPresent()) {
                    MailboxId to =
                            own.contains(one.from()) && !one.from().equals(one.folder()) ? one.from() : inbox(account);
                    store.move(one.folder(), UidSet.of(uid.getAsLong()), to);
                }
                records.remove(account, List.of(one.message()));
            }
        }
    }

    /// Wakes everything whose time has come. To be called every few seconds; what fails is tried again the
    /// next time.
    ///
    /// @return how many came back
    public int tend() {
        int woken = 0;
        Set<MessageId> failed = new HashSet<>();
        while (true) {
            List<Snooze> due = records.due(clock.instant(), PAGE + failed.size());
            List<Snooze> fresh =
                    due.stream().filter(one -> !failed.contains(one.message())).toList();
            if (fresh.isEmpty() || failed.size() > PAGE) {
                return woken;
            }
            for (Snooze one : fresh) {
                try {
                    woken += wake(one) ? 1 : 0;
                } catch (StoreException e) { // such as a full mailbox, or a database that is away
                    failed.add(one.message());
                    LOG.warn(
                            "a message of mailbox number {} could not come back, it is tried again",
                            one.account().value(),
                            e);
                }
            }
        }
    }

    private boolean wake(Snooze snooze) {
        return Actor.present().as(Via.SNOOZE).call(() -> bringBack(snooze));
    }

    private boolean bringBack(Snooze snooze) {
        OptionalLong uid = find(snooze, own(snooze.account()));
        if (uid.isPresent()) {
            UidSet message = UidSet.of(uid.getAsLong());
            change(snooze, message, FlagChange.Mode.REMOVE, Flags.of(SystemFlag.SEEN));
            change(snooze, message, FlagChange.Mode.ADD, Flags.of(Set.of(), Set.of(AWAKE)));
            store.move(snooze.folder(), message, inbox(snooze.account()));
        }
        records.remove(snooze.account(), List.of(snooze.message()));
        return uid.isPresent();
    }

    private void change(Snooze snooze, UidSet message, FlagChange.Mode mode, Flags flags) {
        store.changeFlags(snooze.folder(), message, new FlagChange(mode, flags), OptionalLong.empty());
    }

    private OptionalLong find(Snooze snooze, Set<MailboxId> own) {
        if (!own.contains(snooze.folder())) {
            return OptionalLong.empty(); // the folder was removed: the message is in the history
        }
        MailboxSnapshot snapshot = store.snapshot(snooze.folder());
        for (int i = snapshot.count() - 1; i >= 0; i--) {
            if (snapshot.id(i).equals(snooze.message())) {
                return OptionalLong.of(snapshot.uid(i));
            }
        }
        return OptionalLong.empty();
    }

    private MailboxId inbox(AccountId account) {
        return store.mailboxes(account).stream()
                .filter(one -> one.name().isInbox())
                .findFirst()
                .orElseThrow()
                .id();
    }

    /// Forgets all that an account has, for an account that nobody uses any more.
    public void purge(AccountId account) {
        records.purge(account);
    }
}
