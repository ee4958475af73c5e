package org.tassis.sql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.store.ChunkedSnapshot;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Accounts and mailboxes as they are: what memory has, else what the database has, which memory then keeps.
/// Any thread.
final class Views {
    private final Memory memory;
    private final Loader loader;
    private final Reader reader;
    private final Committer committer;

    Views(Memory memory, Loader loader, Reader reader, Committer committer) {
        this.memory = memory;
        this.loader = loader;
        this.reader = reader;
        this.committer = committer;
    }

    private void open() {
        if (committer.isClosed()) {
            throw new StoreException(new StoreFailure.Unavailable());
        }
    }

    /// @throws StoreException NoSuchMailbox
    BoxState state(MailboxId mailbox) {
        open();
        BoxState.WithView held = memory.box(mailbox.value());
        if (held != null) {
            return existing(held.state());
        }
        long epoch = memory.epoch();
        BoxState loaded = existing(
                reader.read(InFlight.Subject.of(mailbox), connection -> loader.box(connection, mailbox.value())));
        memory.loaded(new BoxState.WithView(loaded, null), epoch);
        return loaded;
    }

    AccountState account(AccountId account) {
        open();
        AccountState held = memory.account(account.value());
        if (held != null) {
            return held;
        }
        long epoch = memory.epoch();
        AccountState loaded =
                reader.read(InFlight.Subject.of(account), connection -> loader.account(connection, account.value()));
        if (loaded != null) {
            memory.loaded(loaded, epoch);
            return loaded;
        }
        return committer.submit(new MailboxWrites.Provision(account));
    }

    /// Brings the messages of a mailbox into memory, so that the committer need not.
    void warm(AccountState account, MailboxName name) {
        AccountState.Box box = account.boxes().get(name);
        if (box != null) {
            snapshot(new MailboxId(box.id()));
        }
    }

    MailboxSnapshot snapshot(MailboxId mailbox) {
        open();
        BoxState.WithView held = memory.box(mailbox.value());
        if (held != null) {
            existing(held.state());
            if (held.view() != null) {
                return held.view();
            }
        }
        long epoch = memory.epoch();
        BoxState.WithView loaded = reader.read(InFlight.Subject.of(mailbox), connection -> {
            BoxState state = existing(loader.box(connection, mailbox.value()));
            return new BoxState.WithView(state, loader.view(connection, state));
        });
        memory.loaded(loaded, epoch);
        return Objects.requireNonNull(loaded.view());
    }

    /// As {@link MailStore#tail}.
    MailboxSnapshot tail(MailboxId mailbox, long fromUid, int limit) {
        BoxState known = state(mailbox);
        BoxState.WithView held = memory.box(mailbox.value());
        if (held != null && held.view() != null) {
            existing(held.state());
            return held.view().tail(fromUid, limit);
        }
        if (known.uidNext() <= fromUid) { // nothing has arrived
            return new ChunkedSnapshot.Builder(mailbox, known.uidValidity())
                    .uidNext(known.uidNext())
                    .highestModSeq(known.modSeq())
                    .build();
        }
        return reader.read(
                InFlight.Subject.of(mailbox),
                connection ->
                        loader.tail(connection, existing(loader.box(connection, mailbox.value())), fromUid, limit));
    }

    /// As {@link MailStore#vanishedSince}.
    UidSet vanishedSince(MailboxId mailbox, long modSeq) {
        if (modSeq < state(mailbox).forgotten()) {
            return ((ChunkedSnapshot) snapshot(mailbox)).absent();
        }
        return reader.read(
                InFlight.Subject.of(mailbox), connection -> loader.vanishedSince(connection, mailbox.value(), modSeq));
    }

    private static BoxState existing(@Nullable BoxState state) {
        if (state == null || state.deleted()) {
            throw new StoreException(new StoreFailure.NoSuchMailbox());
        }
        return state;
    }
}
