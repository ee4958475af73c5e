package org.tassis.migration.intake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.message.Spool;
import org.tassis.store.Appended;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.Usage;

/// Puts messages into one mailbox, many in one write of the store. Used by one thread; close it in any case.
public final class Intake implements AutoCloseable {
    /// Of one write. More octets in one go would keep others waiting.
    private static final int BATCH_MESSAGES = 100;

    private static final long BATCH_BYTES = 8 << 20;

    private final MailStore store;
    private final AccountId account;
    private final Progress progress;
    private final Map<MailboxName, MailboxId> folders = new HashMap<>();
    private final List<Waiting> batch = new ArrayList<>();
    private MailboxName folder = MailboxName.INBOX;
    private long bytes;

    /// Hears of a message when it is stored.
    @FunctionalInterface
    public interface Stored {
        void as(Appended appended);
    }

    private record Waiting(Spool content, Flags flags, Instant date, Stored stored) {
        NewMessage message() {
            return new NewMessage(content, flags, date);
        }
    }

    public Intake(MailStore store, AccountId account, Progress progress) {
        this.store = store;
        this.account = account;
        this.progress = progress;
    }

    /// The folder of that name, made when it is not there, subscribed.
    public MailboxId folder(MailboxName name) {
        return folders.computeIfAbsent(name, wanted -> store.mailbox(account, wanted)
                .orElseGet(() -> {
                    Mailbox made = store.create(account, wanted, Set.of());
                    store.subscribe(account, wanted, true);
                    return made;
                })
                .id());
    }

    /// Takes the content over and closes it.
    ///
    /// @param stored told after the write, before this or {@link #flush} returns
    /// @throws Stopped FULL, FAILED or CANCELLED
    public void add(MailboxName name, Spool content, Flags flags, Instant date, Stored stored) {
        if (!name.equals(folder)) {
            flush();
            folder = name;
        }
        batch.add(new Waiting(content, flags, date, stored));
        bytes += content.size();
        if (batch.size() >= BATCH_MESSAGES || bytes >= BATCH_BYTES) {
            flush();
        }
    }

    /// Writes what waits.
    ///
    /// @throws Stopped FULL, FAILED or CANCELLED
    public void flush() {
        if (batch.isEmpty()) {
            return;
        }
        progress.check();
        try {
            append(batch);
        } catch (StoreException e) {
            if (batch.size() == 1) {
                alone(batch.getFirst(), e);
            } else {
                for (Waiting one : batch) {
                    try {
                        append(List.of(one));
                    } catch (StoreException again) {
                        alone(one, again);
                    }
                }
            }
        } finally {
            drop();
        }
    }

    private void append(List<Waiting> some) {
        List<Appended> appended =
                store.append(folder(folder), some.stream().map(Waiting::message).toList());
        long octets = 0;
        for (int i = 0; i < some.size(); i++) {
            octets += some.get(i).content().size();
            some.get(i).stored().as(appended.get(i));
        }
        progress.brought(some.size(), octets);
    }

    /// What is the matter with one message.
    private void alone(Waiting one, StoreException failure) {
        switch (failure.failure()) {
            case StoreFailure.OverQuota _ -> throw new Stopped(Stopped.Reason.FULL, full(one));
            case StoreFailure.TooMany _
            when !one.flags().keywords().isEmpty() -> {
                progress.remark("Folder " + folder + " has as many keywords as it can have; of a message with "
                        + String.join(" ", one.flags().keywords()) + " they were left out.");
                Flags fewer = Flags.of(one.flags().system(), List.of());
                append(List.of(new Waiting(one.content(), fewer, one.date(), one.stored())));
            }
            case StoreFailure.Full _ ->
                throw new Stopped(Stopped.Reason.FAILED, "The disk of the server is full. Make space and go on.");
            default -> throw failed(failure);
        }
    }

    private String full(Waiting one) {
        Usage usage = store.usage(account);
        return "The mailbox is full: it holds " + megabytes(usage.bytes()) + " of "
                + (usage.quota().limitsBytes() ? megabytes(usage.quota().bytes()) : "unlimited space") + " in "
                + usage.messages() + " messages, and the next message of folder " + folder + " has "
                + megabytes(one.content().size())
                + ". Nothing is lost: give the mailbox more space, then go on with the same command.";
    }

    private static String megabytes(long octets) {
        return octets < 1 << 20 ? Math.max(1, octets >> 10) + " KB" : (octets >> 20) + " MB";
    }

    private static Stopped failed(StoreException failure) {
        return new Stopped(Stopped.Reason.FAILED, "The mail store answered: " + failure.failure(), failure);
    }

    /// What is in a folder already, by fingerprints, each as often as it is there.
    ///
    /// @param from only messages with at least this UID
    public Map<Fingerprint, List<Long>> known(MailboxName name, long from) {
        Map<Fingerprint, List<Long>> known = new HashMap<>();
        Optional<Mailbox> there = store.mailbox(account, name);
        if (there.isEmpty()) {
            return known;
        }
        MailboxSnapshot snapshot = store.snapshot(there.get().id());
        int at = snapshot.indexOf(from);
        for (int i = at < 0 ? -at - 1 : at; i < snapshot.count(); i++) {
            progress.check();
            Fingerprint print =
                    Fingerprint.of(store.message(snapshot, i).structure(), snapshot.size(i), snapshot.internalDate(i));
            known.computeIfAbsent(print, _ -> new ArrayList<>(1)).add(snapshot.uid(i));
        }
        return known;
    }

    private void drop() {
        for (Waiting one : batch) {
            try {
                one.content().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        batch.clear();
        bytes = 0;
    }

    /// Forgets what waits.
    @Override
    public void close() {
        drop();
    }
}
