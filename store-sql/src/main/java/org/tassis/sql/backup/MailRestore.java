package org.tassis.sql.backup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.tassis.backup.BackupException;
import org.tassis.backup.Progress;
import org.tassis.backup.Stopped;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.core.UidSet;
import org.tassis.message.DamagedStructure;
import org.tassis.message.MessageContent;
import org.tassis.message.MessageStructure;
import org.tassis.message.StructureCodec;
import org.tassis.sql.Revived;
import org.tassis.sql.SqlMailStore;
import org.tassis.sql.volume.CopiedRecord;
import org.tassis.store.Appended;
import org.tassis.store.Departed;
import org.tassis.store.FlagChange;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Remembered;

/// Puts messages of a backup back into a mailbox that is in use, beside what is there: with flags, dates and,
/// in the mailbox they came from, ids. What is there, in whichever folder, is not put there twice; what can
/// be taken out of the history is taken from there. Each batch is durable; whoever does it again goes on
/// where it ended. Used by one thread.
public final class MailRestore {
    private static final int BATCH = 200;
    private static final long BATCH_OCTETS = 16L << 20;

    private final SqlMailStore store;
    private final SavedMailbox saved;
    private final AccountId into;
    private final Progress progress;

    /// Whether the ids of the backup are those of this mailbox.
    private final boolean own;

    private final Map<Long, Place> there = new HashMap<>();
    private final Map<Long, Remembered> history = new HashMap<>();
    private final Map<MailboxName, Set<String>> alike = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<MailboxName, List<Revived>> waiting = new HashMap<>();
    private long waitingOctets;
    private int waitingCount;
    private long restored;
    private long present;

    private record Place(long size, long date) {}

    public MailRestore(SqlMailStore store, SavedMailbox saved, AccountId into, Progress progress) {
        this.store = store;
        this.saved = saved;
        this.into = into;
        this.own = saved.account() == into.value();
        this.progress = progress;
    }

    /// What was done.
    ///
    /// @param restored messages that are back
    /// @param present  messages that were there already
    /// @param problems sentences about messages that could not be put back
    /// @param stopped  whether it was told to stop before all were back
    public record Report(long restored, long present, List<String> problems, boolean stopped) {
        public Report {
            problems = List.copyOf(problems);
        }
    }

    /// What would be done in a folder.
    ///
    /// @param back    messages that would come back
    /// @param octets  of these
    /// @param present messages that are there already
    public record Expected(MailboxName folder, long back, long octets, long present) {}

    /// What {@link #run} would do with the same arguments, by folders. Changes nothing.
    public List<Expected> preview(Optional<MailboxName> folder, Optional<UidSet> uids) {
        refuseUnknown(folder);
        look();
        Map<MailboxName, Expected> expected = new TreeMap<>();
        folder.map(List::of).orElse(saved.folders()).forEach(name -> expected.put(name, new Expected(name, 0, 0, 0)));
        for (SavedMailbox.Message message : chosen(folder, uids)) {
            boolean known = isThere(message);
            expected.merge(
                    message.folder(),
                    new Expected(message.folder(), known ? 0 : 1, known ? 0 : message.size(), known ? 1 : 0),
                    (a, b) -> new Expected(
                            a.folder(), a.back() + b.back(), a.octets() + b.octets(), a.present() + b.present()));
        }
        return List.copyOf(expected.values());
    }

    private void refuseUnknown(Optional<MailboxName> folder) {
        if (folder.isPresent() && !saved.folders().contains(folder.get())) {
            throw new BackupException(
                    "the mailbox has no folder " + folder.get() + " in the backup; it has " + saved.folders());
        }
    }

    private List<SavedMailbox.Message> chosen(Optional<MailboxName> folder, Optional<UidSet> uids) {
        return saved.messages().stream()
                .filter(message -> folder.isEmpty() || folder.get().equals(message.folder()))
                .filter(message -> uids.isEmpty() || uids.get().contains(message.uid()))
                .toList();
    }

    /// @param folder all folders unless given
    /// @param uids   all messages unless given; UIDs that they had in that folder
    /// @return also when it was told to stop: what it says is back is there, and whoever does it again brings
    ///     back the rest
    /// @throws org.tassis.store.StoreException over quota: what fitted is there
    public Report run(Optional<MailboxName> folder, Optional<UidSet> uids) throws IOException, InterruptedException {
        refuseUnknown(folder);
        look();
        for (MailboxName name : folder.map(List::of).orElse(saved.folders())) {
            box(name);
        }
        List<SavedMailbox.Message> chosen = chosen(folder, uids);
        List<SavedMailbox.Message> remembered = new ArrayList<>();
        int done = 0;
        try {
            for (SavedMailbox.Message message : chosen) {
                progress.at("messages", done++, chosen.size());
                if (isThere(message)) {
                    present++;
                } else if (isRemembered(message)) {
                    remembered.add(message);
                } else {
                    fetch(message);
                }
            }
            write();
            recall(remembered, chosen.size());
        } catch (Stopped e) {
            write();
            return new Report(restored, present, problems, true);
        }
        return new Report(restored, present, problems, false);
    }

    /// What the mailbox has now.
    private void look() {
        for (Mailbox box : store.mailboxes(into)) {
            MailboxSnapshot snapshot = store.snapshot(box.id());
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < snapshot.count(); i++) {
                there.put(snapshot.id(i).value(), new Place(snapshot.size(i), snapshot.internalDate(i)));
                seen.add(likeness(snapshot.size(i), snapshot.internalDate(i)));
            }
            alike.put(box.name(), seen);
        }
        for (Remembered one : store.history(into, Integer.MAX_VALUE)) {
            history.putIfAbsent(one.id().value(), one);
        }
    }

    private static String likeness(long size, long date) {
        return size + " " + date;
    }

    private boolean isThere(SavedMailbox.Message message) {
        if (own) {
            Place place = there.get(message.id());
            if (place != null && place.size == message.size() && place.date == message.internalDate()) {
                return true;
            }
            if (place == null) {
                return false;
            }
        }
        return alike.getOrDefault(message.folder(), Set.of())
                .contains(likeness(message.size(), message.internalDate()));
    }

    private boolean isRemembered(SavedMailbox.Message message) {
        Remembered one = own ? history.get(message.id()) : null;
        return one != null
                && one.size() == message.size()
                && one.internalDate().getEpochSecond() == message.internalDate();
    }

    private Mailbox box(MailboxName name) {
        return store.mailbox(into, name).orElseGet(() -> {
            Mailbox made = store.create(into, name, Set.of());
            store.subscribe(into, name, true);
            return made;
        });
    }

    private void fetch(SavedMailbox.Message message) throws InterruptedException {
        try {
            Octets content = Octets.of(saved.read(message));
            boolean free = own && !there.containsKey(message.id()) && !history.containsKey(message.id());
            waiting.computeIfAbsent(message.folder(), _ -> new ArrayList<>())
                    .add(new Revived(
                            content,
                            message.flags(),
                            Instant.ofEpochSecond(message.internalDate()),
                            free ? message.id() : 0,
                            message.isHiddenFromPop()));
            waitingOctets += message.size();
            waitingCount++;
            if (waitingCount >= BATCH || waitingOctets >= BATCH_OCTETS) {
                write();
            }
        } catch (IOException | DamagedStructure | BackupException e) {
            problems.add(SavedMailbox.place(message) + " cannot be read from the backup: " + e.getMessage());
        }
    }

    private void write() {
        waiting.forEach((folder, messages) ->
                restored += store.revive(box(folder).id(), messages).size());
        waiting.clear();
        waitingOctets = 0;
        waitingCount = 0;
    }

    /// What was expunged since comes out of the history, and goes to the folder where it was then.
    private void recall(List<SavedMailbox.Message> messages, int all) {
        for (int from = 0; from < messages.size(); from += BATCH) {
            progress.at("messages", all - messages.size() + from, all);
            Map<MessageId, SavedMailbox.Message> wanted = new HashMap<>();
            messages.subList(from, Math.min(messages.size(), from + BATCH))
                    .forEach(message -> wanted.put(new MessageId(message.id()), message));
            Map<MailboxId, Map<MailboxId, UidSet.Builder>> moves = new HashMap<>();
            List<Departed> departed = wanted.keySet().stream()
                    .map(id -> history.get(id.value()))
                    .filter(Objects::nonNull)
                    .map(Remembered::departed)
                    .toList();
            for (Appended back : store.restore(into, departed)) {
                SavedMailbox.Message message = wanted.get(back.id());
                if (message == null) {
                    continue;
                }
                restored++;
                // it was marked as deleted when it was expunged
                store.changeFlags(
                        back.mailbox(),
                        UidSet.of(back.uid()),
                        new FlagChange(FlagChange.Mode.REPLACE, message.flags()),
                        OptionalLong.empty());
                MailboxId right = box(message.folder()).id();
                if (!right.equals(back.mailbox())) {
                    moves.computeIfAbsent(back.mailbox(), _ -> new HashMap<>())
                            .computeIfAbsent(right, _ -> new UidSet.Builder())
                            .add(back.uid());
                }
            }
            moves.forEach(
                    (source, targets) -> targets.forEach((target, uids) -> store.move(source, uids.build(), target)));
        }
    }

    /// A message in memory.
    private record Octets(byte[] octets, MessageStructure structure) implements MessageContent {
        static Octets of(CopiedRecord record) throws DamagedStructure {
            return new Octets(record.octets(), StructureCodec.decode(record.structure()));
        }

        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(octets);
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(octets);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }
}
