package org.tassis.webmail.history;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.MessageSource;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.SystemFlag;
import org.tassis.store.journal.Actor;
import org.tassis.store.journal.Deed;
import org.tassis.store.journal.JournalEntry;
import org.tassis.store.journal.Place;
import org.tassis.store.undo.Outcome;
import org.tassis.webmail.mail.Folder;

/// The journal in sentences, in one language, with folders by the names that they have now.
final class Telling {
    private static final Flags JUNK = Flags.of(List.of(), List.of("$Junk"));
    private static final Flags NOT_JUNK = Flags.of(List.of(), List.of("$NotJunk"));
    private static final Map<Flags, String> KNOWN = Map.of(
            Flags.of(SystemFlag.SEEN),
            "seen",
            Flags.of(SystemFlag.FLAGGED),
            "flagged",
            Flags.of(SystemFlag.ANSWERED),
            "answered",
            Flags.of(SystemFlag.DELETED),
            "deleted",
            Flags.of(List.of(), List.of("$Forwarded")),
            "forwarded",
            JUNK,
            "junk",
            NOT_JUNK,
            "notjunk");

    private final MessageSource messages;
    private final Locale language;
    private final Map<MailboxId, String> names = new HashMap<>();

    /// @param folders those that there are now
    Telling(MessageSource messages, Locale language, List<Folder> folders) {
        this.messages = messages;
        this.language = language;
        for (Folder folder : folders) {
            names.put(folder.mailbox().id(), name(folder));
        }
    }

    String name(Folder folder) {
        return Folder.shown(folder.mailbox(), this::text);
    }

    private String name(Place place) {
        if (place.id().isEmpty()) {
            return text("history.elsewhere");
        }
        return Optional.ofNullable(names.get(place.id().get()))
                .orElse(place.name().value());
    }

    private String text(String key, Object... arguments) {
        return messages.getMessage(key, arguments, language);
    }

    /// What was done.
    String what(Deed deed) {
        long count = deed.messages();
        return switch (deed) {
            case Deed.Flagged flagged -> flags(flagged);
            case Deed.Moved moved -> text("history.moved", count, name(moved.place()), name(moved.to()));
            case Deed.Copied copied -> text("history.copied", count, name(copied.place()), name(copied.to()));
            case Deed.Deleted deleted -> text("history.deleted", count, name(deleted.place()));
            case Deed.Restored restored -> text("history.restored", count, name(restored.place()));
            case Deed.Hidden hidden ->
                text(hidden.hidden() ? "history.hidden" : "history.shown", count, name(hidden.place()));
            case Deed.FolderCreated created ->
                text("history.folder.created", created.place().name().value());
            case Deed.FolderRenamed renamed ->
                text(
                        "history.folder.renamed",
                        renamed.from().value(),
                        renamed.place().name().value());
            case Deed.FolderDeleted deleted ->
                text("history.folder.deleted", count, deleted.place().name().value());
        };
    }

    private String flags(Deed.Flagged deed) {
        Flags set = deed.set();
        Flags cleared = deed.cleared();
        String place = name(deed.place());
        if (cleared.isEmpty() && KNOWN.containsKey(set)) {
            return text("history.set." + KNOWN.get(set), deed.messages(), place);
        }
        if (set.isEmpty() && KNOWN.containsKey(cleared)) {
            return text("history.cleared." + KNOWN.get(cleared), deed.messages(), place);
        }
        if (set.equals(JUNK) && cleared.equals(NOT_JUNK) || set.equals(NOT_JUNK) && cleared.equals(JUNK)) {
            return text("history.set." + KNOWN.get(set), deed.messages(), place);
        }
        String changes = Stream.concat(
                        words(set).map(word -> text("history.flag.set", word)),
                        words(cleared).map(word -> text("history.flag.cleared", word)))
                .collect(Collectors.joining(", "));
        return text("history.flags", deed.messages(), place, changes);
    }

    private Stream<String> words(Flags flags) {
        return Stream.concat(
                flags.system().stream()
                        .map(flag -> text("history.flag." + flag.name().toLowerCase(Locale.ROOT))),
                flags.keywords().stream());
    }

    /// Who did it.
    String who(Actor actor, String visitor) {
        String key = "history.by." + actor.via().name().toLowerCase(Locale.ROOT);
        String who = actor.client().isEmpty() ? text(key) : text(key + ".named", actor.client());
        return actor.login().isEmpty() || actor.login().equals(visitor)
                ? who
                : text("history.by.other", who, actor.login());
    }

    /// Why nothing of it can be taken back; empty when that is to be tried.
    String impossible(JournalEntry entry) {
        Deed deed = entry.deed();
        Place needed = deed.target().orElse(deed.place());
        return switch (deed.kind()) {
            case DELETED, FOLDER_DELETED -> "";
            case MOVED, COPIED, RESTORED, FLAGGED, HIDDEN, FOLDER_CREATED, FOLDER_RENAMED -> {
                boolean elsewhere = needed.id().isEmpty()
                        || deed.kind() == Deed.Kind.MOVED && deed.place().id().isEmpty();
                yield elsewhere
                        ? text("history.why.elsewhere")
                        : names.containsKey(needed.id().get()) ? "" : text("history.gone");
            }
        };
    }

    /// How an undo ended, in one sentence or two.
    String ended(Deed deed, Outcome outcome) {
        if (outcome.why().isEmpty()) {
            return text("history.outcome.all", what(deed));
        }
        String why = outcome.why().stream()
                .sorted()
                .map(one -> text("history.why." + one.name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(" "));
        return outcome.done() == 0
                ? text("history.outcome.none", why)
                : text("history.outcome.part", outcome.done(), outcome.left(), why);
    }
}
