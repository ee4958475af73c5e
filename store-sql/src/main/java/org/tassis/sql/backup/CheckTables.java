package org.tassis.sql.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.backup.RowWriter;
import org.tassis.sql.volume.StoredRecord;
import org.tassis.sql.volume.Volumes;
import org.tassis.store.KeywordTable;

/// What a drill compares with what mail programs are shown: the messages of every folder, counted and summed
/// up, and the octets of some messages. No tables of the database; a restore leaves them out.
final class CheckTables {
    private static final Logger LOG = LoggerFactory.getLogger(CheckTables.class);

    static final String FOLDERS = "check_folder";
    static final String MESSAGES = "check_message";
    static final List<String> NAMES = List.of(FOLDERS, MESSAGES);

    private static final int SAMPLE = 200;
    private static final int BLOCK = 128 << 10;

    private final Connection connection;
    private final Volumes volumes;
    private final List<Sample> samples = new ArrayList<>();

    CheckTables(Connection connection, Volumes volumes) {
        this.connection = connection;
        this.volumes = volumes;
    }

    private record Sample(long mailbox, long uid, long size, long content, long locator) {}

    /// The mailbox whose rows come now.
    private static final class Folder {
        final long id;
        final MessageDigest digest = sha256();
        long messages;
        long octets;
        long forPop;

        Folder(long id) {
            this.id = id;
        }
    }

    List<String> write(String name, RowWriter to) throws SQLException, IOException, InterruptedException {
        if (name.equals(FOLDERS)) {
            folders(to);
            return List.of("mailbox", "account", "name", "messages", "octets", "pop", "sha256");
        }
        messages(to);
        return List.of("mailbox", "account", "name", "uid", "octets", "sha256");
    }

    private void folders(RowWriter to) throws SQLException, IOException, InterruptedException {
        RandomGenerator random = RandomGenerator.getDefault();
        samples.clear();
        long seen = 0;
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT mailbox, uid, size, internal_date, flags, content, locator FROM store_message"
                                + " ORDER BY mailbox, uid");
                PreparedStatement whose =
                        connection.prepareStatement("SELECT account, name FROM store_mailbox WHERE id = ?")) {
            select.setFetchSize(1000);
            try (ResultSet row = select.executeQuery()) {
                Folder folder = new Folder(0);
                while (row.next()) {
                    if (row.getLong(1) != folder.id) {
                        end(folder, whose, to);
                        folder = new Folder(row.getLong(1));
                    }
                    long size = row.getLong(3);
                    folder.messages++;
                    folder.octets += size;
                    folder.forPop += (row.getLong(5) & KeywordTable.HIDDEN_FROM_POP) == 0 ? 1 : 0;
                    folder.digest.update((row.getLong(2) + " " + size + " " + row.getLong(4) + "\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    Sample sample = new Sample(folder.id, row.getLong(2), size, row.getLong(6), row.getLong(7));
                    if (samples.size() < SAMPLE) {
                        samples.add(sample);
                    } else {
                        long place = random.nextLong(seen + 1); // each message is as likely as another
                        if (place < SAMPLE) {
                            samples.set((int) place, sample);
                        }
                    }
                    seen++;
                }
                end(folder, whose, to);
            }
        }
    }

    private static void end(Folder folder, PreparedStatement whose, RowWriter to)
            throws SQLException, IOException, InterruptedException {
        if (folder.messages == 0) {
            return;
        }
        whose(folder.id, whose, to);
        to.number(folder.messages);
        to.number(folder.octets);
        to.number(folder.forPop);
        to.text(HexFormat.of().formatHex(folder.digest.digest()));
        to.end();
    }

    private static void whose(long mailbox, PreparedStatement select, RowWriter to) throws SQLException {
        select.setLong(1, mailbox);
        try (ResultSet row = select.executeQuery()) {
            boolean known = row.next();
            to.number(mailbox);
            to.number(known ? row.getLong(1) : 0);
            to.text(known ? row.getString(2) : "");
        }
    }

    private void messages(RowWriter to) throws SQLException, IOException, InterruptedException {
        try (PreparedStatement whose =
                connection.prepareStatement("SELECT account, name FROM store_mailbox WHERE id = ?")) {
            for (Sample sample : samples) {
                String hash;
                try {
                    hash = hash(volumes.find(sample.locator(), sample.content()));
                } catch (IOException e) {
                    LOG.error("A message cannot be read for the backup: run the doctor", e);
                    continue;
                }
                whose(sample.mailbox(), whose, to);
                to.number(sample.uid());
                to.number(sample.size());
                to.text(hash);
                to.end();
            }
        }
    }

    private static String hash(StoredRecord record) throws IOException {
        MessageDigest digest = sha256();
        long length = record.header().length();
        byte[] block = new byte[(int) Math.min(BLOCK, length)];
        for (long at = 0; at < length; ) {
            int size = (int) Math.min(block.length, length - at);
            record.read(at, block, 0, size);
            digest.update(block, 0, size);
            at += size;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
