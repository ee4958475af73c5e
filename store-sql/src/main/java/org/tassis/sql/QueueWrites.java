package org.tassis.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.tassis.core.MailboxId;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.QueuedMessage;
import org.tassis.mailflow.queue.Settlement;
import org.tassis.sql.volume.Locator;
import org.tassis.sql.volume.Volumes;
import org.tassis.store.KeywordTable;

/// Writes that concern the queue.
final class QueueWrites {
    private QueueWrites() {}

    /// One content for mailboxes and for other servers. Batched with others' deliveries.
    static final class Accept extends Write<List<Queued>> {
        private final MessageWrites.Deliver delivery;
        private final List<Outgoing> outgoing;
        private final Instant now;
        private final Duration patience;

        Accept(MessageWrites.Deliver delivery, List<Outgoing> outgoing, Instant now, Duration patience) {
            this.delivery = delivery;
            this.outgoing = outgoing;
            this.now = now;
            this.patience = patience;
        }

        @Override
        long octets() {
            return delivery.octets();
        }

        @Override
        List<Queued> evaluate(Batch batch) throws SQLException {
            Map<MailboxId, KeywordTable> keywords = delivery.check(batch);
            long content = batch.nextId();
            long locator = batch.place(content, delivery.record());
            delivery.put(batch, content, locator, keywords);
            List<Queued> rows = new ArrayList<>();
            for (Outgoing one : outgoing) {
                QueuedMessage message =
                        QueuedMessage.of(one, batch.nextId(), delivery.record().length(), now);
                QueueRows.insert(batch, content, locator, message);
                int first = rows.size();
                for (Outgoing.To to : one.recipients()) {
                    rows.add(Queued.fresh(message, to, batch.nextId(), patience));
                }
                rows.subList(first, rows.size()).forEach(row -> QueueRows.insert(batch, row));
            }
            return rows;
        }
    }

    /// Rows that go or wait on. Messages without rows go too; octets that nobody refers to any more are dead.
    static final class Settle extends Write<Boolean> {
        private final List<Settlement> settlements;
        private final Volumes volumes;

        Settle(List<Settlement> settlements, Volumes volumes) {
            this.settlements = settlements;
            this.volumes = volumes;
        }

        @Override
        boolean alone() {
            return true;
        }

        @Override
        Boolean evaluate(Batch batch) throws SQLException {
            Connection connection = batch.directToQueue();
            List<Long> done = new ArrayList<>();
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE queue_recipient SET due = ?, attempts = attempts + 1, status = ?, status_host = ?,"
                            + " status_reply = ?, delay_told = CASE WHEN delay_told = 1 THEN 1 ELSE ? END"
                            + " WHERE id = ?")) {
                boolean any = false;
                for (Settlement settlement : settlements) {
                    switch (settlement) {
                        case Settlement.Done(long id) -> done.add(id);
                        case Settlement.Deferred deferred -> {
                            DeliveryStatus status = deferred.status();
                            update.setLong(1, deferred.due().toEpochMilli());
                            update.setLong(2, QueueRows.number(status.code()));
                            update.setString(3, status.host().orElse(""));
                            update.setString(4, status.reply());
                            update.setLong(5, deferred.delayTold() ? 1 : 0);
                            update.setLong(6, deferred.id());
                            update.addBatch();
                            any = true;
                        }
                    }
                }
                if (any) {
                    update.executeBatch();
                }
            }
            if (!done.isEmpty()) {
                remove(batch, connection, done);
            }
            return true;
        }

        private void remove(Batch batch, Connection connection, List<Long> done) throws SQLException {
            TreeSet<Long> messages = new TreeSet<>();
            try (PreparedStatement whose =
                            connection.prepareStatement("SELECT message FROM queue_recipient WHERE id = ?");
                    PreparedStatement delete =
                            connection.prepareStatement("DELETE FROM queue_recipient WHERE id = ?")) {
                for (long id : done) {
                    whose.setLong(1, id);
                    try (ResultSet row = whose.executeQuery()) {
                        if (row.next()) {
                            messages.add(row.getLong(1));
                        }
                    }
                    delete.setLong(1, id);
                    delete.addBatch();
                }
                delete.executeBatch();
            }
            Map<Long, Long> places = forgetMessages(connection, messages);
            Map<Long, Long> dead = new TreeMap<>();
            try (Loader.Referring referring = new Loader.Referring(connection)) {
                for (Map.Entry<Long, Long> place : places.entrySet()) {
                    if (!referring.anyTo(place.getKey())) {
                        dead.merge(Locator.volume(place.getKey()), size(place.getKey(), place.getValue()), Long::sum);
                    }
                }
            }
            dead.forEach((volume, octets) -> batch.add(Sql.BURY, octets, volume));
        }

        /// @return where their octets were, and the content there
        private static Map<Long, Long> forgetMessages(Connection connection, TreeSet<Long> messages)
                throws SQLException {
            Map<Long, Long> places = new TreeMap<>();
            try (PreparedStatement left = connection.prepareStatement(
                            "SELECT 1 FROM queue_recipient --DERBY-PROPERTIES index=QUEUE_RECIPIENT_MESSAGE\n"
                                    + " WHERE message = ? FETCH FIRST 1 ROWS ONLY");
                    PreparedStatement where =
                            connection.prepareStatement("SELECT locator, content FROM queue_message WHERE id = ?");
                    PreparedStatement delete = connection.prepareStatement("DELETE FROM queue_message WHERE id = ?")) {
                for (long message : messages) {
                    left.setLong(1, message);
                    try (ResultSet row = left.executeQuery()) {
                        if (row.next()) {
                            continue;
                        }
                    }
                    where.setLong(1, message);
                    try (ResultSet row = where.executeQuery()) {
                        if (row.next()) {
                            places.put(row.getLong(1), row.getLong(2));
                        }
                    }
                    delete.setLong(1, message);
                    delete.executeUpdate();
                }
            }
            return places;
        }

        private long size(long locator, long content) {
            try {
                return volumes.find(locator, content).header().recordSize();
            } catch (IOException e) {
                return 0; // damaged or lost: the doctor counts again
            }
        }
    }

    /// What an administrator does.
    static final class Change extends Write<List<Queued>> {
        private final List<Long> ids;
        private final UnaryOperator<Queued> change;

        Change(List<Long> ids, UnaryOperator<Queued> change) {
            this.ids = ids;
            this.change = change;
        }

        @Override
        boolean alone() {
            return true;
        }

        @Override
        List<Queued> evaluate(Batch batch) throws SQLException {
            Connection connection = batch.directToQueue();
            List<Queued> changed = new ArrayList<>();
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE queue_recipient SET state = ?, due = ?, expires = ?, destination = ? WHERE id = ?")) {
                for (long id : ids) {
                    Optional<Queued> was = QueueRows.one(connection, id);
                    if (was.isEmpty()) {
                        continue;
                    }
                    Queued now = change.apply(was.get());
                    update.setLong(1, now.state().ordinal());
                    update.setLong(2, now.due().toEpochMilli());
                    update.setLong(3, now.expires().toEpochMilli());
                    update.setString(4, now.destination());
                    update.setLong(5, id);
                    update.executeUpdate();
                    changed.add(now);
                }
            }
            return changed;
        }
    }
}
