package org.tassis.sql;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.AccountId;
import org.tassis.core.ContentId;
import org.tassis.sql.volume.Locator;
import org.tassis.sql.volume.StoredRecord;
import org.tassis.sql.volume.Volumes;
import org.tassis.store.ChunkedSnapshot;
import org.tassis.store.Remembered;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Finds records for messages, and remembers, in bounded memory, which of them agreed with their checksum
/// and which were reported as damaged. Thread-safe.
final class Records {
    private static final Logger LOG = LoggerFactory.getLogger(Records.class);
    private static final int REMEMBERED = 1 << 16;

    private final Volumes volumes;
    private final Reader reader;
    private final Memory memory;
    private final Loader loader = new Loader();
    private final AtomicLongArray verified = new AtomicLongArray(REMEMBERED);
    private final AtomicLongArray reported = new AtomicLongArray(1 << 10);

    Records(Volumes volumes, Reader reader, Memory memory) {
        this.volumes = volumes;
        this.reader = reader;
        this.memory = memory;
    }

    StoredRecord find(long locator, long contentId) throws IOException {
        return volumes.find(locator, contentId);
    }

    /// A message that a snapshot shows.
    SqlMessage message(ChunkedSnapshot seen, int index) {
        long uid = seen.uid(index);
        SqlMessage.Whereabouts whereabouts = new SqlMessage.Whereabouts() {
            @Override
            public long place(long locator) {
                return Records.this.place(seen, uid, locator);
            }

            @Override
            public long afterCompaction() {
                return placeAfterCompaction(seen, uid);
            }
        };
        return new SqlMessage(this, whereabouts, seen.contentId(index).value(), seen.size(index), seen.locator(index));
    }

    /// A message of history.
    ///
    /// @throws StoreException Gone
    SqlMessage message(AccountId account, Remembered entry) {
        HistoryReads.Past found = past(account, entry).orElseThrow(() -> new StoreException(new StoreFailure.Gone()));
        return message(account, found, this::isReferred);
    }

    /// One that was just read from history, to be looked at now.
    SqlMessage message(AccountId account, HistoryReads.Past found) {
        return message(account, found, _ -> true);
    }

    private SqlMessage message(AccountId account, HistoryReads.Past found, LongPredicate isThere) {
        SqlMessage.Whereabouts whereabouts = new SqlMessage.Whereabouts() {
            @Override
            public long place(long locator) {
                return isThere.test(locator) ? locator : afterCompaction();
            }

            @Override
            public long afterCompaction() {
                return past(account, found.entry())
                        .map(HistoryReads.Past::locator)
                        .orElse(0L);
            }
        };
        return new SqlMessage(this, whereabouts, found.content(), found.entry().size(), found.locator());
    }

    private Optional<HistoryReads.Past> past(AccountId account, Remembered entry) {
        return reader.read(InFlight.Subject.of(account), connection -> loader.past(connection, account.value(), entry));
    }

    /// A row that refers to the place is there at every moment, whatever is in flight, until all are
    /// forgotten.
    private boolean isReferred(long locator) {
        return reader.readNow(connection -> loader.isReferred(connection, locator));
    }

    /// Where the octets of a message are that a snapshot shows; 0 when they were forgotten. Asks the
    /// database only about messages that left their mailbox since.
    private long place(ChunkedSnapshot seen, long uid, long locator) {
        BoxState.WithView now = memory.box(seen.mailbox().value());
        if (now != null
                && (now.state().modSeq() == seen.highestModSeq()
                        || now.state().hasAllOf(seen.highestModSeq())
                        || now.view() != null && now.view().indexOf(uid) >= 0)) {
            return locator;
        }
        return isReferred(locator) ? locator : placeAfterCompaction(seen, uid);
    }

    /// Where the octets are after compaction took away the volume they were in.
    private long placeAfterCompaction(ChunkedSnapshot seen, long uid) {
        return reader.read(
                InFlight.Subject.of(seen.mailbox()),
                connection -> loader.locator(connection, seen.mailbox().value(), uid));
    }

    boolean isVerified(long locator) {
        return verified.getPlain(place(locator, verified)) == locator;
    }

    void verified(long locator) {
        verified.setPlain(place(locator, verified), locator);
    }

    private static int place(long locator, AtomicLongArray in) {
        return (int) (locator * 0x9E37_79B9_7F4A_7C15L >>> 40) & in.length() - 1;
    }

    /// Reports a damaged record in the log, once.
    StoreException damaged(long locator, String what, long contentId) {
        if (reported.getAndSet(place(locator, reported), locator) != locator) {
            LOG.error(
                    "Content {} in {} is damaged and served to nobody: {}", contentId, Locator.describe(locator), what);
        }
        return new StoreException(new StoreFailure.Damaged(new ContentId(contentId)));
    }
}
