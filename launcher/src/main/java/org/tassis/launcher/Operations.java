package org.tassis.launcher;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.tassis.admin.certificates.CertificateShelf;
import org.tassis.admin.operations.Connections;
import org.tassis.admin.operations.Finding;
import org.tassis.admin.operations.Finding.Level;
import org.tassis.admin.operations.Machinery;
import org.tassis.admin.operations.Watch;
import org.tassis.core.DomainName;
import org.tassis.directory.Directory;
import org.tassis.directory.DomainQuery;
import org.tassis.directory.MailDomain;
import org.tassis.directory.UsageRecords;
import org.tassis.directory.access.FailedLogins;
import org.tassis.directory.desk.Desk;
import org.tassis.greylist.Greylist;
import org.tassis.launcher.backup.Backups;
import org.tassis.launcher.backup.Trouble;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.desk.Doorkeeper;
import org.tassis.mailflow.desk.Quarantine;
import org.tassis.mailflow.desk.QueueRoom;
import org.tassis.mailflow.desk.TraceRoom;
import org.tassis.mailflow.policy.BlockLists;
import org.tassis.mailflow.publish.CheckedRecord;
import org.tassis.mailflow.publish.DnsAdvice;
import org.tassis.mailflow.queue.QueueDesk;
import org.tassis.mailflow.queue.QueueFigures;
import org.tassis.mailflow.report.mail.ReportDesk;
import org.tassis.net.Network;

/// What the pages on operations work with, and what is looked after for them.
final class Operations {
    private static final Duration QUEUE_LATE = Duration.ofHours(4);
    private static final Duration QUEUE_VERY_LATE = Duration.ofHours(24);
    private static final long QUEUE_MANY = 5_000;
    private static final String CERTIFICATES = "/admin/certificates";
    private static final String BACKUP = "/admin/backup";
    private static final long DISK_DAYS = 30;
    private static final long DISK_FEW_DAYS = 7;
    private static final long FAILED_LOGINS = 50;
    private static final int DOMAINS = 200;
    private static final int NAMED = 20;

    private final Settings settings;
    private final Storage storage;
    private final InstantSource clock = InstantSource.system();

    Operations(Settings settings, Storage storage) {
        this.settings = settings;
        this.storage = storage;
    }

    Machinery machinery(
            Desk desk,
            QueueDesk queue,
            Greylist greylist,
            ReportDesk reports,
            Network network,
            MeterRegistry registry,
            FailedLogins logins,
            List<Watch> watches) {
        TraceRoom trace = new TraceRoom(desk, storage.trace());
        return new Machinery(
                new QueueRoom(desk, queue),
                new Doorkeeper(desk, greylist),
                trace,
                new Quarantine(desk, trace, storage.store(), clock),
                reports,
                connections(network),
                storage.usage(),
                logins,
                registry,
                watches,
                storage.path().resolve("figures"));
    }

    private static Connections connections(Network network) {
        return new Connections() {
            @Override
            public List<Open> open() {
                return network.sessions().stream()
                        .map(session -> new Open(
                                session.id(),
                                session.protocol(),
                                session.listener(),
                                session.remote().getAddress().getHostAddress(),
                                session.encrypted(),
                                session.login(),
                                session.client(),
                                session.since()))
                        .toList();
            }

            @Override
            public boolean end(String id) {
                return network.end(id);
            }
        };
    }

    List<Watch> watches(
            QueueDesk queue,
            Certificates certificates,
            Names names,
            DnsAdvice advice,
            FailedLogins logins,
            Backups backups) {
        return List.of(
                new Watch("database", Duration.ZERO, this::database),
                new Watch("queue", Duration.ZERO, () -> queue(queue.figures())),
                new Watch(
                        "certificate",
                        Duration.ZERO,
                        () -> certificates(certificates.shelf().all(), clock.instant())),
                new Watch("disk", Duration.ZERO, this::disk),
                new Watch("backup", Duration.ZERO, () -> backup(backups)),
                new Watch("logins", Duration.ZERO, () -> logins(logins.lately())),
                new Watch("lists", Duration.ofMinutes(30), () -> lists(names, advice)),
                new Watch("dns", Duration.ofMinutes(30), () -> dns(advice)));
    }

    private List<Finding> database() {
        return storage.databaseProblem()
                .map(problem -> List.of(Finding.of(Level.BAD, "database", "", problem)))
                .orElse(List.of());
    }

    private List<Finding> queue(QueueFigures figures) {
        List<Finding> found = new ArrayList<>();
        Duration age = figures.oldest()
                .map(oldest -> Duration.between(oldest, clock.instant()))
                .orElse(Duration.ZERO);
        if (age.compareTo(QUEUE_LATE) > 0 && figures.waiting() > 0) {
            Level level = age.compareTo(QUEUE_VERY_LATE) > 0 ? Level.BAD : Level.WARN;
            found.add(Finding.of(level, "queue.old", "/admin/queue", age.toHours()));
        }
        if (figures.waiting() > QUEUE_MANY) {
            found.add(Finding.of(Level.BAD, "queue.many", "/admin/queue", figures.waiting()));
        }
        if (figures.held() > 0) {
            found.add(Finding.of(Level.INFO, "queue.held", "/admin/queue?held=true", figures.held()));
        }
        return found;
    }

    /// What is wrong with certificates: those that ended or soon will, and orders that failed.
    static List<Finding> certificates(List<CertificateShelf.Shown> all, Instant now) {
        List<Finding> found = new ArrayList<>();
        for (CertificateShelf.Shown one : all) {
            if (one.fault().isPresent()) {
                found.add(Finding.of(
                        Level.BAD,
                        "certificate.fault",
                        CERTIFICATES,
                        one.name(),
                        one.fault().get()));
            } else if (one.isOver(now)) {
                found.add(Finding.of(Level.BAD, "certificate.over", CERTIFICATES, one.name()));
            } else if (one.isTight(now)) {
                found.add(Finding.of(
                        one.isVeryTight(now) ? Level.BAD : Level.WARN,
                        one.ordered() ? "certificate.late" : "certificate.days",
                        CERTIFICATES,
                        one.name(),
                        one.days(now).orElse(0L)));
            } else if (one.source() == CertificateShelf.Source.OWN && !one.ordered()) {
                found.add(Finding.of(Level.INFO, "certificate.own", CERTIFICATES)); // renewed by itself
            }
            one.failure()
                    .ifPresent(failure -> found.add(Finding.of(
                            one.main() && one.source() == CertificateShelf.Source.OWN ? Level.BAD : Level.WARN,
                            "certificate.failed",
                            CERTIFICATES,
                            one.name(),
                            failure.why())));
        }
        return found.subList(0, Math.min(NAMED, found.size()));
    }

    private List<Finding> disk() {
        long free = settings.dataDirectory().toFile().getUsableSpace();
        long least = settings.store().keepFree().toBytes();
        if (free < 2 * least) {
            return List.of(Finding.of(Level.BAD, "disk.full", "", size(free)));
        }
        OptionalLong days = daysLeft(storage.usage().totals(), free - least);
        return days.isPresent() && days.getAsLong() <= DISK_DAYS
                ? List.of(Finding.of(
                        days.getAsLong() <= DISK_FEW_DAYS ? Level.BAD : Level.WARN,
                        "disk.days",
                        "/admin/quota",
                        days.getAsLong(),
                        size(free)))
                : List.of();
    }

    /// By what all mailboxes together have grown in the time that is known; nothing is foretold from less
    /// than two days.
    static OptionalLong daysLeft(List<UsageRecords.Total> totals, long free) {
        if (totals.size() < 2) {
            return OptionalLong.empty();
        }
        UsageRecords.Total first = totals.getFirst();
        UsageRecords.Total last = totals.getLast();
        long days = last.day().toEpochDay() - first.day().toEpochDay();
        long grown = last.bytes() - first.bytes();
        return days < 2 || grown <= 0 ? OptionalLong.empty() : OptionalLong.of((long) (free / ((double) grown / days)));
    }

    private List<Finding> backup(Backups backups) {
        if (!settings.backup().isOn()) {
            return List.of(Finding.of(Level.WARN, "backup.off", BACKUP));
        }
        return Stream.of(backups.trouble(), backups.drillTrouble())
                .flatMap(Optional::stream)
                .map(Operations::finding)
                .toList();
    }

    static Finding finding(Trouble trouble) {
        long days = trouble.age().toDays();
        return switch (trouble.kind()) {
            case NEVER -> Finding.of(Level.BAD, "backup.never", BACKUP, days, trouble.text());
            case OLD -> Finding.of(Level.BAD, "backup.old", BACKUP, days, trouble.text());
            case FAILED -> Finding.of(Level.BAD, "backup.failed", BACKUP, trouble.text());
            case DRILL_FAILED -> Finding.of(Level.BAD, "drill.failed", BACKUP, trouble.text());
            case DRILL_OLD -> Finding.of(Level.WARN, "drill.old", BACKUP, days);
        };
    }

    private static String size(long octets) {
        return octets < 10L << 30 ? octets / (1 << 20) + " MB" : octets / (1 << 30) + " GB";
    }

    private static List<Finding> logins(List<FailedLogins.Entry> failed) {
        long times = failed.stream().mapToLong(FailedLogins.Entry::times).sum();
        return times < FAILED_LOGINS
                ? List.of()
                : List.of(Finding.of(
                        Level.WARN,
                        "logins",
                        "/admin/sessions#failed",
                        times,
                        failed.getFirst().from(),
                        failed.getFirst().times()));
    }

    private List<Finding> lists(Names names, DnsAdvice advice) {
        List<DomainName> zones = settings.dnsLists().block().stream()
                .flatMap(name -> DomainName.parse(name).stream())
                .toList();
        BlockLists lists = new BlockLists(names.dns(), zones);
        List<Finding> found = new ArrayList<>();
        for (InetAddress address : advice.addresses()) {
            for (DomainName zone : lists.on(address)) {
                found.add(Finding.of(Level.BAD, "listed", "/admin/trace", address.getHostAddress(), zone.ascii()));
            }
        }
        return found;
    }

    /// Domains whose mail suffers by what the DNS has of them.
    private List<Finding> dns(DnsAdvice advice) {
        Directory directory = storage.directory();
        List<Finding> found = new ArrayList<>();
        for (MailDomain domain : directory.domains(DomainQuery.ALL, Optional.empty(), DOMAINS)) {
            if (!domain.enabled() || found.size() >= NAMED) {
                continue;
            }
            List<CheckedRecord> wrong = advice.check(domain.name()).stream()
                    .filter(checked -> checked.record().needed())
                    .filter(checked -> checked.state() == CheckedRecord.State.WRONG
                            || checked.state() == CheckedRecord.State.MISSING)
                    .toList();
            if (!wrong.isEmpty()) {
                found.add(Finding.of(
                        Level.WARN,
                        "dns",
                        "/admin/domains/" + domain.name().ascii() + "/dns",
                        domain.name().unicode(),
                        String.join(
                                ", ",
                                wrong.stream()
                                        .map(one -> one.record().purpose().name())
                                        .distinct()
                                        .toList())));
            }
        }
        return found;
    }

    /// Once a day, some time after midnight UTC.
    void sample() {
        storage.usage().sample(java.time.LocalDate.ofInstant(clock.instant(), java.time.ZoneOffset.UTC));
    }
}
