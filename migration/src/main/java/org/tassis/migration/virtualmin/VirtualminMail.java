package org.tassis.migration.virtualmin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxName;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.CustomerId;
import org.tassis.directory.Directory;
import org.tassis.migration.file.FileImport;
import org.tassis.migration.file.MaildirStream;
import org.tassis.migration.file.NotMail;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.intake.Stopped;
import org.tassis.store.MailStore;
import org.tassis.store.PopIds;

/// Brings in the mail of a backup, for all of its users whose mailboxes were made: the archive is read twice,
/// first for the names of folders and keywords, then for messages, of which none is brought in twice. One
/// thread.
public final class VirtualminMail {
    private final MailStore store;
    private final PopIds ids;
    private final Directory directory;
    private final Path spool;
    private final Progress progress;

    /// Whose mail is in which home, and who is meant by a file in the directory of all mail.
    private record People(Map<String, AccountId> homes, Map<String, AccountId> users) {}

    /// @param ids   keeps the numbers by which POP3 programs know messages
    /// @param spool a directory for large messages
    public VirtualminMail(MailStore store, PopIds ids, Directory directory, Path spool, Progress progress) {
        this.store = store;
        this.ids = ids;
        this.directory = directory;
        this.spool = spool;
        this.progress = progress;
    }

    /// @throws Stopped before the end
    /// @throws NotMail it is no backup of Virtualmin
    public void run(Path file) {
        try {
            People people = people(file);
            Map<String, MaildirStream.Outline> outlines = outlines(file, people.homes());
            bring(file, people, outlines);
        } catch (IOException e) {
            throw new Stopped(Stopped.Reason.FAILED, "The backup cannot be read: " + e.getMessage(), e);
        }
    }

    private People people(Path file) throws IOException {
        progress.at("reading who is in the backup");
        Backup backup = Backup.scan(file, progress);
        Preview preview = new Understanding(backup, directory, CustomerId.HOUSE).preview();
        Map<String, AccountId> people = new TreeMap<>();
        Map<String, AccountId> users = new TreeMap<>();
        for (Backup.Described domain : backup.domains().values()) {
            List<String> lines = domain.users();
            for (int i = 0; i < lines.size(); i += 2) {
                String[] fields = lines.get(i).split(":", -1);
                if (fields.length < 8) {
                    continue;
                }
                String home = Understanding.home(fields[0], fields[5]);
                Optional<AccountId> account = preview.mailboxes().stream()
                        .filter(box -> box.user().equals(fields[0]))
                        .findFirst()
                        .flatMap(box -> directory.anyMailbox(box.login().value()))
                        .filter(AccountRecord::exists)
                        .map(record -> record.account().id());
                account.ifPresent(id -> spellings(fields[0]).forEach(name -> users.putIfAbsent(name, id)));
                if (account.isPresent()) {
                    people.putIfAbsent(home, account.get());
                } else if (backup.messages().getOrDefault(home, 0L) > 0) {
                    progress.remark("The mail of " + fields[0] + " was passed over: it has no mailbox here.");
                }
            }
        }
        people.keySet().forEach(home -> progress.expect(backup.messages().getOrDefault(home, 0L)));
        return new People(people, users);
    }

    /// The file of `jan@monsite.example` has another sign for the one that file systems are spared.
    private static List<String> spellings(String user) {
        return user.indexOf('@') < 0 ? List.of(user) : List.of(user, user.replace('@', '-'), user.replace('@', '_'));
    }

    private Map<String, MaildirStream.Outline> outlines(Path file, Map<String, AccountId> people) throws IOException {
        progress.at("reading the names of folders");
        Map<String, MaildirStream.Outline> outlines = new HashMap<>();
        people.keySet().forEach(home -> outlines.put(home, new MaildirStream.Outline()));
        Archive.read(file, (path, _, _, in) -> {
            progress.check();
            Optional<Backup.MailPath> mail = Backup.MailPath.of(path);
            if (mail.isPresent()) {
                MaildirStream.Outline outline = outlines.get(mail.get().user());
                if (outline != null) {
                    outline.folder(mail.get().folder());
                }
            } else if (path.endsWith("/dovecot-keywords")) {
                Backup.MailPath.of(path.substring(0, path.lastIndexOf('/')) + "/cur/x")
                        .ifPresent(at -> keywords(outlines.get(at.user()), at.folder(), in));
            } else if (path.endsWith("/dovecot-uidlist")) {
                Optional<Backup.MailPath> at = Backup.MailPath.of(path.substring(0, path.lastIndexOf('/')) + "/cur/x");
                if (at.isPresent()) {
                    MaildirStream.Outline outline = outlines.get(at.get().user());
                    if (outline != null) {
                        outline.uidList(at.get().folder(), in);
                    }
                }
            }
        });
        return outlines;
    }

    private static void keywords(
            MaildirStream.@org.jspecify.annotations.Nullable Outline outline, String folder, InputStream in) {
        if (outline != null) {
            try {
                outline.keywords(folder, new String(in.readNBytes(64 * 1024), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private void bring(Path file, People people, Map<String, MaildirStream.Outline> outlines) throws IOException {
        String[] open = {""};
        List<MaildirStream> stream = new ArrayList<>();
        List<String> full = new ArrayList<>();
        try {
            Archive.read(file, (path, size, seconds, in) -> {
                progress.check();
                if (Backup.isMailFiles(path)) {
                    Archive.read(in, (name, length, time, mbox) -> mbox(name, length, time, mbox, people.users()));
                    return;
                }
                Optional<Backup.MailPath> mail = Backup.MailPath.of(path);
                if (mail.isEmpty() || full.contains(mail.get().user())) {
                    return;
                }
                String home = mail.get().user();
                AccountId account = people.homes().get(home);
                MaildirStream.Outline outline = outlines.get(home);
                if (account == null || outline == null) {
                    return;
                }
                try {
                    if (stream.isEmpty() || !open[0].equals(home)) {
                        close(stream);
                        stream.add(new MaildirStream(store, ids, account, outline, spool, progress));
                        open[0] = home;
                    }
                    stream.getFirst().message(mail.get().folder(), mail.get().name(), size, seconds, in);
                } catch (Stopped e) {
                    if (e.reason() != Stopped.Reason.FULL) {
                        throw e;
                    }
                    progress.refused("Mailbox of " + (home.isEmpty() ? "the owner" : home) + ": " + e.getMessage());
                    full.add(home);
                    stream.forEach(MaildirStream::close);
                    stream.clear();
                }
            });
            close(stream);
        } finally {
            stream.forEach(MaildirStream::close);
        }
    }

    /// Mail that was kept outside the homes: the INBOX of a user in one file, by its name. Written to the
    /// disk as long as it is read.
    private void mbox(String path, long size, long seconds, InputStream in, Map<String, AccountId> users)
            throws IOException {
        String user = path.substring(path.lastIndexOf('/') + 1);
        AccountId account = users.get(user);
        if (size == 0) {
            return;
        }
        if (account == null) {
            progress.remark("The mail of " + Progress.harmless(user) + " was passed over: it has no mailbox here.");
            return;
        }
        Path place = Files.createTempDirectory(spool, "virtualmin");
        Path copy = place.resolve("inbox");
        try {
            Files.copy(in, copy);
            Files.setLastModifiedTime(copy, FileTime.from(seconds, TimeUnit.SECONDS));
            new FileImport(store, ids, spool, progress)
                    .run(
                            account,
                            copy,
                            new FileImport.Options(Optional.of(MailboxName.INBOX), Optional.empty(), false));
        } catch (NotMail e) {
            progress.refused("The mail of " + Progress.harmless(user) + ": " + e.getMessage());
        } catch (Stopped e) {
            if (e.reason() != Stopped.Reason.FULL) {
                throw e;
            }
            progress.refused("Mailbox of " + Progress.harmless(user) + ": " + e.getMessage());
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(place);
        }
    }

    private static void close(List<MaildirStream> stream) {
        for (MaildirStream one : stream) {
            one.finish();
            one.close();
        }
        stream.clear();
    }
}
