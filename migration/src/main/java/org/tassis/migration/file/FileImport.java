package org.tassis.migration.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.message.Spool;
import org.tassis.migration.intake.Canonical;
import org.tassis.migration.intake.Fingerprint;
import org.tassis.migration.intake.FolderPlan;
import org.tassis.migration.intake.Intake;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.intake.SourceFolder;
import org.tassis.migration.intake.Stopped;
import org.tassis.store.MailStore;
import org.tassis.store.PopIds;

/// Brings mail from files into a mailbox. What is there already is not brought again: doing the same a second
/// time, or again after it was stopped, adds what is missing. One thread.
public final class FileImport {
    private static final int MEMORY = 64 * 1024;

    private final MailStore store;
    private final PopIds ids;
    private final Path spool;
    private final Progress progress;

    /// How files are to be taken.
    ///
    /// @param into  the folder that gets what has no folder of its own (one mbox file, INBOX of a Maildir)
    /// @param under the folder below which all goes, with names as they are
    /// @param mboxo take `>From ` back only where there is one `>`
    public record Options(Optional<MailboxName> into, Optional<MailboxName> under, boolean mboxo) {
        public static final Options NONE = new Options(Optional.empty(), Optional.empty(), false);

        Options orInbox() {
            return new Options(into.or(() -> Optional.of(MailboxName.INBOX)), under, mboxo);
        }
    }

    /// @param spool a directory for large messages
    public FileImport(MailStore store, Path spool, Progress progress) {
        this(store, PopIds.NONE, spool, progress);
    }

    /// @param ids   keeps the numbers by which POP3 programs know messages, where the files tell them
    /// @param spool a directory for large messages
    public FileImport(MailStore store, PopIds ids, Path spool, Progress progress) {
        this.store = store;
        this.ids = ids;
        this.spool = spool;
        this.progress = progress;
    }

    /// @param path an mbox file, a message, a directory of either or a Maildir, or a zip file of these
    /// @throws NotMail it holds no mail, or what it must not
    /// @throws Stopped before the end
    public void run(AccountId account, Path path, Options options) {
        Path name = path.getFileName();
        run(account, path, name == null ? "mail" : name.toString(), options);
    }

    /// Likewise.
    ///
    /// @param name what a single file is called, whatever its path says: its folder has that name
    public void run(AccountId account, Path path, String name, Options options) {
        try (FileTree tree = FileTree.open(path, name)) {
            boolean spoolFile = Files.isRegularFile(path) && isSpoolFile(name);
            run(account, tree, spoolFile ? options.orInbox() : options);
        } catch (IOException e) {
            throw new Stopped(Stopped.Reason.FAILED, "The file cannot be read: " + e.getMessage(), e);
        }
    }

    /// What is under `/var/mail` has the name of a person and is an INBOX; what has an ending has the name of
    /// a folder.
    private static boolean isSpoolFile(String name) {
        return name.indexOf('.') < 0;
    }

    void run(AccountId account, FileTree tree, Options options) throws IOException {
        MailLayout layout = MailLayout.of(tree, progress);
        if (layout.folders().isEmpty()) {
            throw new NotMail("There is no mail in it: no mbox file, no Maildir, no message (.eml).");
        }
        progress.expect(layout.messageFiles());
        FolderPlan plan = FolderPlan.of(layout.folders().keySet(), store.mailboxes(account), options.under());
        boolean one = layout.folders().size() == 1;
        PopNumbers numbers = new PopNumbers(store, ids, account);
        try (Intake intake = new Intake(store, account, progress)) {
            for (Map.Entry<SourceFolder, MailLayout.Content> entry :
                    layout.folders().entrySet()) {
                SourceFolder folder = entry.getKey();
                boolean top = one || folder.name().equals("INBOX");
                Optional<MailboxName> target = top && options.into().isPresent() ? options.into() : plan.target(folder);
                if (target.isEmpty()) {
                    progress.refused("Folder " + folder.name() + " was passed over: " + plan.fault(folder) + ".");
                } else {
                    progress.at(target.get().value());
                    new Folder(intake, numbers, target.get(), options).bring(entry.getValue());
                    intake.folder(target.get()); // even when it is empty
                }
            }
        } finally {
            numbers.keep(); // of what was brought, however it ended
        }
    }

    /// One folder at a time: what was there before is known by fingerprints, each as often as it was there.
    private final class Folder {
        private final Intake intake;
        private final PopNumbers numbers;
        private final MailboxName name;
        private final Options options;
        private final Map<Fingerprint, List<Long>> known;

        Folder(Intake intake, PopNumbers numbers, MailboxName name, Options options) {
            this.intake = intake;
            this.numbers = numbers;
            this.name = name;
            this.options = options;
            this.known = intake.known(name, 1);
        }

        void bring(MailLayout.Content content) throws IOException {
            for (FileTree.Node node : content.maildir()) {
                MaildirName file = MaildirName.parse(node.name());
                Instant date = node.modified().getEpochSecond() > 0
                        ? node.modified()
                        : file.date().orElse(Instant.EPOCH);
                single(
                        node,
                        file.flags(content.keywords()),
                        date,
                        Optional.ofNullable(content.popIds().get(file.base())));
            }
            for (FileTree.Node node : content.singles()) {
                single(node, Flags.NONE, node.modified(), Optional.empty());
            }
            for (FileTree.Node node : content.mboxes()) {
                mbox(node);
            }
            intake.flush();
        }

        private void single(FileTree.Node node, Flags flags, Instant date, Optional<String> popId) throws IOException {
            progress.check();
            if (node.size() > MboxReader.MAX_MESSAGE) {
                progress.refused(node.path() + " is larger than a message may be.");
                return;
            }
            Spool message = new Spool(spool, MEMORY);
            try (InputStream in = node.open()) {
                Canonical canonical = new Canonical(message);
                byte[] buffer = new byte[16 * 1024];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    canonical.write(buffer, 0, count);
                }
                canonical.finish();
            } catch (NotMail e) {
                message.close();
                throw e;
            } catch (IOException e) {
                message.close();
                progress.refused(node.path() + " cannot be read: " + e.getMessage());
                return;
            }
            if (message.size() == 0) {
                message.close();
                progress.refused(node.path() + " is empty.");
                return;
            }
            add(message, flags, date, popId);
        }

        private void mbox(FileTree.Node node) throws IOException {
            long number = 0;
            try (MboxReader reader = new MboxReader(node.open(), options.mboxo(), spool)) {
                for (Optional<MboxReader.Item> next = reader.next(); next.isPresent(); next = reader.next()) {
                    progress.check();
                    MboxReader.Item item = next.get();
                    number++;
                    if (item.content().isEmpty()) {
                        progress.refused("Message " + number + " of " + node.path() + " is larger than one may be.");
                        continue;
                    }
                    Spool message = item.content().get();
                    if (item.gone() || isAdministrative(message)) {
                        message.close();
                        continue;
                    }
                    Instant date =
                            item.date().or(() -> message.structure().sentAt()).orElse(node.modified());
                    add(message, item.flags(), date, Optional.empty());
                }
            }
        }

        /// What University of Washington's programs keep as the first message of a file.
        private static boolean isAdministrative(Spool message) {
            return message.size() < 2000
                    && message.structure()
                            .envelope()
                            .subject()
                            .filter(subject -> subject.startsWith("DON'T DELETE THIS MESSAGE"))
                            .isPresent();
        }

        private void add(Spool message, Flags flags, Instant date, Optional<String> popId) throws IOException {
            Fingerprint print = Fingerprint.of(message.structure(), message.size(), date.getEpochSecond());
            List<Long> there = known.getOrDefault(print, List.of());
            if (!there.isEmpty()) {
                long uid = there.removeFirst();
                popId.ifPresent(id -> numbers.known(name, uid, id));
                progress.known(1);
                message.close();
                return;
            }
            intake.add(name, message, flags, date, stored -> popId.ifPresent(id -> numbers.stored(stored.id(), id)));
        }
    }

    /// For previews and tests: the folders that would be filled.
    static List<String> folders(FileTree tree) throws IOException {
        return MailLayout.of(tree, new Progress()).folders().keySet().stream()
                .map(SourceFolder::name)
                .toList();
    }
}
