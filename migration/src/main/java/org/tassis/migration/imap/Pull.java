package org.tassis.migration.imap;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.MessageId;
import org.tassis.core.Secret;
import org.tassis.core.SpecialUse;
import org.tassis.migration.intake.Fingerprint;
import org.tassis.migration.intake.FolderPlan;
import org.tassis.migration.intake.Intake;
import org.tassis.migration.intake.Progress;
import org.tassis.migration.intake.SourceFolder;
import org.tassis.migration.intake.Stopped;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.PopIds;

/// Pulls one mailbox of another server into one here. Run it as often as you like: the first time it brings
/// everything, later what came since, and flags that changed there; it never deletes. A connection that
/// breaks is made again. One thread.
public final class Pull {
    private static final int ATTEMPTS = 6;

    private final MailStore store;
    private final PullRecords records;
    private final PopIds ids;
    private final Path spool;
    private final Progress progress;
    private final Duration pause;

    /// What is pulled.
    ///
    /// @param user  at the other server; with a master user as that server writes it, such as `jan*master`
    /// @param under the folder below which all goes, with names as they are
    /// @param only  names of folders there; empty: all
    /// @param pop   port of POP3 there, encrypted likewise: message numbers that mail programs know (UIDL)
    ///     are kept
    public record Source(
            ImapServer server, String user, Optional<MailboxName> under, Set<String> only, OptionalInt pop) {
        public Source {
            only = Set.copyOf(only);
        }

        public Source(ImapServer server, String user, Optional<MailboxName> under, Set<String> only) {
            this(server, user, under, only, OptionalInt.empty());
        }

        /// The same server by POP3.
        ImapServer popServer() {
            return new ImapServer(server.host(), pop.orElse(995), server.security(), server.pin(), server.perSecond());
        }

        /// By this it is known again.
        String name() {
            int master = user.indexOf('*'); // whose password opened it says nothing about whose mail it is
            return (master > 0 ? user.substring(0, master) : user) + "@" + server.host();
        }
    }

    /// One that keeps no identities of POP3.
    public Pull(MailStore store, PullRecords records, Path spool, Progress progress, Duration pause) {
        this(store, records, PopIds.NONE, spool, progress, pause);
    }

    /// @param spool a directory for large messages
    /// @param pause before the first new attempt after a connection broke; each later one waits twice as long
    public Pull(MailStore store, PullRecords records, PopIds ids, Path spool, Progress progress, Duration pause) {
        this.ids = ids;
        this.store = store;
        this.records = records;
        this.spool = spool;
        this.progress = progress;
        this.pause = pause;
    }

    /// @throws Stopped before the end
    public void run(AccountId account, Source source, Secret password) {
        List<String> done = new ArrayList<>();
        Duration wait = pause;
        for (int attempt = 1; ; attempt++) {
            long before = progress.figures().messages();
            try {
                once(account, source, password, done);
                return;
            } catch (NoLogin e) {
                throw new Stopped(Stopped.Reason.FAILED, String.valueOf(e.getMessage()));
            } catch (IOException e) {
                progress.check();
                if (progress.figures().messages() > before) {
                    attempt = 1; // it goes on, if slowly
                    wait = pause;
                }
                if (attempt >= ATTEMPTS) {
                    throw new Stopped(
                            Stopped.Reason.FAILED,
                            "The other server " + source.server() + " cannot be used: " + e.getMessage()
                                    + ". What came is kept; the same again goes on from here.",
                            e);
                }
                sleep(wait);
                wait = wait.multipliedBy(2);
            }
        }
    }

    private void sleep(Duration time) {
        try {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() < end) {
                progress.check();
                Thread.sleep(Math.min(200, Math.max(1, (end - System.nanoTime()) / 1_000_000)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped(Stopped.Reason.CANCELLED, "It was stopped.");
        }
    }

    /// @param done folders that need not be looked at again, added to
    private void once(AccountId account, Source source, Secret password, List<String> done) throws IOException {
        progress.at("logging in");
        try (ImapConnection connection = ImapConnection.open(source.server(), source.user(), password);
                Intake intake = new Intake(store, account, progress)) {
            List<RemoteFolder> folders = connection.folders();
            List<SourceFolder> named =
                    folders.stream().map(RemoteFolder::folder).toList();
            FolderPlan plan = FolderPlan.of(named, store.mailboxes(account), source.under());
            for (RemoteFolder folder : folders) {
                progress.check();
                boolean wanted = source.only().isEmpty()
                        || source.only().contains(folder.name())
                        || source.only().contains(folder.folder().name());
                if (!wanted || done.contains(folder.name()) || isView(folder)) {
                    continue;
                }
                Optional<MailboxName> target = target(account, folder, plan, source.under());
                if (target.isEmpty()) {
                    progress.refused(
                            "Folder " + folder.name() + " was passed over: " + plan.fault(folder.folder()) + ".");
                } else {
                    pull(connection, intake, account, source, folder, target.get());
                    if (source.pop().isPresent() && folder.folder().name().equals("INBOX")) {
                        keepPopIds(connection, account, source, folder, password);
                    }
                }
                done.add(folder.name());
            }
        }
    }

    /// What INBOX lists by POP3 is (but for what came meanwhile), in the same order and with the same sizes,
    /// what it lists by IMAP; where it is not, nothing is kept, and it is said.
    private void keepPopIds(
            ImapConnection connection, AccountId account, Source source, RemoteFolder folder, Secret password)
            throws IOException {
        ImapConnection.Opened opened = connection.examine(folder);
        Map<Long, Long> sizes = connection.sizes();
        List<PopList.Entry> entries;
        try {
            entries = PopList.read(source.popServer(), source.user(), password);
        } catch (NoLogin | IOException e) {
            progress.remark("Numbers of messages for POP3 were not kept: " + e.getMessage());
            return;
        }
        List<Long> uids = new ArrayList<>(sizes.keySet());
        long alike = 0;
        for (int i = 0; i < Math.min(uids.size(), entries.size()); i++) {
            alike += Objects.equals(sizes.get(uids.get(i)), entries.get(i).size()) ? 1 : 0;
        }
        if (uids.size() > entries.size() || alike * 100 < uids.size() * 95L) {
            progress.remark("Numbers of messages for POP3 were not kept: the other server lists " + entries.size()
                    + " messages by POP3 and " + uids.size() + " by IMAP, " + alike + " of them alike.");
            return;
        }
        Map<Long, String> byUid = new HashMap<>();
        for (int i = 0; i < uids.size(); i++) {
            byUid.put(uids.get(i), entries.get(i).id());
        }
        PullRecords.Folder life = records.folder(account, source.name(), folder.name(), opened.uidValidity());
        Map<MessageId, String> kept = new HashMap<>();
        Map<MailboxId, MailboxSnapshot> snapshots = new HashMap<>();
        for (PullRecords.Pulled message : records.messages(life)) {
            String id = byUid.get(message.uid());
            if (id != null && message.here() > 0) {
                MailboxSnapshot snapshot = snapshots.computeIfAbsent(message.mailbox(), store::snapshot);
                int index = snapshot.indexOf(message.here());
                if (index >= 0) {
                    kept.put(snapshot.id(index), id);
                }
            }
        }
        ids.keep(account, kept);
    }

    /// What shows messages of other folders: they are there.
    private static boolean isView(RemoteFolder folder) {
        return folder.folder().use().equals(Optional.of(SpecialUse.FLAGGED));
    }

    private static boolean isAll(RemoteFolder folder) {
        return folder.folder().use().equals(Optional.of(SpecialUse.ALL));
    }

    /// What holds all mail holds what was archived, too: what is in no other folder goes to the archive.
    private Optional<MailboxName> target(
            AccountId account, RemoteFolder folder, FolderPlan plan, Optional<MailboxName> under) {
        Optional<MailboxName> planned = plan.target(folder.folder());
        if (!isAll(folder) || under.isPresent()) {
            return planned;
        }
        return store.mailboxes(account).stream()
                .filter(mailbox -> mailbox.uses().contains(SpecialUse.ARCHIVE))
                .map(mailbox -> mailbox.name())
                .findFirst()
                .or(() -> planned);
    }

    private void pull(
            ImapConnection connection,
            Intake intake,
            AccountId account,
            Source source,
            RemoteFolder folder,
            MailboxName target)
            throws IOException {
        progress.at(target.value());
        ImapConnection.Opened opened;
        try {
            opened = connection.examine(folder);
        } catch (ImapConnection.Refused e) {
            progress.refused("Folder " + folder.name() + " cannot be opened: " + e.getMessage());
            return;
        }
        Set<Fingerprint> elsewhere = isAll(folder) ? records.prints(account, source.name()) : Set.of();
        PullRecords.Folder life = records.folder(account, source.name(), folder.name(), opened.uidValidity());
        new FolderPull(connection, intake, store, records, progress, spool, life, target, elsewhere).run(opened);
    }
}
