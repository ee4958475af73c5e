package org.tassis.webmail.mail;

import java.text.CollationKey;
import java.text.Collator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tassis.core.SpecialUse;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;

/// One line of the folders' list.
///
/// @param key   of the message that names it, empty for folders that people made
/// @param name  its last level
/// @param depth levels above it, at most 6 of them shown
/// @param icon  of the sheet of icons
public record Folder(
        Mailbox mailbox, String key, String name, int depth, String icon, int unread, int count, long bytes) {
    private static final int MAX_DEPTH = 6;

    /// Found once for each mailbox, not for each two that are compared: there may be hundreds.
    ///
    /// @param rank of the topmost above it
    private record Place(Mailbox mailbox, int rank, CollationKey name) {}

    /// INBOX and those with a use in their order, each with what is below it; then the others by name.
    static List<Folder> of(MailStore store, List<Mailbox> mailboxes, Locale language) {
        Collator collator = Collator.getInstance(language);
        collator.setStrength(Collator.SECONDARY);
        Map<String, Integer> ranks = new HashMap<>();
        mailboxes.forEach(one -> ranks.put(one.name().value(), rank(one)));
        List<Place> sorted = new ArrayList<>(mailboxes.size());
        for (Mailbox mailbox : mailboxes) {
            String name = mailbox.name().value();
            int cut = name.indexOf('/');
            int rank = Optional.ofNullable(ranks.get(cut < 0 ? name : name.substring(0, cut)))
                    .orElseGet(() -> rank(mailbox));
            sorted.add(new Place(mailbox, rank, collator.getCollationKey(name)));
        }
        sorted.sort(Comparator.comparingInt(Place::rank).thenComparing(Place::name));
        List<Folder> folders = new ArrayList<>(sorted.size());
        for (Place place : sorted) {
            Mailbox mailbox = place.mailbox();
            MailboxSnapshot snapshot = store.snapshot(mailbox.id());
            String full = mailbox.name().value();
            folders.add(new Folder(
                    mailbox,
                    key(mailbox),
                    full.substring(full.lastIndexOf('/') + 1),
                    (int) Math.min(MAX_DEPTH, full.chars().filter(c -> c == '/').count()),
                    icon(mailbox),
                    snapshot.unseen(),
                    snapshot.count(),
                    snapshot.bytes()));
        }
        return folders;
    }

    private static int rank(Mailbox mailbox) {
        return switch (key(mailbox)) {
            case "folder.inbox" -> 0;
            case "folder.drafts" -> 1;
            case "folder.sent" -> 2;
            case "folder.archive" -> 3;
            case "folder.junk" -> 4;
            case "folder.trash" -> 5;
            default -> 6;
        };
    }

    /// Its whole name as pages say it: of one with a use, in the reader's language.
    ///
    /// @param words from a key of the messages to the text
    public static String shown(Mailbox mailbox, UnaryOperator<String> words) {
        String name = mailbox.name().value();
        String key = key(mailbox);
        return key.isEmpty() || name.indexOf('/') >= 0 ? name : words.apply(key);
    }

    static String key(Mailbox mailbox) {
        return mailbox.name().isInbox()
                ? "folder.inbox"
                : use(mailbox)
                        .map(use -> "folder." + use.name().toLowerCase(Locale.ROOT))
                        .orElse("");
    }

    private static Optional<SpecialUse> use(Mailbox mailbox) {
        return mailbox.uses().stream()
                .filter(use -> use != SpecialUse.ALL && use != SpecialUse.FLAGGED)
                .min(Comparator.naturalOrder());
    }

    private static String icon(Mailbox mailbox) {
        String key = key(mailbox);
        return key.isEmpty() ? "folder" : key.substring("folder.".length());
    }

    public long id() {
        return mailbox.id().value();
    }

    public boolean isTrash() {
        return mailbox.uses().contains(SpecialUse.TRASH);
    }

    public boolean isJunk() {
        return mailbox.uses().contains(SpecialUse.JUNK);
    }

    /// Drafts count all, others what was not read.
    public int badge() {
        return mailbox.uses().contains(SpecialUse.DRAFTS) ? count : isTrash() || isJunk() ? 0 : unread;
    }
}
