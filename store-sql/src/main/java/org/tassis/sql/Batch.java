package org.tassis.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.sql.volume.Locator;
import org.tassis.sql.volume.NewRecord;
import org.tassis.sql.volume.StoredRecord;
import org.tassis.sql.volume.VolumeWriter;
import org.tassis.store.Change;
import org.tassis.store.ChunkedSnapshot;
import org.tassis.store.MessageRow;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.OpenEntries;
import org.tassis.store.journal.Place;

/// What a transaction will do: the writes of a batch are evaluated one after the other against memory, each
/// seeing those before it, and leave here what is to be appended, executed, shown and published. Nothing of
/// it is visible to anyone before the commit; a batch that fails is dropped. Used by the committer's
/// thread.
final class Batch {
    private static final byte[] NO_OCTETS = {};

    private final Connection connection;
    private final Memory memory;
    private final Loader loader;
    private final Numbers numbers;
    private final InFlight inFlight;
    private final Instant now;
    private final long volume;
    private final JournalWork journal;
    private final Map<Long, BoxWork> boxes = new LinkedHashMap<>();
    private final Map<Long, AccountWork> accounts = new LinkedHashMap<>();
    private final List<Append> appends = new ArrayList<>();
    private final List<Insert> inserts = new ArrayList<>();
    private final List<Op> ops = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Relocation> relocations = new ArrayList<>();
    private long position;
    private boolean direct;

    /// @param volume   that records are appended to; 0 when there is none, and no write has octets
    /// @param position where the next record goes
    Batch(
            Connection connection,
            Memory memory,
            Loader loader,
            Numbers numbers,
            InFlight inFlight,
            Instant now,
            OpenEntries openEntries,
            long volume,
            long position) {
        this.connection = connection;
        this.memory = memory;
        this.loader = loader;
        this.numbers = numbers;
        this.inFlight = inFlight;
        this.now = now;
        this.journal = new JournalWork(this, openEntries);
        this.volume = volume;
        this.position = position;
    }

    private record Append(long contentId, NewRecord record, long locator) {}

    private record Relocation(StoredRecord record, long locator) {}

    private record Insert(long mailbox, MessageRow row) {}

    private record Op(Sql sql, List<String> texts, byte[] octets, long[] numbers) {}

    // ---- what writes ask ----

    Instant now() {
        return now;
    }

    long nextId() {
        return numbers.nextId();
    }

    long nextUidValidity() {
        return numbers.nextUidValidity(now);
    }

    /// @throws StoreException NoSuchMailbox
    BoxWork box(MailboxId id) throws SQLException {
        BoxWork work = boxes.get(id.value());
        if (work == null) {
            BoxState.WithView base = memory.box(id.value());
            if (base == null) {
                BoxState state = loader.box(connection, id.value());
                if (state != null) {
                    base = new BoxState.WithView(state, null);
                    memory.loaded(base, memory.epoch());
                }
            }
            if (base == null) {
                throw new StoreException(new StoreFailure.NoSuchMailbox());
            }
            work = new BoxWork(this, base);
            boxes.put(id.value(), work);
        }
        if (work.state().deleted()) {
            throw new StoreException(new StoreFailure.NoSuchMailbox());
        }
        return work;
    }

    /// The mailbox with this id; empty when there is none (any more).
    Optional<BoxWork> boxIfThere(long id) throws SQLException {
        try {
            return Optional.of(box(new MailboxId(id)));
        } catch (StoreException e) {
            return Optional.empty();
        }
    }

    /// The account, or nothing when it was never used.
    @Nullable
    AccountWork accountIfThere(AccountId id) throws SQLException {
        AccountWork work = accounts.get(id.value());
        if (work == null) {
            AccountState base = memory.account(id.value());
            if (base == null) {
                base = loader.account(connection, id.value());
                if (base == null) {
                    return null;
                }
                memory.loaded(base, memory.epoch());
            }
            work = new AccountWork(this, base);
            accounts.put(id.value(), work);
        }
        return work;
    }

    AccountWork account(AccountId id) throws SQLException {
        AccountWork work = accountIfThere(id);
        if (work == null) {
            work = new AccountWork(this, AccountState.empty(id.value()));
            accounts.put(id.value(), work);
            work.provision();
        }
        return work;
    }

    /// The messages of a mailbox as they are committed now.
    ChunkedSnapshot load(long mailbox, long version) throws SQLException {
        BoxState.WithView held = memory.box(mailbox);
        if (held != null && held.view() != null && held.state().version() == version) {
            return held.view();
        }
        BoxState state = loader.box(connection, mailbox);
        if (state == null) {
            throw new StoreException(new StoreFailure.NoSuchMailbox());
        }
        if (state.version() != version) {
            throw new IllegalStateException(
                    "mailbox " + mailbox + " has version " + state.version() + " in the database, not " + version);
        }
        ChunkedSnapshot view = loader.view(connection, state);
        memory.loaded(new BoxState.WithView(state, view), memory.epoch());
        return view;
    }

    // ---- what writes do ----

    void created(BoxState state) {
        BoxState.WithView base =
                new BoxState.WithView(state, ChunkedSnapshot.empty(new MailboxId(state.id()), state.uidValidity()));
        boxes.put(state.id(), new BoxWork(this, base));
    }

    /// Gives a record its place in the volume.
    long place(long contentId, NewRecord record) {
        if (volume == 0) {
            throw new IllegalStateException("a write with octets did not say so");
        }
        long locator = Locator.of(volume, position);
        position += record.recordSize();
        appends.add(new Append(contentId, record, locator));
        return locator;
    }

    void insert(long mailbox, MessageRow row) {
        inserts.add(new Insert(mailbox, row));
    }

    void add(Sql sql, long... numbers) {
        ops.add(new Op(sql, List.of(), NO_OCTETS, numbers));
    }

    void add(Sql sql, String text, long... numbers) {
        ops.add(new Op(sql, List.of(text), NO_OCTETS, numbers));
    }

    void add(Sql sql, List<String> texts, long... numbers) {
        ops.add(new Op(sql, texts, NO_OCTETS, numbers));
    }

    void add(Sql sql, byte[] octets, List<String> texts, long... numbers) {
        ops.add(new Op(sql, texts, octets, numbers));
    }

    /// Writes into the journal of an account. A deed that concerns nothing is passed over.
    void note(Actor actor, AccountId account, Deed deed) {
        journal.note(actor, account, deed);
    }

    /// The same, in the journal of the mailbox's owner.
    void note(Actor actor, BoxWork box, Function<Place, Deed> deed) throws SQLException {
        note(actor, box.account(), deed.apply(place(box.account(), box)));
    }

    /// The rows of an account's journal are gone.
    void forgetJournal(AccountId account) {
        journal.forget(account);
    }

    /// Where something happens, for the owner of `account`.
    Place place(AccountId account, BoxWork box) throws SQLException {
        return box.account().equals(account)
                ? Place.of(box.id(), account(account).state().nameOf(box.id()))
                : Place.ELSEWHERE;
    }

    void change(Change change) {
        changes.add(change);
    }

    /// For writes that are a batch of their own: the connection, to be used at once.
    Connection direct() {
        direct = true;
        inFlight.beginEverything();
        return connection;
    }

    /// The same for writes that touch the queue alone, which nobody reads beside the committer.
    Connection directToQueue() {
        direct = true;
        return connection;
    }

    /// For writes that are a batch of their own and only read: what is committed.
    Connection committed() {
        return connection;
    }

    /// Gives a record that is in another volume a place in this one.
    long placeAgain(StoredRecord record) {
        long locator = Locator.of(volume, position);
        position += record.header().recordSize();
        relocations.add(new Relocation(record, locator));
        return locator;
    }

    // ---- what the committer does ----

    boolean hasOctets() {
        return !appends.isEmpty() || !relocations.isEmpty();
    }

    boolean isEmpty() {
        return ops.isEmpty()
                && inserts.isEmpty()
                && !direct
                && journal.isEmpty()
                && boxes.values().stream().noneMatch(BoxWork::changed)
                && accounts.values().stream().noneMatch(AccountWork::changed);
    }

    int messages() {
        return appends.size();
    }

    void writeOctets(VolumeWriter writer) throws IOException {
        for (Append append : appends) {
            check(writer.append(append.contentId, append.record), append.locator);
        }
        for (Relocation relocation : relocations) {
            check(writer.append(relocation.record), relocation.locator);
        }
    }

    private static void check(long locator, long planned) {
        if (locator != planned) {
            throw new IllegalStateException(
                    "record at " + Locator.describe(locator) + ", planned for " + Locator.describe(planned));
        }
    }

    void execute(Statements statements) throws SQLException {
        for (BoxWork box : boxes.values()) {
            if (box.changed()) {
                inFlight.begin(InFlight.Subject.of(box.id()));
            }
        }
        for (AccountWork account : accounts.values()) {
            if (account.changed()) {
                inFlight.begin(InFlight.Subject.of(account.id()));
            }
        }
        journal.accounts().forEach(account -> inFlight.begin(InFlight.Subject.of(account)));
        for (Insert insert : inserts) {
            MessageRow row = insert.row;
            statements.add(
                    Sql.INSERT_MESSAGE,
                    List.of(),
                    NO_OCTETS,
                    insert.mailbox,
                    row.uid(),
                    row.storedBits(),
                    row.modSeq(),
                    row.size(),
                    row.internalDate(),
                    row.saveDate(),
                    row.id(),
                    row.contentId(),
                    row.locator());
        }
        for (BoxWork box : boxes.values()) {
            if (box.changed()) {
                box.finish();
            }
        }
        for (AccountWork account : accounts.values()) {
            if (account.changed()) {
                account.finish();
            }
        }
        journal.finish();
        for (Op op : ops) {
            statements.add(op.sql, op.texts, op.octets, op.numbers);
        }
        statements.flush();
    }

    /// After the commit.
    void show() {
        for (BoxWork box : boxes.values()) {
            if (box.changed()) {
                memory.committed(box);
            }
        }
        for (AccountWork account : accounts.values()) {
            if (account.changed()) {
                memory.committed(account.state());
            }
        }
        journal.show();
    }

    List<Change> changes() {
        return changes;
    }
}
