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
    private final Map<MailboxName, Map<Fingerprint, Integer>> known = new HashMap<>();

    /// What a Maildir consists of, by the directories below it; empty is the Maildir itself.
    public static final class Outline {
        private final Map<String, SourceFolder> folders = new TreeMap<>();
        private final Map<String, List<String>> keywords = new HashMap<>();

        /// @param directory below the Maildir
        public void folder(String directory) {
            folders.computeIfAbsent(directory, MailLayout::folderOf);
        }

        /// @param table as Dovecot writes it
        public void keywords(String directory, String table) {
            keywords.put(directory, MailLayout.keywordsIn(table));
        }
    }

    /// @param spool a directory for large messages
    public MaildirStream(MailStore store, AccountId account, Outline outline, Path spool, Progress progress) {
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
        Map<Fingerprint, Integer> there = known.computeIfAbsent(target.get(), this::counts);
        Fingerprint print = Fingerprint.of(message.structure(), message.size(), date.getEpochSecond());
        if (there.getOrDefault(print, 0) > 0) {
            there.merge(print, -1, Integer::sum);
            progress.known(1);
            message.close();
            return;
        }
        intake.add(
                target.get(),
                message,
                file.flags(outline.keywords.getOrDefault(directory, new ArrayList<>())),
                date,
                _ -> {});
    }

    private Map<Fingerprint, Integer> counts(MailboxName name) {
        Map<Fingerprint, Integer> counts = new HashMap<>();
        intake.known(name, 1).forEach((print, uids) -> counts.put(print, uids.size()));
        return counts;
    }

    /// Writes what waits.
    public void finish() {
        intake.flush();
    }

    @Override
    public void close() {
        intake.close();
    }
}
