package org.tassis.migration.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.tassis.core.MailboxName;
import org.tassis.core.Secret;
import org.tassis.migration.imap.ImapServer;
import org.tassis.migration.imap.Pull;
import org.tassis.migration.imap.PullRecords;
import org.tassis.migration.intake.Progress;
import org.tassis.store.MailStore;
import org.tassis.store.PopIds;

/// Jobs of {@link Job.Kind#IMAP}. Of their spec: `host`, `port`, `tls` (implicit, starttls, none), `pin`,
/// `user`, `under`, `only` (folders, separated by `|`), `pop` (a port), `bandwidth` (octets a second),
/// `connections` (to that server at once, 2 when nothing is said).
public final class PullWork implements Work {
    private static final int CONNECTIONS = 2;
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final MailStore store;
    private final PullRecords records;
    private final PopIds ids;
    private final Path spool;

    /// @param spool a directory for large messages
    public PullWork(MailStore store, PullRecords records, PopIds ids, Path spool) {
        this.ids = ids;
        this.store = store;
        this.records = records;
        this.spool = spool;
    }

    @Override
    public void run(Job job, Optional<Secret> password, Progress progress) {
        Secret secret = password.orElseThrow(NeedsPassword::new);
        try (secret) {
            new Pull(store, records, ids, spool, progress, PAUSE).run(job.account(), source(job), secret);
        }
    }

    private static Pull.Source source(Job job) {
        ImapServer.Security security =
                ImapServer.Security.valueOf(job.said("tls").orElse("implicit").toUpperCase(Locale.ROOT));
        ImapServer server = new ImapServer(
                job.said("host").orElse(""),
                job.said("port").map(Integer::parseInt).orElse(security.usualPort()),
                security,
                job.said("pin"),
                job.said("bandwidth").map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty()));
        Set<String> only = job.said("only")
                .map(names -> Arrays.stream(names.split("[|]", -1)).collect(Collectors.toSet()))
                .orElse(Set.of());
        return new Pull.Source(
                server,
                job.said("user").orElse(job.login()),
                job.said("under").flatMap(MailboxName::parse),
                only,
                job.said("pop")
                        .map(port -> OptionalInt.of(Integer.parseInt(port)))
                        .orElse(OptionalInt.empty()));
    }

    @Override
    public int atOnce(Job job) {
        return job.said("connections").map(Integer::parseInt).orElse(CONNECTIONS);
    }
}
