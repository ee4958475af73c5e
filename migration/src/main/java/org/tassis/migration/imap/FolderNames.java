package org.tassis.migration.imap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.imap.protocol.ListInfo;
import org.eclipse.angus.mail.imap.protocol.Namespaces;
import org.jspecify.annotations.Nullable;
import org.tassis.core.SpecialUse;
import org.tassis.migration.intake.SourceFolder;

/// Names of folders of another server, as levels without its prefixes.
///
/// @param own     what names of one's own folders begin with
/// @param foreign likewise those of others
record FolderNames(List<String> own, List<String> foreign) {
    /// Of a server that tells of none.
    static final FolderNames PLAIN = new FolderNames(List.of(""), List.of());

    /// RFC 2342.
    static FolderNames of(Namespaces namespaces) {
        List<String> own = new ArrayList<>(prefixes(namespaces.personal));
        List<String> foreign = new ArrayList<>(prefixes(namespaces.otherUsers));
        foreign.addAll(prefixes(namespaces.shared));
        foreign.removeAll(own);
        return new FolderNames(own.isEmpty() ? List.of("") : own, foreign);
    }

    private static List<String> prefixes(Namespaces.Namespace @Nullable [] namespaces) {
        return namespaces == null
                ? List.of()
                : Arrays.stream(namespaces).map(namespace -> namespace.prefix).toList();
    }

    private boolean isOwn(String name) {
        return foreign.stream().filter(prefix -> !prefix.isEmpty()).noneMatch(name::startsWith);
    }

    /// The folders that can be selected and are one's own: INBOX first, what holds copies of others last.
    List<RemoteFolder> own(List<ListInfo> all) {
        boolean below = all.stream().allMatch(info -> isInbox(info.name) || isBelowInbox(info));
        List<RemoteFolder> folders = new ArrayList<>();
        for (ListInfo info : all) {
            if (info.canOpen && isOwn(info.name)) {
                folders.add(new RemoteFolder(info.name, folder(info, below)));
            }
        }
        folders.sort(Comparator.comparingInt((RemoteFolder folder) -> rank(folder.folder()))
                .thenComparing(RemoteFolder::name));
        return folders;
    }

    private static int rank(SourceFolder folder) {
        if (folder.use().equals(Optional.of(SpecialUse.ALL))) {
            return 2;
        }
        return folder.name().equals("INBOX") ? 0 : 1;
    }

    private static boolean isInbox(String name) {
        return name.equalsIgnoreCase("INBOX");
    }

    private static boolean isBelowInbox(ListInfo info) {
        return info.name.length() > 6
                && info.name.substring(0, 5).equalsIgnoreCase("INBOX")
                && info.name.charAt(5) == info.separator;
    }

    private SourceFolder folder(ListInfo info, boolean allBelowInbox) {
        Optional<SpecialUse> use = Optional.empty();
        if (info.attrs != null) {
            for (String attribute : info.attrs) {
                use = use.or(() -> SpecialUse.named(attribute));
            }
        }
        if (isInbox(info.name)) {
            return new SourceFolder(List.of("INBOX"), Optional.empty());
        }
        String name = info.name;
        for (String prefix : own) {
            if (!prefix.isEmpty() && name.startsWith(prefix) && name.length() > prefix.length()) {
                name = name.substring(prefix.length());
                break;
            }
        }
        if (name.equals(info.name) && allBelowInbox && isBelowInbox(info)) {
            name = name.substring(6);
        }
        List<String> levels = new ArrayList<>();
        if (info.separator == '\0') {
            levels.add(name);
        } else {
            for (String level : name.split(Pattern.quote(String.valueOf(info.separator)), -1)) {
                if (!level.isEmpty()) {
                    levels.add(level);
                }
            }
        }
        return new SourceFolder(levels.isEmpty() ? List.of(name) : levels, use);
    }
}
