package org.tassis.migration.imap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.message.Spool;
import org.tassis.migration.imap.PullRecords.Pulled;
import org.tassis.migration.intake.Canonical;
import org.tassis.migration.intake.Fingerprint;
import org.tassis.migration.intake.Intake;
import org.tassis.migration.intake.Progress;
import org.tassis.store.FlagChange;
import org.tassis.store.MailStore;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Pulls one folder. What is known of each message decides: 1. its UID is in the records: only its flags may
/// have changed there; 2. the folder got another UIDVALIDITY, and a message of its earlier life looks the
/// same: it is that one; 3. a message of the folder here that no record knows looks the same (the process
/// died between the store's write and
///    that of the records, or the mail came by another way): it is that one; 4. else it is new. Its octets
/// are fetched, and looked at once more by 3, as servers may be wrong about sizes.
final class FolderPull {
    /// Messages whose description is asked for in one command.
    private static final int LOOK = 200;

    /// Octets of whole messages in one answer, and messages.
    private static final long WHOLE = 2 << 20;

    private static final int WHOLE_MESSAGES = 100;
    private static final int MEMORY = 64 * 1024;

    /// A message that is larger is passed over.
    private static final long MAX_MESSAGE = 1L << 30;

    private final ImapConnection connection;
    private final Intake intake;
    private final MailStore store;
    private final PullRecords records;
    private final Progress progress;
    private final Path spool;
    private final PullRecords.Folder life;
    private final MailboxName target;
    private final Set<Fingerprint> elsewhere;

    private final Map<Long, Pulled> known = new TreeMap<>();
    private final Map<Fingerprint, List<Pulled>> earlier = new HashMap<>();
    private Map<Fingerprint, List<Long>> here = new HashMap<>();
    private final List<Pulled> fresh = new ArrayList<>();

    /// @param elsewhere messages that came from other folders and are not wanted again
    FolderPull(
            ImapConnection connection,
            Intake intake,
            MailStore store,
            PullRecords records,
            Progress progress,
            Path spool,
            PullRecords.Folder life,
            MailboxName target,
            Set<Fingerprint> elsewhere) {
        this.connection = connection;
        this.intake = intake;
        this.store = store;
        this.records = records;
        this.progress = progress;
        this.spool = spool;
        this.life = life;
        this.target = target;
        this.elsewhere = elsewhere;
    }

    void run(ImapConnection.Opened opened) throws IOException {
        MailboxId mailbox = intake.folder(target);
        records.messages(life).forEach(message -> known.put(message.uid(), message));
        if (opened.messages() == 0) {
            return;
        }
        long[] uids = connection.uids();
        progress.expect(uids.length);
        long[] wanted =
                Arrays.stream(uids).filter(uid -> !known.containsKey(uid)).toArray();
        progress.known(uids.length - wanted.length);
        if (!known.isEmpty() && uids.length > wanted.length) {
            changedFlags(opened, uids);
        }
        if (wanted.length > 0) {
            for (Pulled message : records.earlier(life)) {
                earlier.computeIfAbsent(message.print(), _ -> new ArrayList<>(1))
                        .add(message);
            }
            here = unknownHere(mailbox);
            for (int from = 0; from < wanted.length; from += LOOK) {
                bring(Arrays.copyOfRange(wanted, from, Math.min(wanted.length, from + LOOK)), mailbox);
            }
        }
        if (opened.highestModSeq() > 0) {
            records.update(new PullRecords.Folder(
                    life.id(), life.account(), life.source(), life.name(), life.uidValidity(), opened.highestModSeq()));
        }
    }

    /// What is in the folder here and in no record, by fingerprints.
    private Map<Fingerprint, List<Long>> unknownHere(MailboxId mailbox) {
        TreeSet<Long> recorded = new TreeSet<>();
        known.values().stream()
                .filter(message -> message.mailbox().equals(mailbox))
                .forEach(message -> recorded.add(message.here()));
        earlier.values().forEach(list -> list.stream()
                .filter(message -> message.mailbox().equals(mailbox))
                .forEach(message -> recorded.add(message.here())));
        // the first time all that is there may be what is wanted; later what came behind the last that is recorded
        long from = recorded.isEmpty() ? 1 : recorded.last() + 1;
        return intake.known(target, from);
    }

    // ---- flags ----

    private void changedFlags(ImapConnection.Opened opened, long[] uids) throws IOException {
        boolean modSeqs = connection.hasCondStore() && opened.highestModSeq() > 0;
        if (modSeqs && life.modSeq() == opened.highestModSeq()) {
            return;
        }
        if (modSeqs && life.modSeq() > 0) {
            apply(connection.flags("1:*", life.modSeq()));
            return;
        }
        for (int from = 0; from < uids.length; from += 5000) {
            progress.check();
            int to = Math.min(uids.length, from + 5000) - 1;
            apply(connection.flags(uids[from] + ":" + uids[to], 0));
        }
    }

    /// What changed there is changed here; what was changed here meanwhile stays.
    private void apply(List<ImapConnection.Flagged> now) {
        List<Pulled> changed = new ArrayList<>();
        for (ImapConnection.Flagged flagged : now) {
            Pulled message = known.get(flagged.uid());
            if (message != null && !message.flags().equals(flagged.flags())) {
                changed.add(
                        new Pulled(message.uid(), message.print(), flagged.flags(), message.mailbox(), message.here()));
            }
        }
        apply(changed, known);
    }

    private void apply(List<Pulled> changed, Map<Long, Pulled> before) {
        record Change(MailboxId mailbox, FlagChange change) {}
        Map<Change, UidSet.Builder> changes = new LinkedHashMap<>();
        for (Pulled message : changed) {
            Pulled old = before.get(message.uid());
            if (message.here() == 0 || old == null) {
                continue;
            }
            Flags added = minus(message.flags(), old.flags());
            Flags removed = minus(old.flags(), message.flags());
            if (!added.isEmpty()) {
                changes.computeIfAbsent(
                                new Change(message.mailbox(), new FlagChange(FlagChange.Mode.ADD, added)),
                                _ -> new UidSet.Builder())
                        .add(message.here());
            }
            if (!removed.isEmpty()) {
                changes.computeIfAbsent(
                                new Change(message.mailbox(), new FlagChange(FlagChange.Mode.REMOVE, removed)),
                                _ -> new UidSet.Builder())
                        .add(message.here());
            }
        }
        Set<Long> touched = new TreeSet<>();
        changes.forEach((change, uids) -> {
            try {
                store
                        .changeFlags(change.mailbox(), uids.build(), change.change(), OptionalLong.empty())
                        .changed()
                        .stream()
                        .forEach(touched::add);
            } catch (StoreException e) {
                if (e.failure() instanceof StoreFailure.TooMany) {
                    progress.remark("Folder " + target + " has as many keywords as it can have; some were left out.");
                } else if (!(e.failure() instanceof StoreFailure.NoSuchMailbox)) {
                    throw e;
                }
            }
        });
        progress.changed(touched.size());
        records.put(life, changed);
        changed.forEach(message -> known.put(message.uid(), message));
    }

    private static Flags minus(Flags from, Flags without) {
        EnumSet<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        system.addAll(from.system());
        system.removeAll(without.system());
        List<String> keywords = new ArrayList<>();
        for (String word : from.keywords()) {
            if (!without.has(word)) {
                keywords.add(word);
            }
        }
        return Flags.of(system, keywords);
    }

    // ---- messages ----

    private void bring(long[] uids, MailboxId mailbox) throws IOException {
        progress.check();
        try {
            fetch(uids, mailbox);
        } finally {
            if (!progress.isCancelled()) {
                intake.flush(); // also what came before the line broke
            }
            remember();
        }
    }

    private void fetch(long[] uids, MailboxId mailbox) throws IOException {
        UidSet.Builder set = new UidSet.Builder();
        for (long uid : uids) {
            set.add(uid);
        }
        List<RemoteMessage> small = new ArrayList<>();
        long octets = 0;
        for (RemoteMessage message : connection.look(set.build())) {
            if (isKnown(message, mailbox)) {
                progress.known(1);
                continue;
            }
            if (message.size() > MAX_MESSAGE) {
                progress.refused("A message of folder " + target + " has " + (message.size() >> 20)
                        + " MB; that is more than a message may have.");
                continue;
            }
            if (message.size() > WHOLE) {
                large(message, mailbox);
                continue;
            }
            if (small.size() == WHOLE_MESSAGES || octets + message.size() > WHOLE) {
                whole(small, octets, mailbox);
                small.clear();
                octets = 0;
            }
            small.add(message);
            octets += message.size();
        }
        whole(small, octets, mailbox);
    }

    /// By what the other server says of it.
    private boolean isKnown(RemoteMessage message, MailboxId mailbox) {
        List<Pulled> before = earlier.get(message.print());
        if (before != null && !before.isEmpty()) {
            Pulled old = before.removeFirst();
            Pulled now = new Pulled(message.uid(), message.print(), message.flags(), old.mailbox(), old.here());
            apply(List.of(now), Map.of(message.uid(), old));
            return true;
        }
        if (elsewhere.contains(message.print())) {
            fresh.add(new Pulled(message.uid(), message.print(), message.flags(), mailbox, 0));
            return true;
        }
        return isHere(message, message.print(), mailbox);
    }

    private boolean isHere(RemoteMessage message, Fingerprint print, MailboxId mailbox) {
        List<Long> there = here.get(print);
        if (there == null || there.isEmpty()) {
            return false;
        }
        fresh.add(new Pulled(message.uid(), message.print(), message.flags(), mailbox, there.removeFirst()));
        return true;
    }

    private void whole(List<RemoteMessage> messages, long octets, MailboxId mailbox) throws IOException {
        if (messages.isEmpty()) {
            return;
        }
        Map<Long, RemoteMessage> waiting = new LinkedHashMap<>();
        UidSet.Builder uids = new UidSet.Builder();
        for (RemoteMessage message : messages) {
            waiting.put(message.uid(), message);
            uids.add(message.uid());
        }
        connection.bodies(uids.build(), octets, (uid, bytes, offset, length) -> {
            RemoteMessage message = waiting.remove(uid);
            if (message != null) {
                Spool content = new Spool(spool, MEMORY);
                try {
                    Canonical canonical = new Canonical(content);
                    canonical.write(bytes, offset, length);
                    canonical.finish();
                } catch (IOException | RuntimeException e) {
                    content.close();
                    throw e;
                }
                add(message, content, mailbox);
            }
        });
        // what is left was deleted there meanwhile
    }

    private void large(RemoteMessage message, MailboxId mailbox) throws IOException {
        Spool content = new Spool(spool, MEMORY);
        try {
            Canonical canonical = new Canonical(content);
            long offset = 0;
            int came;
            do {
                progress.check();
                came = connection.part(
                        message.uid(), offset, (_, bytes, at, length) -> canonical.write(bytes, at, length));
                offset += came;
            } while (came == ImapConnection.PART && offset <= MAX_MESSAGE);
            canonical.finish();
        } catch (IOException | RuntimeException e) {
            content.close();
            throw e;
        }
        add(message, content, mailbox);
    }

    private void add(RemoteMessage message, Spool content, MailboxId mailbox) throws IOException {
        if (content.size() == 0) {
            content.close();
            progress.refused("A message of folder " + target + " came without anything in it.");
            return;
        }
        Fingerprint print = Fingerprint.of(
                content.structure(), content.size(), message.date().getEpochSecond());
        if (!print.equals(message.print()) && isHere(message, print, mailbox)) {
            progress.known(1);
            content.close();
            return;
        }
        intake.add(
                target,
                content,
                message.flags(),
                message.date(),
                appended -> fresh.add(new Pulled(
                        message.uid(), message.print(), message.flags(), appended.mailbox(), appended.uid())));
        remember();
    }

    /// Writes down what is here. Between the store's write and this one a crash may come: see 3 above.
    private void remember() {
        if (!fresh.isEmpty()) {
            records.put(life, fresh);
            fresh.forEach(message -> known.put(message.uid(), message));
            fresh.clear();
        }
    }
}
