package org.tassis.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// Statements that change something, prepared once per connection. Parameters are numbers, then texts, then
/// octets; or one text first.
enum Sql {
    INSERT_MESSAGE(
            "INSERT INTO store_message (mailbox, uid, flags, mod_seq, size, internal_date, save_date, id, content,"
                    + " locator) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    SET_FLAGS("UPDATE store_message SET flags = ?, mod_seq = ? WHERE mailbox = ? AND uid = ?"),
    SET_FLAGS_OF_RANGE("UPDATE store_message SET flags = ?, mod_seq = ? WHERE mailbox = ? AND uid BETWEEN ? AND ?"),
    SET_FLAGS_OF_KIND("UPDATE store_message SET flags = ?, mod_seq = ? WHERE mailbox = ? AND uid BETWEEN ? AND ?"
            + " AND flags = ? AND mod_seq < ?"),
    MARK("UPDATE store_message SET flags = ? WHERE mailbox = ? AND uid BETWEEN ? AND ?"),
    REMEMBER(remember("locator")),
    REMEMBER_MOVED(remember("0")),
    DELETE_MESSAGES("DELETE FROM store_message WHERE mailbox = ? AND uid BETWEEN ? AND ?"),
    RESTORED("UPDATE store_history SET locator = 0 WHERE mailbox = ? AND mod_seq = ? AND uid = ?"),
    INSERT_ACCOUNT("INSERT INTO store_account (id, bytes, messages, version) VALUES (?, 0, 0, 0)"),
    UPDATE_ACCOUNT("UPDATE store_account SET bytes = ?, messages = ?, version = ? WHERE id = ?"),
    INSERT_MAILBOX(
            "INSERT INTO store_mailbox (id, account, uid_validity, uses, deleted, uid_next, mod_seq, recent, forgotten,"
                    + " version, name) VALUES (?, ?, ?, ?, 0, 1, 1, 1, 0, 0, ?)"),
    UPDATE_MAILBOX("UPDATE store_mailbox SET uid_next = ?, mod_seq = ?, recent = ?, forgotten = ?, version = ?,"
            + " deleted = ? WHERE id = ?"),
    RENAME_MAILBOX("UPDATE store_mailbox SET name = ? WHERE id = ?", 1),
    INSERT_KEYWORD("INSERT INTO store_keyword (mailbox, place, word) VALUES (?, ?, ?)"),
    INSERT_SUBSCRIPTION("INSERT INTO store_subscription (account, name) VALUES (?, ?)"),
    DELETE_SUBSCRIPTION("DELETE FROM store_subscription WHERE account = ? AND name = ?"),
    SEAL_VOLUMES("UPDATE store_volume SET sealed = 1 WHERE sealed = 0 AND number < ?"),
    INSERT_VOLUME("INSERT INTO store_volume (number, used, dead, sealed) VALUES (?, ?, 0, 0)"),
    UPDATE_VOLUME("UPDATE store_volume SET used = ? WHERE number = ?"),
    BURY("UPDATE store_volume SET dead = dead + ? WHERE number = ?"),
    MARK_COMMIT("UPDATE store_number SET next_value = ? WHERE name = 'commit'"),
    INSERT_JOURNAL(
            "INSERT INTO store_journal (id, account, first_at, last_at, kind, via, mailbox, target, undoes, undone,"
                    + " mailbox_name, target_name, client, address, login, detail)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?)"),
    UPDATE_JOURNAL("UPDATE store_journal SET detail = ?, last_at = ? WHERE id = ?", 0, 1),
    UNDONE_JOURNAL("UPDATE store_journal SET undone = undone + ? WHERE id = ? AND account = ?"),
    INSERT_QUEUE_MESSAGE(
            "INSERT INTO queue_message (id, size, content, locator, accepted, owner, wishes, errand, log_id, sender,"
                    + " envelope_id, prefix, led_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    INSERT_QUEUE_RECIPIENT(
            "INSERT INTO queue_recipient (id, message, state, due, expires, attempts, delay_told, notices, status,"
                    + " address, destination, original_type, original, searched, status_host, status_reply)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')");

    private final String text;
    private final int textAt;
    private final int octetsAt;

    /// Texts are the last parameters.
    Sql(String text) {
        this(text, 0);
    }

    Sql(String text, int textAt) {
        this(text, textAt, 0);
    }

    /// @param octetsAt the place of the octets, 1 or 0 for the last
    Sql(String text, int textAt, int octetsAt) {
        this.text = text;
        this.textAt = textAt;
        this.octetsAt = octetsAt;
    }

    /// Adds one execution to the batch of `statement`.
    ///
    /// @param octets none for a statement without
    void bind(PreparedStatement statement, List<String> texts, byte[] octets, long... numbers) throws SQLException {
        int at = 1;
        if (octetsAt > 0) {
            statement.setBytes(at++, octets);
        }
        if (textAt > 0) {
            for (String text : texts) {
                statement.setString(at++, text);
            }
        }
        for (long number : numbers) {
            statement.setLong(at++, number);
        }
        if (textAt == 0) {
            for (String text : texts) {
                statement.setString(at++, text);
            }
        }
        if (octetsAt == 0 && octets.length > 0) {
            statement.setBytes(at, octets);
        }
        statement.addBatch();
    }

    String text() {
        return text;
    }

    private static String remember(String locator) {
        return "INSERT INTO store_history (mailbox, uid, flags, mod_seq, size, internal_date, save_date, id, content,"
                + " locator, account, expunged_at)"
                + " SELECT mailbox, uid, flags, CAST(? AS BIGINT), size, internal_date, save_date, id, content, "
                + locator
                + ", CAST(? AS BIGINT), CAST(? AS BIGINT) FROM store_message"
                + " --DERBY-PROPERTIES constraint=STORE_MESSAGE_PK\n WHERE mailbox = ? AND uid BETWEEN ? AND ?";
    }
}
