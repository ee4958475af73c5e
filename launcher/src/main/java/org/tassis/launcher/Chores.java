package org.tassis.launcher;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.tassis.directory.desk.Letters;
import org.tassis.directory.desk.Post;
import org.tassis.directory.desk.QuotaWarnings;
import org.tassis.greylist.Greylist;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.migration.job.Uploads;

/// What is done every now and then while the server runs.
final class Chores {
    /// What is known of who logged in from where.
    private static final Duration LOGINS_KEPT = Duration.ofDays(90);

    /// What is known of mail that was brought in and taken out.
    private static final Duration JOBS_KEPT = Duration.ofDays(90);

    private Chores() {}

    static void begin(
            Housekeeping housekeeping,
            Settings settings,
            Storage storage,
            Watchers watchers,
            Greylist greylist,
            SigningKeys keys,
            Operations operations,
            Letters letters,
            Post post) {
        housekeeping.every(Duration.ofHours(1), "forgetting old jobs", () -> storage.migrations()
                .forget(Instant.now().minus(JOBS_KEPT)));
        housekeeping.every(Duration.ofHours(1), "forgetting files that were sent", () -> storage.uploads()
                .forget(Instant.now().minus(Uploads.KEPT)));
        housekeeping.every(Duration.ofHours(1), "forgetting old mail", () -> {
            storage.store().forget(Instant.now().minus(settings.store().history()));
            storage.directory().purgeRemoved();
        });
        housekeeping.every(
                Duration.ofHours(1),
                "forgetting removed mailboxes",
                new RemovedMailboxes(
                        storage.directory(),
                        storage.store(),
                        storage.filters(),
                        storage.spam(),
                        watchers::removed,
                        account -> {
                            storage.pulls().forget(account);
                            storage.popIds().forget(account);
                            storage.annotations().purge(account);
                            storage.shares().purge(account);
                            storage.urlKeys().purge(account);
                            storage.writing().forget(account);
                            storage.contacts().purge(account);
                            storage.snoozes().purge(account);
                            storage.choices().forget(account);
                        }));
        housekeeping.every(
                Duration.ofHours(1),
                "taking old mail out of trash and junk",
                new Retention(storage.choices(), storage.store(), InstantSource.system()));
        housekeeping.every(Duration.ofHours(1), "forgetting strangers", () -> {
            greylist.expire();
            storage.correspondents().expire();
            storage.replyHistory().expire(Instant.now());
        });
        Settings.Trace kept = settings.trace();
        housekeeping.every(Duration.ofHours(1), "forgetting the trace of old mail", () -> storage.trace()
                .forget(Instant.now().minus(kept.keep()), kept.maxSize().toBytes()));
        housekeeping.every(Duration.ofSeconds(10), "reputation of senders", storage.reputation()::write);
        housekeeping.every(Duration.ofHours(1), "forgetting what was learnt of spam", () -> {
            storage.spam().forget(Instant.now());
            storage.reputation().forget();
        });
        housekeeping.every(Duration.ofMinutes(1), "signing keys", keys::tend);
        housekeeping.every(Duration.ofMinutes(20), "writing down how mailboxes grow", operations::sample);
        housekeeping.every(Duration.ofMinutes(1), "writing down who logged in", storage.logins()::flush);
        housekeeping.every(Duration.ofHours(1), "forgetting old logins", () -> {
            storage.access().forgetLogins(Instant.now().minus(LOGINS_KEPT));
            storage.access().expire(Instant.now());
        });
        housekeeping.every(
                Duration.ofMinutes(5),
                "telling who is nearly full",
                new QuotaWarnings(storage.quotas(), storage.directory(), letters, post)::run);
        housekeeping.every(Duration.ofHours(1), "forgetting what filters have seen", () -> storage.seen()
                .expire(Instant.now()));
    }
}
