package org.tassis.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.core.EnhancedStatus;
import org.tassis.mailflow.Errand;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.RecipientParameters.Notify;
import org.tassis.mailflow.RecipientParameters.OriginalRecipient;
import org.tassis.mailflow.queue.DeliveryStatus;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.QueuedMessage;

/// How rows of the queue are written and read.
final class QueueRows {
    private static final String COLUMNS =
            "SELECT r.id, r.message, r.state, r.due, r.expires, r.attempts, r.delay_told, r.notices,"
                    + " r.status, r.address, r.destination, r.original_type, r.original, r.status_host, r.status_reply,"
                    + " m.size, m.accepted, m.owner, m.wishes, m.log_id, m.sender, m.envelope_id, m.prefix,"
                    + " m.errand, m.led_by"
                    + " FROM --DERBY-PROPERTIES joinOrder=FIXED\n ";
    static final String SELECT = COLUMNS + "queue_recipient r --DERBY-PROPERTIES ";
    private static final String JOIN =
            "\n JOIN queue_message m --DERBY-PROPERTIES constraint=QUEUE_MESSAGE_PK\n ON m.id = r.message";
    static final String BY_DUE = "index=QUEUE_RECIPIENT_DUE" + JOIN;
    static final String BY_ID = "constraint=QUEUE_RECIPIENT_PK" + JOIN;

    /// From the messages of one account to their recipients.
    static final String BY_OWNER = COLUMNS + "queue_message m --DERBY-PROPERTIES index=QUEUE_MESSAGE_OWNER\n"
            + " JOIN queue_recipient r --DERBY-PROPERTIES index=QUEUE_RECIPIENT_MESSAGE\n ON r.message = m.id";

    private QueueRows() {}

    static List<Queued> read(PreparedStatement select) throws SQLException {
        List<Queued> rows = new ArrayList<>();
        Map<Long, QueuedMessage> messages = new HashMap<>(); // recipients of one message share it
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long number = row.getLong(2);
                QueuedMessage message = messages.get(number);
                if (message == null) {
                    message = message(number, row);
                    messages.put(number, message);
                }
                rows.add(queued(row, message));
            }
        }
        return rows;
    }

    static Optional<Queued> one(Connection connection, long id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT + BY_ID + " WHERE r.id = ?")) {
            select.setLong(1, id);
            return read(select).stream().findFirst();
        }
    }

    private static QueuedMessage message(long number, ResultSet row) throws SQLException {
        long owner = row.getLong(18);
        return new QueuedMessage(
                number,
                row.getString(20),
                owner == 0 ? Optional.empty() : Optional.of(new AccountId(owner)),
                EmailAddress.parse(row.getString(21)),
                parameters(row.getLong(19), row.getString(22)),
                row.getString(23),
                row.getLong(16),
                Instant.ofEpochMilli(row.getLong(17)),
                errand((int) row.getLong(24), row.getString(25)));
    }

    private static Queued queued(ResultSet row, QueuedMessage message) throws SQLException {
        int status = (int) row.getLong(9);
        String type = row.getString(12);
        return new Queued(
                row.getLong(1),
                message,
                EmailAddress.valueOf(row.getString(10)),
                new RecipientParameters(
                        notices(row.getLong(8)),
                        type.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new OriginalRecipient(type, row.getString(13)))),
                row.getString(11),
                Queued.State.values()[(int) row.getLong(3)],
                Instant.ofEpochMilli(row.getLong(4)),
                Instant.ofEpochMilli(row.getLong(5)),
                (int) row.getLong(6),
                row.getLong(7) != 0,
                status == 0
                        ? Optional.empty()
                        : Optional.of(
                                new DeliveryStatus(code(status), Optional.of(row.getString(14)), row.getString(15))));
    }

    static void insert(Batch batch, long content, long locator, QueuedMessage message) {
        batch.add(
                Sql.INSERT_QUEUE_MESSAGE,
                List.of(
                        message.id(),
                        message.sender().map(EmailAddress::toString).orElse(""),
                        text(message.parameters().envelopeId().orElse("")),
                        message.prefix(),
                        ledBy(message.errand())),
                message.number(),
                message.size(),
                content,
                locator,
                message.accepted().toEpochMilli(),
                message.owner().map(AccountId::value).orElse(0L),
                wishes(message.parameters()),
                number(message.errand()));
    }

    static void insert(Batch batch, Queued row) {
        Optional<OriginalRecipient> original = row.parameters().original();
        batch.add(
                Sql.INSERT_QUEUE_RECIPIENT,
                List.of(
                        row.address().toString(),
                        row.destination(),
                        text(original.map(OriginalRecipient::type).orElse("")),
                        text(original.map(OriginalRecipient::address).orElse("")),
                        Queued.searched(row.address(), row.message())),
                row.id(),
                row.message().number(),
                row.state().ordinal(),
                row.due().toEpochMilli(),
                row.expires().toEpochMilli(),
                row.attempts(),
                row.delayTold() ? 1 : 0,
                notices(row.parameters().notices()),
                0);
    }

    /// PostgreSQL has no NUL in texts.
    private static String text(String any) {
        return any.replace('\0', ' ');
    }

    // ---- numbers ----

    private static long wishes(MailParameters parameters) {
        long returned = parameters
                .returned()
                .map(what -> what == MailParameters.Return.HEADERS ? 1L : 2L)
                .orElse(0L);
        return parameters.body().ordinal()
                | (parameters.smtpUtf8() ? 4 : 0)
                | (parameters.requireTls() ? 8 : 0)
                | returned << 4
                | (parameters.tlsOptional() ? 64 : 0);
    }

    private static MailParameters parameters(long wishes, String envelopeId) {
        return new MailParameters(
                OptionalLong.empty(),
                MailParameters.Body.values()[(int) (wishes & 3)],
                (wishes & 4) != 0,
                switch ((int) (wishes >> 4) & 3) {
                    case 1 -> Optional.of(MailParameters.Return.HEADERS);
                    case 2 -> Optional.of(MailParameters.Return.FULL);
                    default -> Optional.empty();
                },
                envelopeId.isEmpty() ? Optional.empty() : Optional.of(envelopeId),
                (wishes & 8) != 0,
                Optional.empty(),
                (wishes & 64) != 0);
    }

    private static long number(Errand errand) {
        return switch (errand) {
            case Errand.Sent _ -> 0;
            case Errand.Aliased _ -> 1;
            case Errand.Forwarded(var _, var copy) -> copy ? 3 : 2;
            case Errand.Returned _ -> 4;
        };
    }

    private static String ledBy(Errand errand) {
        return switch (errand) {
            case Errand.Aliased(var by) -> by.toString();
            case Errand.Forwarded(var by, var _) -> by.toString();
            case Errand.Sent _, Errand.Returned _ -> "";
        };
    }

    private static Errand errand(int number, String ledBy) {
        return switch (number) {
            case 1 -> new Errand.Aliased(EmailAddress.valueOf(ledBy));
            case 2, 3 -> new Errand.Forwarded(EmailAddress.valueOf(ledBy), number == 3);
            case 4 -> Errand.RETURNED;
            default -> Errand.SENT;
        };
    }

    private static long notices(Set<Notify> notices) {
        long bits = 0;
        for (Notify notice : notices) {
            bits |= 1L << notice.ordinal();
        }
        return bits;
    }

    private static Set<Notify> notices(long bits) {
        EnumSet<Notify> notices = EnumSet.noneOf(Notify.class);
        for (Notify notice : Notify.values()) {
            if ((bits >> notice.ordinal() & 1) != 0) {
                notices.add(notice);
            }
        }
        return notices;
    }

    static long number(EnhancedStatus code) {
        return code.type() * 1_000_000L + code.subject() * 1000L + code.detail();
    }

    private static EnhancedStatus code(int number) {
        return new EnhancedStatus(number / 1_000_000, number / 1000 % 1000, number % 1000);
    }
}
