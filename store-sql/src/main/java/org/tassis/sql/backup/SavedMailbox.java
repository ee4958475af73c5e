package org.tassis.sql.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

    /// Somebody with a mailbox, as a backup has it.
    ///
    /// @param account  the number, which is never given to another
    /// @param customer whose it was then; nothing in backups from before there were customers
    public record Owner(long account, String login, OptionalLong customer) {}

    /// Reads the rows of one mailbox.
    ///
    /// @param login a login, or an address
    /// @throws BackupException the backup has none of this name
    public static SavedMailbox open(Vault vault, Manifest manifest, String login)
            throws IOException, InterruptedException {
        return open(vault, manifest, account(vault, manifest, login));
    }

    /// Likewise, by the number of its account; one that the backup does not have is without folders.
    public static SavedMailbox open(Vault vault, Manifest manifest, long account)
            throws IOException, InterruptedException {
        return open(vault, manifest, Set.of(account)).getFirst();
    }

    /// Likewise of several, whose messages are in memory together.
    static List<SavedMailbox> open(Vault vault, Manifest manifest, Set<Long> accounts)
            throws IOException, InterruptedException {
        Map<Long, MailboxName> names = new HashMap<>();
        Map<Long, Long> owners = new HashMap<>();
        Manifest.Table boxes = table(manifest, "store_mailbox");
        int id = column(boxes, "id");
        int owner = column(boxes, "account");
        int name = column(boxes, "name");
        int deleted = column(boxes, "deleted");
        Row.each(vault, boxes, row -> {
            if (accounts.contains(row.number(owner)) && row.number(deleted) == 0) {
                names.put(row.number(id), new MailboxName(row.text(name)));
                owners.put(row.number(id), row.number(owner));
            }
        });
        Map<Long, List<String>> words = words(vault, manifest, names);
        Map<Long, Folder> folders = new HashMap<>();
        names.forEach((box, named) ->
                folders.put(box, new Folder(named, KeywordTable.of(words.getOrDefault(box, List.of())))));
        Map<Long, List<Message>> messages = messages(vault, manifest, folders, owners);
        SavedVolumes volumes = new SavedVolumes(vault, manifest);
        List<SavedMailbox> all = new ArrayList<>();
        for (long account : accounts) {
            Map<Long, Folder> own = new HashMap<>();
            folders.forEach((box, folder) -> {
                if (owners.getOrDefault(box, 0L) == account) {
                    own.put(box, folder);
                }
            });
            all.add(new SavedMailbox(account, own, messages.getOrDefault(account, List.of()), volumes));
        }
        return all;
    }

    /// Everybody who had a mailbox then, also those who had been removed, as they lie in the table.
    public static void owners(Vault vault, Manifest manifest, Consumer<Owner> each)
            throws IOException, InterruptedException {
        Manifest.Table table = table(manifest, "directory_account");
        int id = column(table, "id");
        int login = column(table, "login");
        int customer = table.columns().indexOf("customer");
        int role = table.columns().indexOf("role");
        Row.each(vault, table, row -> {
            if (role < 0 || row.number(role) == 0) {
                each.accept(new Owner(
                        row.number(id),
                        row.text(login),
                        customer < 0 || row.isNull(customer)
                                ? OptionalLong.empty()
                                : OptionalLong.of(row.number(customer))));
            }
        });
    }

    /// Of a login, or an address of then.
    public static Optional<Owner> owner(Vault vault, Manifest manifest, String name)
            throws IOException, InterruptedException {
        long account;
        try {
            account = account(vault, manifest, name);
        } catch (NoneOfThatName _) {
            return Optional.empty();
        }
        List<Owner> found = new ArrayList<>();
        owners(vault, manifest, one -> {
            if (one.account() == account) {
                found.add(one);
            }
        });
        return found.stream().findFirst();
    }

    /// Work on one mailbox.
    @FunctionalInterface
    public interface Each {
        void at(SavedMailbox mailbox) throws IOException, InterruptedException;
    }

    /// Opens the mailboxes of many, a few at a time: at most so many messages are in memory together, unless
    /// one mailbox has more. The tables are read once for each of these groups.
    ///
    /// @param wanted   accounts
    /// @param together how many messages
    public static void each(Vault vault, Manifest manifest, Predicate<Long> wanted, int together, Each work)
            throws IOException, InterruptedException {
        Map<Long, Long> owners = new HashMap<>();
        Map<Long, Integer> counts = new TreeMap<>();
        Manifest.Table boxes = table(manifest, "store_mailbox");
        int id = column(boxes, "id");
        int owner = column(boxes, "account");
        int deleted = column(boxes, "deleted");
        Row.each(vault, boxes, row -> {
            if (row.number(deleted) == 0 && wanted.test(row.number(owner))) {
                owners.put(row.number(id), row.number(owner));
                counts.put(row.number(owner), 0);
            }
        });
        Manifest.Table rows = table(manifest, "store_message");
        int box = column(rows, "mailbox");
        Row.each(vault, rows, row -> {
            Long account = owners.get(row.number(box));
            if (account != null) {
                counts.merge(account, 1, Integer::sum);
            }
        });
        Map<Long, Integer> group = new LinkedHashMap<>();
        int inGroup = 0;
        for (Map.Entry<Long, Integer> one : counts.entrySet()) {
            if (!group.isEmpty() && inGroup + one.getValue() > together) {
                group(vault, manifest, group.keySet(), work);
                group.clear();
                inGroup = 0;
            }
            group.put(one.getKey(), one.getValue());
            inGroup += one.getValue();
        }
        if (!group.isEmpty()) {
            group(vault, manifest, group.keySet(), work);
        }
    }

    private static void group(Vault vault, Manifest manifest, Set<Long> accounts, Each work)
            throws IOException, InterruptedException {
        for (SavedMailbox mailbox : open(vault, manifest, Set.copyOf(accounts))) {
            work.at(mailbox);
        }
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
            throw new NoneOfThatName("the backup " + manifest.id() + " has no mailbox " + login);
        }
        return found[0];
    }

    private static final class NoneOfThatName extends BackupException {
        private static final long serialVersionUID = 1;

        NoneOfThatName(String message) {
            super(message);
        }
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

    private static Map<Long, List<Message>> messages(
            Vault vault, Manifest manifest, Map<Long, Folder> folders, Map<Long, Long> owners)
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
        Map<Long, List<Message>> messages = new HashMap<>();
        Row.each(vault, table, row -> {
            Folder folder = folders.get(row.number(box));
            if (folder != null) {
                long bits = row.number(flags);
                messages.computeIfAbsent(owners.getOrDefault(row.number(box), 0L), _ -> new ArrayList<>())
                        .add(new Message(
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
        messages.values().forEach(all -> all.sort(Comparator.comparingLong(Message::locator))); // as in the volumes
        return messages;
    }

    /// Whose it was, in the backup.
    public long account() {
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
