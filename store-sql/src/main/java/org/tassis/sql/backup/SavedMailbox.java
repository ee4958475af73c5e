package org.tassis.sql.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tassis.backup.BackupException;
import org.tassis.backup.Manifest;
import org.tassis.backup.Row;
import org.tassis.backup.SavedVolumes;
import org.tassis.backup.Vault;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.message.DamagedStructure;
import org.tassis.message.MessageStructure;
import org.tassis.message.StructureCodec;
import org.tassis.sql.volume.CopiedRecord;
import org.tassis.sql.volume.Locator;
import org.tassis.store.KeywordTable;

/// A mailbox as a backup has it: its folders and messages, about 100 octets of memory for each. Used by one
/// thread.
public final class SavedMailbox {
    private final long account;
    private final Map<Long, Folder> folders;
    private final List<Message> messages;
    private final SavedVolumes volumes;

    private SavedMailbox(long account, Map<Long, Folder> folders, List<Message> messages, SavedVolumes volumes) {
        this.account = account;
        this.folders = folders;
        this.messages = messages;
        this.volumes = volumes;
    }

    /// A folder.
    private record Folder(MailboxName name, KeywordTable keywords) {}

    /// A message.
    ///
    /// @param storedBits   flags, as the folder counts its keywords
    /// @param internalDate seconds since 1970
    public record Message(
            MailboxName folder,
            long uid,
            long storedBits,
            Flags flags,
            long size,
            long internalDate,
            long id,
            long content,
            long locator) {
        public boolean isHiddenFromPop() {
            return (storedBits & KeywordTable.HIDDEN_FROM_POP) != 0;
        }
    }

    /// Reads the rows of one mailbox.
    ///
    /// @param login a login, or an address
    /// @throws BackupException the backup has none of this name
    public static SavedMailbox open(Vault vault, Manifest manifest, String login)
            throws IOException, InterruptedException {
        long account = account(vault, manifest, login);
        Map<Long, MailboxName> names = new HashMap<>();
        Manifest.Table boxes = table(manifest, "store_mailbox");
        int id = column(boxes, "id");
        int owner = column(boxes, "account");
        int name = column(boxes, "name");
        int deleted = column(boxes, "deleted");
        Row.each(vault, boxes, row -> {
            if (row.number(owner) == account && row.number(deleted) == 0) {
                names.put(row.number(id), new MailboxName(row.text(name)));
            }
        });
        Map<Long, Folder> folders = new HashMap<>();
        Map<Long, List<String>> words = words(vault, manifest, names);
        names.forEach((box, named) ->
                folders.put(box, new Folder(named, KeywordTable.of(words.getOrDefault(box, List.of())))));
        return new SavedMailbox(
                account, folders, messages(vault, manifest, folders), new SavedVolumes(vault, manifest));
    }

    private static Manifest.Table table(Manifest manifest, String name) {
        return manifest.table(name)
                .orElseThrow(() -> new BackupException("the backup " + manifest.id() + " has no table " + name));
    }

    private static int column(Manifest.Table table, String name) {
        int column = table.columns().indexOf(name);
        if (column < 0) {
            throw new BackupException("the table " + table.name() + " of the backup has no column " + name);
        }
        return column;
    }

    private static long account(Vault vault, Manifest manifest, String login) throws IOException, InterruptedException {
        String wanted = login.toLowerCase(Locale.ROOT);
        boolean address = wanted.contains("@");
        Manifest.Table table = table(manifest, address ? "directory_address" : "directory_account");
        int key = column(table, address ? "address" : "login");
        int id = column(table, address ? "account" : "id");
        long[] found = {0};
        Row.each(vault, table, row -> {
            if (row.text(key).equals(wanted)) {
                found[0] = row.number(id);
            }
        });
        if (found[0] == 0) {
            throw new BackupException("the backup " + manifest.id() + " has no mailbox " + login);
        }
        return found[0];
    }

    private static Map<Long, List<String>> words(Vault vault, Manifest manifest, Map<Long, MailboxName> boxes)
            throws IOException, InterruptedException {
        Manifest.Table table = table(manifest, "store_keyword");
        int box = column(table, "mailbox");
        int place = column(table, "place");
        int word = column(table, "word");
        Map<Long, TreeMap<Long, String>> found = new HashMap<>();
        Row.each(vault, table, row -> {
            if (boxes.containsKey(row.number(box))) {
                found.computeIfAbsent(row.number(box), _ -> new TreeMap<>()).put(row.number(place), row.text(word));
            }
        });
        Map<Long, List<String>> words = new HashMap<>();
        found.forEach((id, places) -> words.put(id, List.copyOf(places.values())));
        return words;
    }

    private static List<Message> messages(Vault vault, Manifest manifest, Map<Long, Folder> folders)
            throws IOException, InterruptedException {
        Manifest.Table table = table(manifest, "store_message");
        int box = column(table, "mailbox");
        int uid = column(table, "uid");
        int flags = column(table, "flags");
        int size = column(table, "size");
        int date = column(table, "internal_date");
        int id = column(table, "id");
        int content = column(table, "content");
        int locator = column(table, "locator");
        List<Message> messages = new ArrayList<>();
        Row.each(vault, table, row -> {
            Folder folder = folders.get(row.number(box));
            if (folder != null) {
                long bits = row.number(flags);
                messages.add(new Message(
                        folder.name,
                        row.number(uid),
                        bits,
                        folder.keywords.flags(bits),
                        row.number(size),
                        row.number(date),
                        row.number(id),
                        row.number(content),
                        row.number(locator)));
            }
        });
        messages.sort(Comparator.comparingLong(Message::locator)); // as they lie in the volumes
        return messages;
    }

    /// Whose it was, in the backup.
    long account() {
        return account;
    }

    /// All folders, also empty ones.
    public List<MailboxName> folders() {
        return folders.values().stream().map(Folder::name).sorted().toList();
    }

    /// As they lie in the volumes: who reads them in this order reads each piece of the backup once.
    public List<Message> messages() {
        return messages;
    }

    /// The whole message.
    ///
    /// @throws IOException it, or a piece of the backup, is damaged
    CopiedRecord read(Message message) throws IOException, InterruptedException {
        return CopiedRecord.read(volumes::read, message.locator(), message.content());
    }

    /// What the message is, for people; nothing when it is damaged.
    public Optional<MessageStructure> structure(Message message) throws InterruptedException {
        try {
            return Optional.of(
                    StructureCodec.decode(CopiedRecord.structure(volumes::read, message.locator(), message.content())));
        } catch (IOException | DamagedStructure | BackupException e) {
            return Optional.empty();
        }
    }

    /// For a sentence.
    static String place(Message message) {
        return message.folder() + ", UID " + message.uid() + " (" + Locator.describe(message.locator()) + ")";
    }
}
