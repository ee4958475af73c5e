package org.tassis.launcher.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tassis.backup.BackupException;
import org.tassis.backup.Manifest;
import org.tassis.backup.Progress;
import org.tassis.backup.Stopped;
import org.tassis.backup.Vault;
import org.tassis.core.AccountId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.directory.Account;
import org.tassis.directory.AccountRecord;
import org.tassis.directory.CustomerId;
import org.tassis.sql.backup.MailRestore;
import org.tassis.sql.backup.SavedMailbox;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// Brings back what was in mailboxes, beside what is there, while the server runs. Nothing else is done
/// with backups meanwhile. Any thread.
final class Recovery {
    private static final int MOST_NAMED = 1000;

    /// Messages whose rows are in memory together while all mailboxes are put back.
    private static final int TOGETHER = 200_000;

    private final Backups backups;

    Recovery(Backups backups) {
        this.backups = backups;
    }

    /// Puts messages back into a mailbox that is in use: {@link MailRestore}.
    ///
    /// @param id   of a backup, or the newest
    /// @param from login or address, as it was then
    /// @param into login or address now
    MailRestore.Report mailbox(
            Mailboxes mailboxes,
            Optional<String> id,
            String from,
            String into,
            Optional<MailboxName> folder,
            Optional<UidSet> uids,
            Progress heard)
            throws IOException, InterruptedException {
        Account account = mailboxes
                .directory()
                .identify(into)
                .orElseThrow(() -> new BackupException("there is no mailbox " + into
                        + " now: bring it back with ./tassis mailbox restore, or make it, or name another one"));
        return backups.alone(heard, progress -> {
            try (Vault vault = Places.open(backups.settings(), Optional.empty())) {
                Manifest manifest = manifest(vault, id);
                SavedMailbox saved = SavedMailbox.open(vault, manifest, from);
                return into(mailboxes, saved, account, folder, uids, progress);
            }
        });
    }

    /// Likewise, by the numbers of accounts.
    ///
    /// @throws BackupException the mailbox is not there, or full
    MailRestore.Report mailbox(
            Mailboxes mailboxes,
            String id,
            AccountId from,
            AccountId into,
            Optional<MailboxName> folder,
            Optional<UidSet> uids,
            Progress heard)
            throws IOException, InterruptedException {
        Account account = mailboxes
                .directory()
                .account(into)
                .orElseThrow(() -> new BackupException("the mailbox is not there any more"));
        return backups.alone(heard, progress -> {
            try (Vault vault = Places.open(backups.settings(), Optional.empty())) {
                SavedMailbox saved = SavedMailbox.open(vault, vault.manifest(id), from.value());
                return into(mailboxes, saved, account, folder, uids, progress);
            }
        });
    }

    private static Manifest manifest(Vault vault, Optional<String> id) throws IOException, InterruptedException {
        return id.isPresent()
                ? vault.manifest(id.get())
                : vault.newest()
                        .orElseThrow(() -> new BackupException(
                                "there is no backup in " + vault.target().describe()));
    }

    private static MailRestore.Report into(
            Mailboxes mailboxes,
            SavedMailbox saved,
            Account account,
            Optional<MailboxName> folder,
            Optional<UidSet> uids,
            Progress progress)
            throws IOException, InterruptedException {
        try {
            return new MailRestore(mailboxes.store(), saved, account.id(), progress).run(folder, uids);
        } catch (StoreException e) {
            if (e.failure() instanceof StoreFailure.OverQuota) {
                throw new BackupException(
                        "the mailbox " + account.login()
                                + " is full: what fitted is back; give it more space, and do it again",
                        e);
            }
            throw e;
        }
    }

    /// What became of all mailboxes.
    ///
    /// @param mailboxes that were looked at
    /// @param missing   logins in the backup that are not there now, at most 1000
    /// @param back      messages that are back, or would be
    /// @param octets    of these, when it was a comparison
    /// @param present   that were there already
    /// @param problems  sentences, at most 1000
    /// @param stopped   whether it was told to stop before all were looked at
    record All(
            long mailboxes,
            List<String> missing,
            long back,
            long octets,
            long present,
            List<String> problems,
            boolean stopped) {}

    /// Puts back what all mailboxes lack, each into itself, beside what is there. Mailboxes that are not
    /// there now are named.
    ///
    /// @param of      only those of a customer, as it is now
    /// @param changes whether anything is put back, or only compared
    All all(Mailboxes mailboxes, String id, Optional<CustomerId> of, boolean changes, Progress heard)
            throws IOException, InterruptedException {
        return backups.alone(heard, progress -> {
            try (Vault vault = Places.open(backups.settings(), Optional.empty())) {
                Manifest manifest = vault.manifest(id);
                List<SavedMailbox.Owner> owners = new ArrayList<>();
                SavedMailbox.owners(vault, manifest, owners::add);
                Set<Long> wanted = new HashSet<>();
                List<String> missing = new ArrayList<>();
                for (SavedMailbox.Owner owner : owners) {
                    Optional<AccountRecord> now = mailboxes.directory().anyMailbox(new AccountId(owner.account()));
                    Optional<CustomerId> whose = now.map(AccountRecord::customer)
                            .or(() -> owner.customer().stream()
                                    .mapToObj(CustomerId::new)
                                    .findFirst());
                    if (of.isPresent() && !whose.equals(of)) {
                        continue;
                    }
                    if (now.filter(AccountRecord::exists).isPresent()) {
                        wanted.add(owner.account());
                    } else if (missing.size() < MOST_NAMED) {
                        missing.add(owner.login());
                    }
                }
                long[] sums = new long[4];
                List<String> problems = new ArrayList<>();
                try {
                    SavedMailbox.each(vault, manifest, wanted::contains, TOGETHER, saved -> {
                        progress.at("mailbox", sums[0], wanted.size());
                        mailboxes
                                .directory()
                                .account(new AccountId(saved.account()))
                                .ifPresent(account -> one(
                                        mailboxes,
                                        saved,
                                        account,
                                        changes,
                                        sums,
                                        problems,
                                        (_, _, _) -> progress.at("mailbox", sums[0], wanted.size())));
                        sums[0]++;
                    });
                } catch (Stopped e) {
                    return new All(sums[0], missing, sums[1], sums[2], sums[3], problems, true);
                }
                return new All(wanted.size(), missing, sums[1], sums[2], sums[3], problems, false);
            }
        });
    }

    /// One of all; what is wrong with it keeps no other from coming back.
    private static void one(
            Mailboxes mailboxes,
            SavedMailbox saved,
            Account account,
            boolean changes,
            long[] sums,
            List<String> problems,
            Progress progress) {
        try {
            if (changes) {
                MailRestore.Report report =
                        into(mailboxes, saved, account, Optional.empty(), Optional.empty(), progress);
                sums[1] += report.restored();
                sums[3] += report.present();
                report.problems().forEach(problem -> name(problems, account.login() + ": " + problem));
                if (report.stopped()) {
                    throw new Stopped();
                }
            } else {
                for (MailRestore.Expected expected : new MailRestore(
                                mailboxes.store(), saved, account.id(), Progress.NONE)
                        .preview(Optional.empty(), Optional.empty())) {
                    sums[1] += expected.back();
                    sums[2] += expected.octets();
                    sums[3] += expected.present();
                }
            }
        } catch (IOException | BackupException e) {
            name(problems, account.login() + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the next that blocks says so
        }
    }

    private static void name(List<String> problems, String problem) {
        if (problems.size() < MOST_NAMED) {
            problems.add(problem);
        }
    }
}
