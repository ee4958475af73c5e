package org.tassis.launcher;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.backup.Snapshot;
import org.tassis.core.DomainName;
import org.tassis.core.Secret;
import org.tassis.directory.Argon2Hash;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectorySettings;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.KnownHashes;
import org.tassis.directory.MailDomain;
import org.tassis.directory.PasswordHash;
import org.tassis.directory.PasswordRules;
import org.tassis.directory.QuotaRecords;
import org.tassis.directory.UsageRecords;
import org.tassis.directory.access.AccessRecords;
import org.tassis.directory.access.LoginLog;
import org.tassis.directory.access.SecondFactors;
import org.tassis.directory.choice.ChoiceRecords;
import org.tassis.directory.contact.ContactRecords;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Letters;
import org.tassis.directory.desk.Post;
import org.tassis.directory.setup.SetUpRecords;
import org.tassis.directory.writing.WritingRecords;
import org.tassis.greylist.Greylist;
import org.tassis.greylist.GreylistHistory;
import org.tassis.greylist.WaitingRoom;
import org.tassis.launcher.backup.Mailboxes;
import org.tassis.launcher.command.CommandParts;
import org.tassis.launcher.command.DirectoryCommands;
import org.tassis.launcher.control.Command;
import org.tassis.launcher.protocol.Recordings;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.autoreply.ReplyHistory;
import org.tassis.mailflow.filter.FilterSettings;
import org.tassis.mailflow.filter.Filters;
import org.tassis.mailflow.filter.SeenMessages;
import org.tassis.mailflow.policy.AccessLists;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.queue.QueueStore;
import org.tassis.mailflow.report.Tallies;
import org.tassis.mailflow.report.TallyBuffer;
import org.tassis.mailflow.report.mail.ReportDesk;
import org.tassis.mailflow.signing.Publication;
import org.tassis.mailflow.signing.SigningKeys;
import org.tassis.mailflow.snooze.SnoozeRecords;
import org.tassis.mailflow.spam.Reputation;
import org.tassis.mailflow.spam.SpamKnowledge;
import org.tassis.mailflow.spam.SpamMemory;
import org.tassis.mailflow.srs.SrsKeys;
import org.tassis.message.MessageContent;
import org.tassis.migration.job.Migrations;
import org.tassis.migration.job.Uploads;
import org.tassis.sql.DataDirectory;
import org.tassis.sql.Database;
import org.tassis.sql.DatabaseSettings;
import org.tassis.sql.DatabaseUnusable;
import org.tassis.sql.SqlMailStore;
import org.tassis.sql.SqlStoreSettings;
import org.tassis.sql.annotation.SqlAnnotations;
import org.tassis.sql.annotation.SqlUrlKeys;
import org.tassis.sql.backup.SqlSnapshots;
import org.tassis.sql.directory.SqlAccessRecords;
import org.tassis.sql.directory.SqlAuditRecords;
import org.tassis.sql.directory.SqlChoices;
import org.tassis.sql.directory.SqlContactRecords;
import org.tassis.sql.directory.SqlDirectoryRecords;
import org.tassis.sql.directory.SqlDomainKeyRecords;
import org.tassis.sql.directory.SqlQuotaRecords;
import org.tassis.sql.directory.SqlSetUpRecords;
import org.tassis.sql.directory.SqlSnoozeRecords;
import org.tassis.sql.directory.SqlUsageRecords;
import org.tassis.sql.directory.SqlWritingRecords;
import org.tassis.sql.filter.SqlFilterRecords;
import org.tassis.sql.migration.SqlJobs;
import org.tassis.sql.migration.SqlPopIds;
import org.tassis.sql.migration.SqlPulls;
import org.tassis.sql.policy.SqlAccessRules;
import org.tassis.sql.recall.Recall;
import org.tassis.sql.recall.SqlCorrespondents;
import org.tassis.sql.recall.SqlGreylistHistory;
import org.tassis.sql.recall.SqlReplyHistory;
import org.tassis.sql.recall.SqlSeenMessages;
import org.tassis.sql.recall.SqlWaitingRoom;
import org.tassis.sql.report.SqlTallies;
import org.tassis.sql.secret.SecretBox;
import org.tassis.sql.secret.Secrets;
import org.tassis.sql.share.SqlShares;
import org.tassis.sql.spam.SqlSpamMemory;
import org.tassis.sql.srs.SqlSrsKeys;
import org.tassis.sql.trace.SqlTrace;
import org.tassis.sql.volume.VolumeSettings;
import org.tassis.store.Annotations;
import org.tassis.store.Destination;
import org.tassis.store.MailStore;
import org.tassis.store.PopIds;
import org.tassis.store.Shares;
import org.tassis.store.SharingMailStore;
import org.tassis.store.StoreException;
import org.tassis.store.UrlKeys;

/// The data directory, held by this process, with what is in it: database, directory, store. Closed in
/// reverse order.
final class Storage implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    /// Where secrets of codes are kept, for the seal.
    private static final String SECOND_FACTOR = "access_second_factor";

    private final DataDirectory data;
    private final Database database;
    private final Directory directory;
    private final SqlMailStore store;
    private final PasswordHash hashing;
    private final Recall recall;
    private final SqlWaitingRoom waitingRoom;
    private final SqlCorrespondents correspondents;
    private final AccessLists lists;
    private final LoginLog logins;
    private final SqlTrace trace;
    private final SeenMessages seen;
    private final Filters filters;
    private final Annotations annotations;
    private final Shares shares;
    private final MailStore sharing;
    private final SpamKnowledge spam;
    private final Reputation reputation;
    private final SqlTallies tallies;
    private final SecretBox secrets;
    private final Uploads uploads;
    private final Migrations migrations;
    private final PopIds popIds;

    private Storage(
            DataDirectory data,
            Database database,
            Directory directory,
            SqlMailStore store,
            PasswordHash hashing,
            FilterSettings filtering,
            SecretBox secrets) {
        this.secrets = secrets;
        this.data = data;
        this.database = database;
        this.directory = directory;
        this.store = store;
        this.hashing = hashing;
        this.shares = new SqlShares(database);
        this.sharing = new SharingMailStore(store, shares);
        this.recall = new Recall(database);
        this.logins = new LoginLog(new SqlAccessRecords(database), InstantSource.system());
        this.waitingRoom = new SqlWaitingRoom(database);
        this.correspondents = new SqlCorrespondents(recall, InstantSource.system());
        this.lists = new AccessLists(new SqlAccessRules(database), InstantSource.system());
        this.trace = new SqlTrace(database, InstantSource.system());
        this.seen = new SqlSeenMessages(recall);
        SpamMemory memory = new SqlSpamMemory(database);
        this.spam = new SpamKnowledge(memory);
        this.reputation = new Reputation(memory, spam, InstantSource.system());
        this.filters = new Filters(
                new SqlFilterRecords(database),
                seen,
                sharing,
                filtering,
                data.path().resolve("spool"),
                InstantSource.system());
        this.annotations = new SqlAnnotations(database);
        this.tallies = new SqlTallies(database);
        this.popIds = new SqlPopIds(database);
        this.uploads = new Uploads(data.path().resolve("uploads"));
        this.migrations = Moving.of(
                sharing,
                directory,
                new SqlJobs(database, secrets),
                new SqlPulls(database),
                popIds,
                data.path(),
                uploads);
    }

    /// For a command that runs by itself.
    static Storage open(Settings settings) {
        return open(settings, new SimpleMeterRegistry());
    }

    /// @throws StartFailed the directory is in use or cannot be used, or the database cannot be reached
    static Storage open(Settings settings, MeterRegistry registry) {
        DataDirectory data = hold(settings.dataDirectory());
        try {
            Saving.refuseHalf(data.path());
            Database database = openDatabase(settings, data);
            try {
                PasswordHash hashing = new KnownHashes(new Argon2Hash());
                Directory directory = new Directory(
                        new SqlDirectoryRecords(database),
                        hashing,
                        new PasswordRules(),
                        InstantSource.system(),
                        new DirectorySettings(
                                DirectorySettings.DEFAULT.cacheEntries(),
                                DirectorySettings.DEFAULT.cacheTime(),
                                settings.keepRemoved()));
                SqlMailStore store = SqlMailStore.open(
                        data.volumes(),
                        database,
                        directory::quotaOf,
                        InstantSource.system(),
                        registry,
                        storeSettings(settings.store()));
                try {
                    return new Storage(
                            data,
                            database,
                            directory,
                            store,
                            hashing,
                            FilterSettings.DEFAULT.withMost(settings.sieve().maxScripts(), (int)
                                    settings.sieve().maxScriptSize().toBytes()),
                            // not before the store has made sure that nobody else uses the database
                            Secrets.open(data.path(), database));
                } catch (RuntimeException e) {
                    store.close();
                    throw e;
                }
            } catch (RuntimeException e) {
                database.close();
                throw e;
            }
        } catch (RuntimeException e) {
            data.close();
            throw e instanceof StartFailed failed
                    ? failed
                    : new StartFailed(
                            "the data in " + settings.dataDirectory() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    static DataDirectory hold(Path path) {
        try {
            return DataDirectory.open(path);
        } catch (DataDirectory.InUse | UncheckedIOException e) {
            throw new StartFailed(String.valueOf(e.getMessage()), e);
        }
    }

    /// Takes the lock and gives it back.
    static void refuseIfInUse(Path path) {
        hold(path).close();
    }

    /// @throws StartFailed a database server cannot be used; which setting to look at
    static Database openDatabase(Settings settings, DataDirectory data) {
        return openDatabase(settings, data, Database::open);
    }

    /// @param way {@link Database#open} or {@link Database#openAsIs}
    static Database openDatabase(Settings settings, DataDirectory data, Function<DatabaseSettings, Database> way) {
        Settings.Database given = settings.database();
        if (given.url().isEmpty()) {
            return way.apply(new DatabaseSettings.Embedded(data.database()));
        }
        try {
            return way.apply(
                    new DatabaseSettings.PostgreSql(given.url(), given.user(), password(given), given.connections()));
        } catch (DatabaseUnusable e) {
            String remedy =
                    switch (e.reason()) {
                        case UNREACHABLE -> "see that it runs and that database.url is right";
                        case LOGIN -> "see database.user and database.password-file";
                        case NO_DATABASE -> "create it, or see database.url";
                        case OTHER -> "see database.url, database.user and database.password-file";
                    };
            String url = given.url().replaceAll("[?].*", ""); // a password may be behind it
            throw new StartFailed(
                    "the database " + url + " cannot be used: " + e.getMessage() + "; " + remedy + ".", e);
        }
    }

    private static Secret password(Settings.Database given) {
        if (given.passwordFile().isEmpty()) {
            return new Secret("");
        }
        try {
            return new Secret(Files.readString(Path.of(given.passwordFile())).strip());
        } catch (IOException e) {
            throw new StartFailed(
                    "database.password-file: " + given.passwordFile()
                            + " cannot be read; it must be a file of UTF-8 text that this user may read.",
                    e);
        }
    }

    private static SqlStoreSettings storeSettings(Settings.Store store) {
        SqlStoreSettings defaults = SqlStoreSettings.DEFAULT;
        return new SqlStoreSettings(
                new VolumeSettings(store.volumeSize().toBytes(), VolumeSettings.DEFAULT.maxOpen()),
                defaults.files(),
                defaults.batchMessages(),
                defaults.batchBytes(),
                store.messagesInMemory(),
                defaults.cachedAccounts(),
                store.keepFree().toBytes(),
                defaults.maintenance(),
                store.compactAbovePercent() / 100.0);
    }

    Path path() {
        return data.path();
    }

    Directory directory() {
        return directory;
    }

    MailStore store() {
        return sharing;
    }

    /// The people whom owners of mailboxes know.
    ContactRecords contacts() {
        return new SqlContactRecords(database);
    }

    /// When sleeping messages are to wake.
    SnoozeRecords snoozes() {
        return new SqlSnoozeRecords(database);
    }

    /// For what is put back from backups.
    Mailboxes mailboxes() {
        return new Mailboxes(directory, store);
    }

    /// For backups.
    Snapshot.Source snapshots() {
        return new SqlSnapshots(
                database, store, data.path().resolve("backup").resolve("scratch"), InstantSource.system());
    }

    QueueStore queue() {
        return store.queue();
    }

    /// How people write.
    WritingRecords writing() {
        return new SqlWritingRecords(database);
    }

    /// What filters have seen.
    SeenMessages seen() {
        return seen;
    }

    Filters filters() {
        return filters;
    }

    /// What mail programs write down beside mailboxes.
    Shares shares() {
        return shares;
    }

    Annotations annotations() {
        return annotations;
    }

    /// By which others read messages by URL.
    UrlKeys urlKeys() {
        return new SqlUrlKeys(database, secrets);
    }

    PasswordHash hashing() {
        return hashing;
    }

    WaitingRoom waitingRoom() {
        return waitingRoom;
    }

    GreylistHistory greylistHistory() {
        return new SqlGreylistHistory(recall);
    }

    ReplyHistory replyHistory() {
        return new SqlReplyHistory(recall);
    }

    SrsKeys srsKeys() {
        return new SqlSrsKeys(database, InstantSource.system(), secrets);
    }

    SqlCorrespondents correspondents() {
        return correspondents;
    }

    AccessLists lists() {
        return lists;
    }

    SpamKnowledge spam() {
        return spam;
    }

    Reputation reputation() {
        return reputation;
    }

    SqlTrace trace() {
        return trace;
    }

    Tallies tallies() {
        return tallies;
    }

    /// Identities that messages brought along for POP3.
    PopIds popIds() {
        return popIds;
    }

    /// What was pulled from other servers.
    SqlPulls pulls() {
        return new SqlPulls(database);
    }

    /// Mail that is brought in and taken out.
    Uploads uploads() {
        return uploads;
    }

    Migrations migrations() {
        return migrations;
    }

    /// One for a process, as it remembers what signs.
    SigningKeys keys(Publication publication) {
        return new SigningKeys(new SqlDomainKeyRecords(database, secrets), publication, InstantSource.system());
    }

    /// Where everybody who changes something comes.
    Desk desk(Letters letters, Post post) {
        return new Desk(directory, new SqlAuditRecords(database), InstantSource.system(), letters, post, access());
    }

    /// Who logged in, by whatever protocol.
    LoginLog logins() {
        return logins;
    }

    AccessRecords access() {
        return new SqlAccessRecords(database);
    }

    SetUpRecords setUp() {
        return new SqlSetUpRecords(database);
    }

    /// Codes beside passwords.
    SecondFactors secondFactors() {
        return new SecondFactors(
                directory.factors(),
                text -> secrets.seal(new Secret(text), SECOND_FACTOR),
                text -> secrets.open(text, SECOND_FACTOR).reveal(),
                InstantSource.system());
    }

    UsageRecords usage() {
        return new SqlUsageRecords(database);
    }

    ChoiceRecords choices() {
        return new SqlChoices(database);
    }

    QuotaRecords quotas() {
        return new SqlQuotaRecords(database);
    }

    Supplier<Optional<DomainName>> mainDomain() {
        return () -> directory.domains(DomainQuery.ALL, Optional.empty(), 1).stream()
                .map(MailDomain::name)
                .findFirst();
    }

    /// Where no server runs.
    Command commands(Settings settings) {
        Duration patience = settings.queue().giveUpAfter();
        Intake intake = new Intake() {
            @Override
            public boolean passesOn() {
                return true;
            }

            @Override
            public void accept(
                    MessageContent content, Instant now, List<Destination> mailboxes, List<Outgoing> outgoing) {
                queue().accept(content, now, mailboxes, outgoing, patience);
            }
        };
        String host = HostName.of(settings, setUp()).present();
        Letters letters = new Letters(
                Listeners.mailServer(settings, host), account -> Programs.link(settings, host, this, account));
        return commands(
                desk(letters, new LetterPost(directory, store, intake, mainDomain(), InstantSource.system())),
                keys(Publication.UNKNOWN),
                QueueDesk.withoutServer(queue(), patience, InstantSource.system(), trace()),
                Checks.greylist(settings, this),
                new ReportDesk(tallies, new TallyBuffer(tallies, InstantSource.system()), Optional.empty()),
                CommandParts.Running.NOTHING);
    }

    Command commands(
            Desk desk,
            SigningKeys keys,
            QueueDesk queue,
            Greylist greylist,
            ReportDesk reports,
            CommandParts.Running running) {
        CommandParts parts = new CommandParts(desk, store::usage, lists, trace, keys, queue, filters, spam, greylist);
        return new DirectoryCommands(parts.with(reports).with(migrations).with(running), recordings(path()));
    }

    /// Of the protocol of sessions, in a data directory.
    static Recordings recordings(Path data) {
        return new Recordings(data.resolve("protocol"));
    }

    /// For /health.
    Optional<String> databaseProblem() {
        return database.answers() ? Optional.empty() : Optional.of("does not answer");
    }

    @Override
    public void close() {
        migrations.close();
        store.close();
        try {
            logins.flush();
        } catch (DirectoryException e) {
            LOG.warn("the last logins could not be written down", e);
        }
        try {
            reputation.write();
        } catch (StoreException e) {
            LOG.warn("what was learnt last of senders is lost", e);
        }
        waitingRoom.close();
        recall.close();
        trace.close();
        database.close();
        data.close();
    }
}
