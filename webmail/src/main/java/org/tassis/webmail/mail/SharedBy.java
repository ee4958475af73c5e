package org.tassis.webmail.mail;

import java.text.Collator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.MessageSource;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxName;
import org.tassis.directory.Account;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.Right;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.webmail.Reach;
import org.tassis.webmail.Reach.Reached;

/// What one colleague shares with the visitor.
///
/// @param name  as people call this person
/// @param login tells two of the same name apart
public record SharedBy(String name, String login, List<Line> folders) {
    private static final int MAX_DEPTH = 6;

    /// @param open whether it can be opened; counts are 0 otherwise
    /// @param fill whether one may put messages there
    public record Line(Folder folder, boolean open, boolean fill) {}

    /// Whether there is anything to be opened.
    public boolean isShown() {
        return folders.stream().anyMatch(Line::open);
    }

    /// By owner, each owner's by name, INBOX first. A folder whose parent is not shared has its whole path
    /// for a name.
    static List<SharedBy> of(Reach reach, MailStore store, List<Reached> others, Locale language) {
        Map<AccountId, List<Reached>> byOwner = new LinkedHashMap<>();
        others.forEach(one ->
                byOwner.computeIfAbsent(one.owner(), _ -> new ArrayList<>()).add(one));
        Collator collator = Collator.getInstance(language);
        collator.setStrength(Collator.SECONDARY);
        List<SharedBy> all = new ArrayList<>();
        byOwner.forEach((owner, folders) -> reach.owner(owner)
                .ifPresent(account -> all.add(
                        new SharedBy(nameOf(account), account.login().value(), lines(store, folders, collator)))));
        all.sort(Comparator.comparing(SharedBy::name, collator).thenComparing(SharedBy::login));
        return all;
    }

    static String nameOf(Account owner) {
        return owner.realName().isBlank() ? owner.login().value() : owner.realName();
    }

    private static List<Line> lines(MailStore store, List<Reached> folders, Collator collator) {
        Set<MailboxName> names =
                folders.stream().map(one -> one.mailbox().name()).collect(Collectors.toSet());
        List<Line> lines = new ArrayList<>(folders.size());
        folders.stream()
                .sorted(Comparator.comparing(
                                (Reached one) -> !one.mailbox().name().isInbox())
                        .thenComparing(one -> one.mailbox().name().value(), collator))
                .forEach(one -> {
                    try {
                        lines.add(line(store, one, names));
                    } catch (StoreException e) {
                        if (!(e.failure() instanceof StoreFailure.NoSuchMailbox)) { // its owner has just deleted it
                            throw e;
                        }
                    }
                });
        return List.copyOf(lines);
    }

    private static Line line(MailStore store, Reached one, Set<MailboxName> names) {
        MailboxName full = one.mailbox().name();
        List<MailboxName> above =
                full.ancestors().stream().filter(names::contains).toList();
        int cut = above.stream()
                .mapToInt(ancestor -> ancestor.value().length() + 1)
                .max()
                .orElse(0);
        Optional<MailboxSnapshot> snapshot = one.isShown() ? Optional.of(store.snapshot(one.id())) : Optional.empty();
        String key = Folder.key(one.mailbox());
        return new Line(
                new Folder(
                        one.mailbox(),
                        key,
                        full.value().substring(cut),
                        Math.min(MAX_DEPTH, above.size()),
                        key.isEmpty() ? "folder" : "inbox",
                        snapshot.map(MailboxSnapshot::unseen).orElse(0),
                        snapshot.map(MailboxSnapshot::count).orElse(0),
                        snapshot.map(MailboxSnapshot::bytes).orElse(0L)),
                one.isShown(),
                one.may(Right.INSERT));
    }

    /// What the folders are called beside own ones, by id: `Ann: Projects/Alps`.
    static Map<Long, String> names(List<SharedBy> all, MessageSource messages, Locale language) {
        Map<Long, String> names = new HashMap<>();
        for (SharedBy one : all) {
            for (Line line : one.folders()) {
                Folder folder = line.folder();
                String name = folder.key().isEmpty()
                        ? folder.mailbox().name().value()
                        : messages.getMessage(folder.key(), null, language);
                names.put(folder.id(), messages.getMessage("shared.named", new Object[] {one.name(), name}, language));
            }
        }
        return names;
    }
}
