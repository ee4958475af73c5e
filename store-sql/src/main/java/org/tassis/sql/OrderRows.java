package org.tassis.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.store.ChunkedSnapshot;
import org.tassis.store.OrderKeys;
import org.tassis.store.OrderVisitor;

/// What messages are put in order by, in rows of 256 messages each: a mailbox of 100,000 messages is 400
/// rows that lie side by side. Beside the committer, as nothing is lost with them: what a row lacks is read
/// from the messages, and then written. A row that cannot be read or written costs time, never an answer.
/// Thread-safe.
final class OrderRows {
    private static final Logger LOG = LoggerFactory.getLogger(OrderRows.class);

    /// Read, and written, together.
    private static final long ROWS = 16;

    /// Fewer new messages at the end of a mailbox are sooner read again than written.
    private static final int WORTH_WRITING = 16;

    private final Database database;
    private final Records records;

    OrderRows(Database database, Records records) {
        this.database = database;
        this.records = records;
    }

    /// {@link org.tassis.store.MailStore#orderKeys}
    void each(ChunkedSnapshot seen, int[] indexes, OrderVisitor visitor) {
        int at = 0;
        boolean usable = true;
        while (at < indexes.length) {
            long end = block(seen, indexes[at]) + ROWS;
            int behind = at + 1;
            while (behind < indexes.length && block(seen, indexes[behind]) < end) {
                behind++;
            }
            usable = some(seen, indexes, at, behind, usable, visitor);
            at = behind;
        }
    }

    private static long block(ChunkedSnapshot seen, int index) {
        return OrderBlock.of(seen.uid(index));
    }

    /// @param usable whether the database answers: one that does not is not waited for again and again
    /// @return whether it did
    private boolean some(
            ChunkedSnapshot seen, int[] indexes, int from, int behind, boolean usable, OrderVisitor visitor) {
        long mailbox = seen.mailbox().value();
        Map<Long, OrderBlock> known = new HashMap<>();
        boolean answers = usable && read(mailbox, block(seen, indexes[from]), block(seen, indexes[behind - 1]), known);
        Map<Long, OrderBlock> changed = new HashMap<>();
        long last = OrderBlock.of(seen.uidNext() - 1);
        int at = from;
        while (at < behind) {
            long number = block(seen, indexes[at]);
            OrderBlock block = known.getOrDefault(number, new OrderBlock());
            int added = 0;
            for (; at < behind && block(seen, indexes[at]) == number; at++) {
                int index = indexes[at];
                long uid = seen.uid(index);
                Optional<OrderKeys> keys = block.get(uid, seen.contentId(index));
                if (keys.isEmpty()) {
                    keys = OrderKeys.ifReadable(seen.contentId(index), records.message(seen, index));
                    if (keys.isPresent()) {
                        block.put(uid, keys.get());
                        added++;
                    }
                }
                visitor.visit(index, keys);
            }
            if (added >= WORTH_WRITING || added > 0 && number < last) {
                changed.put(number, block);
            }
        }
        if (answers && !changed.isEmpty()) {
            write(mailbox, changed);
        }
        return answers;
    }

    /// What is kept of these blocks.
    Map<Long, OrderBlock> read(long mailbox, long first, long last) {
        Map<Long, OrderBlock> blocks = new HashMap<>();
        read(mailbox, first, last, blocks);
        return blocks;
    }

    private boolean read(long mailbox, long first, long last, Map<Long, OrderBlock> into) {
        return quietly("read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT block, keys_of FROM store_order --DERBY-PROPERTIES constraint=STORE_ORDER_PK\n"
                            + " WHERE mailbox = ? AND block BETWEEN ? AND ?")) {
                select.setLong(1, mailbox);
                select.setLong(2, first);
                select.setLong(3, last);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        into.put(row.getLong(1), OrderBlock.read(row.getBytes(2)));
                    }
                }
            }
        });
    }

    /// Puts blocks in the place of what is kept; empty ones are taken away.
    void write(long mailbox, Map<Long, OrderBlock> blocks) {
        quietly("write", connection -> {
            try (PreparedStatement delete =
                            connection.prepareStatement("DELETE FROM store_order WHERE mailbox = ? AND block = ?");
                    PreparedStatement insert = connection.prepareStatement(
                            "INSERT INTO store_order (mailbox, block, keys_of) VALUES (?, ?, ?)")) {
                for (Map.Entry<Long, OrderBlock> entry : blocks.entrySet()) {
                    delete.setLong(1, mailbox);
                    delete.setLong(2, entry.getKey());
                    delete.executeUpdate();
                    if (entry.getValue().count() > 0) {
                        insert.setLong(1, mailbox);
                        insert.setLong(2, entry.getKey());
                        insert.setBytes(3, entry.getValue().row());
                        insert.executeUpdate();
                    }
                }
            }
        });
    }

    /// The last block of which something is kept; 0 when there is none.
    long last(long mailbox) {
        long[] last = {0};
        quietly("read", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT MAX(block) FROM store_order --DERBY-PROPERTIES constraint=STORE_ORDER_PK\n"
                            + " WHERE mailbox = ?")) {
                select.setLong(1, mailbox);
                try (ResultSet row = select.executeQuery()) {
                    last[0] = row.next() ? row.getLong(1) : 0;
                }
            }
        });
        return last[0];
    }

    /// A mailbox that is no more.
    void forget(long mailbox) {
        quietly("forget", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM store_order WHERE mailbox = ?")) {
                delete.setLong(1, mailbox);
                delete.executeUpdate();
            }
        });
    }

    @FunctionalInterface
    interface Step {
        void in(Connection connection) throws SQLException;
    }

    /// One transaction; when it fails, nothing has happened. Interrupts are put off: on Derby they would
    /// break the connection.
    /// @return whether it worked
    boolean quietly(String what, Step step) {
        boolean interrupted = Thread.interrupted();
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                step.in(connection);
                connection.commit();
                return true;
            } catch (SQLException e) { // another one writes the same, most likely
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            LOG.debug("Cannot {} what messages are put in order by; messages are read instead", what, e);
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
