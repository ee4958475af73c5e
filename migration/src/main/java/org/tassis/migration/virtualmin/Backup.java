package org.tassis.migration.virtualmin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tassis.migration.file.NotMail;
import org.tassis.migration.intake.Progress;

/// What is in a backup: the small files in which Virtualmin describes each of its servers, and how much mail
/// there is.
///
/// @param domains   by their names
/// @param replies   texts of auto-replies, by the last level of their paths
/// @param messages  files in Maildirs, by the user they belong to; empty for the owner of the domain's home
record Backup(Map<String, Described> domains, Map<String, String> replies, Map<String, Long> messages) {
    private static final int MAX_FILE = 8 << 20;
    private static final long MAX_ALL = 512 << 20;

    /// `.backup/example.org_mail_users`, in older backups without the directory.
    private static final Pattern OURS =
            Pattern.compile("(?:.*/)?([^/_ ]+)_(virtualmin|mail_users|mail_aliases|mail_plainpass)");

    /// An archive in the archive: what was in the directory of all mail.
    private static final Pattern MAIL_FILES = Pattern.compile("(?:.*/)?[^/ ]+_mail_files");

    private static final Pattern REPLY = Pattern.compile("(?:.*/)?(autoreply-[^/]+[.]txt)");

    /// What is said of one domain.
    ///
    /// @param settings names and values of its own file
    /// @param users    lines, two for each user
    /// @param aliases  lines
    /// @param plain    passwords in clear, where they were kept
    record Described(
            Map<String, String> settings, List<String> users, List<String> aliases, Map<String, String> plain) {
        Described() {
            this(new TreeMap<>(), new ArrayList<>(), new ArrayList<>(), new TreeMap<>());
        }

        Optional<String> setting(String name) {
            return Optional.ofNullable(settings.get(name)).filter(value -> !value.isEmpty());
        }
    }

    /// Reads the whole archive once.
    ///
    /// @throws NotMail it is no backup of Virtualmin
    static Backup scan(Path file, Progress progress) throws IOException {
        Map<String, Described> domains = new TreeMap<>();
        Map<String, String> replies = new TreeMap<>();
        Map<String, Long> messages = new TreeMap<>();
        long[] all = new long[1];
        Archive.read(file, (path, size, _, in) -> {
            progress.check();
            Matcher ours = OURS.matcher(path);
            if (ours.matches()) {
                Described domain = domains.computeIfAbsent(ours.group(1), _ -> new Described());
                String text = text(in, size, path, all);
                switch (ours.group(2)) {
                    case "virtualmin" -> domain.settings().putAll(values(text));
                    case "mail_users" -> domain.users().addAll(text.lines().toList());
                    case "mail_aliases" -> domain.aliases().addAll(text.lines().toList());
                    default -> domain.plain().putAll(values(text));
                }
                return;
            }
            Matcher reply = REPLY.matcher(path);
            if (reply.matches() && replies.size() < 10_000) {
                replies.put(reply.group(1), text(in, size, path, all));
                return;
            }
            MailPath.of(path).ifPresent(mail -> messages.merge(mail.user(), 1L, Long::sum));
        });
        domains.values()
                .removeIf(
                        domain -> domain.settings().isEmpty() && domain.users().isEmpty());
        if (domains.isEmpty()) {
            throw new NotMail(
                    "It is no backup of Virtualmin: there is no file NAME_virtualmin or NAME_mail_users in it.");
        }
        return new Backup(domains, replies, messages);
    }

    /// Whether it is an archive of mail that was kept outside the homes, a file for each user.
    static boolean isMailFiles(String path) {
        return MAIL_FILES.matcher(path).matches();
    }

    private static String text(InputStream in, long size, String path, long[] all) throws IOException {
        all[0] += size;
        if (size > MAX_FILE || all[0] > MAX_ALL) {
            throw new NotMail("The file " + path + " in the backup is far larger than it can be.");
        }
        return new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8);
    }

    private static Map<String, String> values(String text) {
        Map<String, String> values = new TreeMap<>();
        text.lines().forEach(line -> {
            int cut = line.indexOf('=');
            if (cut > 0) {
                values.put(line.substring(0, cut), line.substring(cut + 1).strip());
            }
        });
        return values;
    }

    /// A file of a Maildir in a home: `homes/jan/Maildir/.Sent/cur/1700000000.x:2,S`, or without `homes/jan`
    /// for the owner of the domain.
    ///
    /// @param user   the directory below `homes`; empty for the owner
    /// @param folder the directory below `Maildir`; empty for INBOX
    /// @param name   of the file
    record MailPath(String user, String folder, String name) {
        private static final Pattern FORM = Pattern.compile("(?:homes/([^/]+)/)?Maildir/(?:(.+)/)?(?:cur|new)/([^/]+)");

        static Optional<MailPath> of(String path) {
            Matcher form = FORM.matcher(path);
            return form.matches()
                    ? Optional.of(new MailPath(
                            Optional.ofNullable(form.group(1)).orElse(""),
                            Optional.ofNullable(form.group(2)).orElse(""),
                            String.valueOf(form.group(3))))
                    : Optional.empty();
        }
    }
}
