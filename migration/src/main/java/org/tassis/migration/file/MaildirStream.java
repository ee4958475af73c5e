package org.tassis.migration.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxName;
import org.tassis.message.Spool;
import org.tassis.migration.intake.Canonical;
import org.tassis.migration.intake.Fingerprint;
import org.tassis.migration.intake.FolderPlan;
import org.tassis.migration.intake.Intake;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.intake.SourceFolder;
import org.tassis.store.MailStore;
import org.tassis.store.PopIds;

/// A Maildir++ whose files come one after another, as out of an archive that is larger than a disk should
/// have to hold twice. Its folders must be known before. One thread; {@link #finish}, and {@link #close} in
/// any case.
public final class MaildirStream implements AutoCloseable {
    private static final int MEMORY = 64 * 1024;

    private final Intake intake;
    private final Outline outline;
    private final FolderPlan plan;
    private final Path spool;
    private final Progress progress;
    private final PopNumbers numbers;
    private final Map<MailboxName, Map<Fingerprint, List<Long>>> known = new HashMap<>();

    /// What a Maildir consists of, by the directories below it; empty is the Maildir itself.
    public static final class Outline {
        private final Map<String, SourceFolder> folders = new TreeMap<>();
        private final Map<String, List<String>> keywords = new HashMap<>();
        private Map<String, String> popIds = Map.of();

        /// @param directory below the Maildir
        public void folder(String directory) {
            folders.computeIfAbsent(directory, MailLayout::folderOf);
        }

        /// @param table as Dovecot writes it
        public void keywords(String directory, String table) {
            keywords.put(directory, MailLayout.keywordsIn(table));
        }

        /// @param directory below the Maildir; only that of INBOX matters, as POP3 shows no other
        /// @param list      as Dovecot writes it; not closed
        public void uidList(String directory, InputStream list) throws IOException {
            if (directory.isEmpty()) {
                popIds = UidList.popIds(list);
            }
        }
    }

    /// @param spool a directory for large messages
    /// @param ids   keeps the numbers by which POP3 programs know messages
    public MaildirStream(
            MailStore store, PopIds ids, AccountId account, Outline outline, Path spool, Progress progress) {
        this.numbers = new PopNumbers(store, ids, account);
        this.intake = new Intake(store, account, progress);
        this.outline = outline;
        this.plan = FolderPlan.of(outline.folders.values(), store.mailboxes(account), Optional.empty());
        this.spool = spool;
        this.progress = progress;
    }

    /// @param directory below the Maildir
    /// @param name      of the file
    /// @param seconds   since 1970, when it was written
    /// @throws org.tassis.migration.intake.Stopped before the end
    public void message(String directory, String name, long size, long seconds, InputStream in) throws IOException {
        SourceFolder folder = outline.folders.computeIfAbsent(directory, MailLayout::folderOf);
        Optional<MailboxName> target = plan.target(folder);
        if (target.isEmpty() || size > MboxReader.MAX_MESSAGE || size == 0) {
            progress.refused(folder.name() + "/" + name
                    + (target.isEmpty()
                            ? ": " + plan.fault(folder)
                            : size == 0 ? " is empty." : " is larger than a message may be."));
            return;
        }
        progress.at(target.get().value());
        MaildirName file = MaildirName.parse(name);
        Instant date =
                seconds > 0 ? Instant.ofEpochSecond(seconds) : file.date().orElse(Instant.EPOCH);
        Spool message = new Spool(spool, MEMORY);
        try {
            Canonical canonical = new Canonical(message);
            byte[] buffer = new byte[16 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                canonical.write(buffer, 0, count);
            }
            canonical.finish();
        } catch (IOException | RuntimeException e) {
            message.close();
            throw e;
        }
        Optional<String> popId =
                directory.isEmpty() ? Optional.ofNullable(outline.popIds.get(file.base())) : Optional.empty();
        Map<Fingerprint, List<Long>> there =
                known.computeIfAbsent(target.get(), folderName -> intake.known(folderName, 1));
        Fingerprint print = Fingerprint.of(message.structure(), message.size(), date.getEpochSecond());
        List<Long> uids = there.getOrDefault(print, List.of());
        if (!uids.isEmpty()) {
            long uid = uids.removeFirst();
            popId.ifPresent(id -> numbers.known(target.get(), uid, id));
            progress.known(1);
            message.close();
            return;
        }
        intake.add(
                target.get(),
                message,
                file.flags(outline.keywords.getOrDefault(directory, new ArrayList<>())),
                date,
                stored -> popId.ifPresent(id -> numbers.stored(stored.id(), id)));
    }

    /// Writes what waits.
    public void finish() {
        intake.flush();
        numbers.keep();
    }

    @Override
    public void close() {
        intake.close();
    }
}
