package org.tassis.migration.intake;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.store.Mailbox;

/// Which folder here gets the mail of which folder elsewhere. INBOX is INBOX; the folder for sent mail,
/// drafts, trash, junk and the archive (by what it says it is, RFC 6154, else by its name) is the one here,
/// whatever either is called; every other one keeps its name, as far as a name can be here what it is there.
public final class FolderPlan {
    /// The names that mail programs give in the languages that people here use, and in German and Spanish, in
    /// the order in which they are looked for.
    private static final Map<SpecialUse, List<String>> NAMES = new EnumMap<>(Map.of(
            SpecialUse.SENT,
            List.of(
                    "sent",
                    "sent items",
                    "sent messages",
                    "sent mail",
                    "sent-mail",
                    "éléments envoyés",
                    "messages envoyés",
                    "envoyés",
                    "verzonden items",
                    "verzonden",
                    "verzonden berichten",
                    "gesendete elemente",
                    "gesendet",
                    "gesendete objekte",
                    "enviados",
                    "elementos enviados"),
            SpecialUse.DRAFTS,
            List.of("drafts", "draft", "brouillons", "concepten", "entwürfe", "borradores"),
            SpecialUse.TRASH,
            List.of(
                    "trash",
                    "deleted items",
                    "deleted messages",
                    "deleted",
                    "bin",
                    "corbeille",
                    "éléments supprimés",
                    "messages supprimés",
                    "prullenbak",
                    "verwijderde items",
                    "verwijderde berichten",
                    "papierkorb",
                    "gelöschte elemente",
                    "gelöscht",
                    "papelera",
                    "elementos eliminados"),
            SpecialUse.JUNK,
            List.of(
                    "junk",
                    "spam",
                    "junk e-mail",
                    "junk email",
                    "junk mail",
                    "bulk mail",
                    "courrier indésirable",
                    "indésirables",
                    "pourriel",
                    "ongewenste e-mail",
                    "ongewenste reclame",
                    "spamverdacht",
                    "correo no deseado"),
            SpecialUse.ARCHIVE,
            List.of("archive", "archives", "archief", "archiv", "archivo")));

    private final Map<SourceFolder, MailboxName> targets = new HashMap<>();
    private final Map<SourceFolder, String> refused = new HashMap<>();

    private FolderPlan() {}

    /// @param here  the folders of the mailbox that gets the mail
    /// @param under where all of it goes, below that folder, with names as they are; empty: as said above
    public static FolderPlan of(Collection<SourceFolder> from, List<Mailbox> here, Optional<MailboxName> under) {
        FolderPlan plan = new FolderPlan();
        Map<SourceFolder, MailboxName> special = under.isPresent() ? Map.of() : special(from, here);
        for (SourceFolder folder : from) {
            MailboxName known = special.get(folder);
            if (known != null) {
                plan.targets.put(folder, known);
            } else {
                plan.place(folder, under);
            }
        }
        return plan;
    }

    private void place(SourceFolder folder, Optional<MailboxName> under) {
        StringBuilder name = new StringBuilder();
        under.ifPresent(above -> name.append(above.value()).append(MailboxName.SEPARATOR));
        for (int i = 0; i < folder.levels().size(); i++) {
            name.append(i == 0 ? "" : "/").append(level(folder.levels().get(i)));
        }
        Optional<String> fault = MailboxName.fault(name.toString());
        if (fault.isPresent()) {
            refused.put(folder, fault.get());
        } else {
            targets.put(folder, new MailboxName(name.toString()));
        }
    }

    /// A level as it can be here: without what separates levels or is a wildcard, and without control
    /// characters.
    static String level(String text) {
        StringBuilder level = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean bad = c == '/'
                    || c == '*'
                    || c == '%'
                    || c < ' '
                    || c >= 0x7f && c < 0xa0
                    || c == 0x2028
                    || c == 0x2029
                    || c == 0xfffd
                    || Character.getType(c) == Character.SURROGATE;
            level.appendCodePoint(bad ? '_' : c);
        });
        return level.isEmpty() ? "_" : level.toString();
    }

    private static Map<SourceFolder, MailboxName> special(Collection<SourceFolder> from, List<Mailbox> here) {
        Map<SourceFolder, MailboxName> found = new HashMap<>();
        Set<String> names = new HashSet<>();
        here.forEach(mailbox -> names.add(mailbox.name().value()));
        NAMES.forEach((use, called) -> here.stream()
                .filter(mailbox -> mailbox.uses().contains(use))
                .findFirst()
                .ifPresent(target -> source(from, use, called, target.name(), names)
                        .ifPresent(source -> found.put(source, target.name()))));
        return found;
    }

    private static Optional<SourceFolder> source(
            Collection<SourceFolder> from, SpecialUse use, List<String> called, MailboxName target, Set<String> names) {
        Optional<SourceFolder> says = from.stream()
                .filter(folder -> folder.use().equals(Optional.of(use)))
                .findFirst();
        if (says.isPresent()) {
            return says;
        }
        Optional<SourceFolder> same = from.stream()
                .filter(folder -> folder.use().isEmpty() && folder.name().equals(target.value()))
                .findFirst();
        if (same.isPresent()) {
            return same;
        }
        for (String name : called) {
            Optional<SourceFolder> alike = from.stream()
                    .filter(folder -> folder.use().isEmpty()
                            && folder.levels().size() == 1
                            && folder.name().toLowerCase(Locale.ROOT).equals(name)
                            && !names.contains(folder.name()))
                    .findFirst();
            if (alike.isPresent()) {
                return alike;
            }
        }
        return Optional.empty();
    }

    /// Empty when a folder cannot be here: {@link #fault} says why.
    public Optional<MailboxName> target(SourceFolder folder) {
        return Optional.ofNullable(targets.get(folder));
    }

    public String fault(SourceFolder folder) {
        return refused.getOrDefault(folder, "");
    }
}
