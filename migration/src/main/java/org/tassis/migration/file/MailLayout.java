package org.tassis.migration.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.intake.SourceFolder;

/// Which of some files are mail, of which folders: Maildirs by their `cur` and `new`, mbox files by their
/// first line, single messages by `.eml`.
///
/// @param folders      what is in each, in the order of their names
/// @param messageFiles how many files are one message each
record MailLayout(Map<SourceFolder, Content> folders, long messageFiles) {
    private static final Set<String> IGNORED = Set.of(
            "maildirsize",
            "maildirfolder",
            "subscriptions",
            "courierimapsubscribed",
            "courierimapkeywords",
            "courierimapuiddb",
            "courierpop3dsizelist",
            "courierimaphieracl",
            "courierimapacl",
            "dovecot-uidlist",
            "dovecot-uidvalidity",
            "dovecot-keywords",
            "dovecot-acl",
            "dovecot-acl-list",
            "dovecot.sieve",
            ".dovecot.sieve",
            "popstate.dat",
            "desktop.ini",
            ".ds_store");

    private static final Set<String> IGNORED_ENDINGS =
            Set.of(".msf", ".index", ".log", ".cache", ".svbin", ".dat", ".sqlite", ".tmp", ".lock");

    /// What a folder consists of.
    ///
    /// @param maildir  messages, a file each, with flags in their names
    /// @param keywords of the Maildir, by letter
    /// @param popIds   of INBOX, as POP3 programs know them, by {@link MaildirName#base}
    /// @param mboxes   files of messages
    /// @param singles  messages, a file each
    record Content(
            List<FileTree.Node> maildir,
            List<String> keywords,
            Map<String, String> popIds,
            List<FileTree.Node> mboxes,
            List<FileTree.Node> singles) {
        Content() {
            this(new ArrayList<>(), new ArrayList<>(), new HashMap<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    static MailLayout of(FileTree tree, Progress progress) throws IOException {
        List<FileTree.Node> nodes = tree.files();
        Optional<String> top = top(nodes);
        Map<SourceFolder, Content> folders = new LinkedHashMap<>();
        Map<String, List<String>> keywords = new LinkedHashMap<>();
        long count = 0;
        for (FileTree.Node node : nodes) {
            progress.check();
            if (inMaildir(node)) {
                String directory = parent(node.directory());
                Content content = folders.computeIfAbsent(maildirFolder(directory, top.orElse("")), _ -> new Content());
                content.maildir().add(node);
                if (content.keywords().isEmpty() && !keywords.containsKey(directory)) {
                    keywords.put(directory, keywordsOf(nodes, directory));
                    content.keywords().addAll(keywords.getOrDefault(directory, List.of()));
                    if (directory.equals(top.orElse(""))) { // INBOX: POP3 shows no other folder
                        content.popIds().putAll(popIdsOf(nodes, directory));
                    }
                }
                count++;
            } else if (node.name().toLowerCase(Locale.ROOT).endsWith(".eml")) {
                folders.computeIfAbsent(plain(node.directory(), "INBOX"), _ -> new Content())
                        .singles()
                        .add(node);
                count++;
            } else if (!isIgnored(node)) {
                if (isMbox(node)) {
                    folders.computeIfAbsent(mboxFolder(node.path()), _ -> new Content())
                            .mboxes()
                            .add(node);
                } else if (node.size() > 0) {
                    progress.remark("Not mail, passed over: " + node.path());
                }
            }
        }
        return new MailLayout(folders, count);
    }

    private static boolean inMaildir(FileTree.Node node) {
        String directory = node.directory();
        String last = directory.substring(directory.lastIndexOf('/') + 1);
        return (last.equals("cur") || last.equals("new")) && !node.name().startsWith(".");
    }

    private static String parent(String path) {
        int cut = path.lastIndexOf('/');
        return cut < 0 ? "" : path.substring(0, cut);
    }

    /// The directory of the Maildir that is INBOX: the one above all others, or what all have in common.
    private static Optional<String> top(List<FileTree.Node> nodes) {
        Optional<String> common = Optional.empty();
        for (FileTree.Node node : nodes) {
            if (inMaildir(node) || isMaildirOwn(node)) {
                String directory = isMaildirOwn(node) ? node.directory() : parent(node.directory());
                common = Optional.of(
                        common.map(known -> common(known, directory)).orElse(directory));
            }
        }
        return common;
    }

    /// A Maildir without messages shows itself by what the servers keep in it.
    private static boolean isMaildirOwn(FileTree.Node node) {
        return node.name().equals("dovecot-uidlist") || node.name().equals("maildirsize");
    }

    private static String common(String one, String other) {
        String[] a = one.split("/", -1);
        String[] b = other.split("/", -1);
        int n = 0;
        while (n < Math.min(a.length, b.length) && a[n].equals(b[n])) {
            n++;
        }
        return String.join("/", Arrays.copyOf(a, n));
    }

    private static SourceFolder maildirFolder(String directory, String top) {
        String below = directory.substring(Math.min(directory.length(), top.length()));
        List<String> levels = new ArrayList<>();
        for (String segment : below.split("/", -1)) {
            if (segment.startsWith(".")) {
                for (String level : segment.substring(1).split("\\.", -1)) {
                    levels.add(ModifiedUtf7.decode(level).orElse(level));
                }
            } else if (!segment.isEmpty()) {
                levels.add(ModifiedUtf7.decode(segment).orElse(segment));
            }
        }
        return folder(levels);
    }

    /// Thunderbird keeps folders below `Work` in `Work.sbd`, Apple's program messages of `Work` in
    /// `Work.mbox/mbox`.
    private static SourceFolder mboxFolder(String path) {
        List<String> levels = new ArrayList<>();
        String[] segments = path.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            boolean last = i == segments.length - 1;
            if (last && segment.equals("mbox") && i > 0) {
                continue;
            }
            levels.add(without(without(segment, ".sbd"), ".mbox"));
        }
        return folder(levels);
    }

    private static String without(String text, String ending) {
        return text.toLowerCase(Locale.ROOT).endsWith(ending) && text.length() > ending.length()
                ? text.substring(0, text.length() - ending.length())
                : text;
    }

    private static SourceFolder plain(String directory, String otherwise) {
        return directory.isEmpty()
                ? new SourceFolder(List.of(otherwise), Optional.empty())
                : folder(List.of(directory.split("/", -1)));
    }

    private static SourceFolder folder(List<String> levels) {
        List<String> named = levels.stream().filter(level -> !level.isEmpty()).toList();
        return new SourceFolder(named.isEmpty() ? List.of("INBOX") : named, Optional.empty());
    }

    private static Map<String, String> popIdsOf(List<FileTree.Node> nodes, String directory) throws IOException {
        String path = directory.isEmpty() ? "dovecot-uidlist" : directory + "/dovecot-uidlist";
        for (FileTree.Node node : nodes) {
            if (node.path().equals(path)) {
                try (InputStream in = node.open()) {
                    return UidList.popIds(in);
                }
            }
        }
        return Map.of();
    }

    /// Dovecot's table: a number and a keyword on each line.
    private static List<String> keywordsOf(List<FileTree.Node> nodes, String directory) throws IOException {
        String path = directory.isEmpty() ? "dovecot-keywords" : directory + "/dovecot-keywords";
        for (FileTree.Node node : nodes) {
            if (node.path().equals(path)) {
                try (InputStream in = node.open()) {
                    return keywordsIn(new String(in.readNBytes(64 * 1024), StandardCharsets.UTF_8));
                }
            }
        }
        return List.of();
    }

    /// @param table a number and a keyword on each line
    static List<String> keywordsIn(String table) {
        List<String> words = new ArrayList<>();
        table.lines().limit(26).forEach(line -> {
            String[] parts = line.strip().split(" ", 2);
            if (parts.length == 2 && parts[0].matches("[0-9]{1,2}")) {
                int index = Integer.parseInt(parts[0]);
                while (words.size() <= index && index < 26) {
                    words.add("");
                }
                if (index < 26) {
                    words.set(index, parts[1]);
                }
            }
        });
        return words;
    }

    /// The folder of a directory below a Maildir.
    static SourceFolder folderOf(String directory) {
        return maildirFolder(directory, "");
    }

    private static boolean isIgnored(FileTree.Node node) {
        String name = node.name().toLowerCase(Locale.ROOT);
        String last = node.directory().substring(node.directory().lastIndexOf('/') + 1);
        return IGNORED.contains(name)
                || name.startsWith("dovecot.")
                || name.startsWith("dovecot-uidvalidity")
                || last.equals("tmp")
                || IGNORED_ENDINGS.stream().anyMatch(name::endsWith);
    }

    private static boolean isMbox(FileTree.Node node) throws IOException {
        if (node.size() == 0) {
            return node.name().toLowerCase(Locale.ROOT).endsWith(".mbox");
        }
        try (InputStream in = node.open()) {
            return new String(in.readNBytes(5), StandardCharsets.ISO_8859_1).equals("From ");
        }
    }
}
