package org.tassis.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Route;
import org.tassis.launcher.settings.Settings;
import org.tassis.mailflow.Aftermath;
import org.tassis.mailflow.Intake;
import org.tassis.mailflow.remote.TlsSession;
import org.tassis.mailflow.report.Tally;
import org.tassis.mailflow.report.TallyBuffer;
import org.tassis.mailflow.report.dmarc.DmarcCounter;
import org.tassis.mailflow.report.dmarc.DmarcReports;
import org.tassis.mailflow.report.mail.DailyReports;
import org.tassis.mailflow.report.mail.ReportDesk;
import org.tassis.mailflow.report.mail.ReportMail;
import org.tassis.mailflow.report.mail.ReportPost;
import org.tassis.mailflow.report.mail.ReportSource;
import org.tassis.mailflow.report.tls.TlsCounter;
import org.tassis.mailflow.report.tls.TlsReports;
import org.tassis.mailflow.report.told.IncomingReports;
import org.tassis.mailflow.signing.Signing;
import org.tassis.mailflow.signing.SigningKeys;

/// What is counted for reports, and the reports that are made of it, by the settings.
final class Reporting implements AutoCloseable {
    private static final Duration WRITE_EVERY = Duration.ofSeconds(30);
    private static final Duration SEND_EVERY = Duration.ofMinutes(30);
    private static final Duration STOP = Duration.ofSeconds(5);

    private final Settings.Reports settings;
    private final Storage storage;
    private final InstantSource clock = InstantSource.system();
    private final TallyBuffer buffer;
    private final AtomicReference<@Nullable Thread> sending = new AtomicReference<>();

    Reporting(Settings.Reports settings, Storage storage) {
        this.settings = settings;
        this.storage = storage;
        this.buffer = new TallyBuffer(storage.tallies(), clock);
    }

    /// Who counts connections to other servers.
    TlsSession.Observer connections() {
        return settings.tls() ? new TlsCounter(buffer) : TlsSession.Observer.NONE;
    }

    /// Who reads what others report.
    Aftermath incoming() {
        return new IncomingReports(
                storage.tallies(),
                this::isOwn,
                task -> Thread.ofVirtual().name("incoming-report").start(task),
                clock);
    }

    /// Begins to send.
    ReportDesk start(
            String hostname,
            Names names,
            SigningKeys keys,
            Supplier<Optional<DomainName>> mainDomain,
            Intake intake,
            Path spool,
            Housekeeping housekeeping) {
        ReportMail mail = new ReportMail(
                storage.directory(),
                storage.store(),
                intake,
                new Signing(keys, clock)::signatures,
                mainDomain,
                spool,
                clock);
        List<ReportSource> sources = new ArrayList<>();
        if (settings.tls()) {
            sources.add(new TlsReports(names.dns(), mail, new ReportPost(names.dns(), Outbound.verifying())));
        }
        if (settings.dmarc()) {
            names.senders().observedBy(new DmarcCounter(buffer, this::isOwn));
            sources.add(new DmarcReports(names.dns(), names.suffixes(), mail));
        }
        DailyReports daily = new DailyReports(storage.tallies(), sources, hostname, clock);
        housekeeping.every(WRITE_EVERY, "what is counted for reports", buffer::flush);
        housekeeping.every(SEND_EVERY, "reports", () -> send(daily));
        housekeeping.every(Duration.ofHours(1), "forgetting old reports", this::forget);
        return new ReportDesk(storage.tallies(), buffer, sources.isEmpty() ? Optional.empty() : Optional.of(daily));
    }

    private boolean isOwn(DomainName domain) {
        return EmailAddress.of("postmaster", domain.ascii())
                .filter(address -> !(storage.directory().route(address) instanceof Route.Remote))
                .isPresent();
    }

    /// Others' name servers and web servers may be slow: housekeeping does not wait for them.
    private void send(DailyReports daily) {
        Thread before = sending.get();
        if (before == null || !before.isAlive()) {
            Thread next = Thread.ofVirtual().name("reports").unstarted(daily::run);
            sending.set(next);
            next.start();
        }
    }

    /// What others told is kept as the settings say; what was counted and never sent is of no use.
    private void forget() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (Tally.Kind kind : Tally.Kind.values()) {
            long days =
                    switch (kind) {
                        case TLS_SEEN, DMARC_SEEN -> 3;
                        case TLS_TOLD, DMARC_TOLD -> settings.keep().toDays();
                    };
            storage.tallies().forgetBefore(kind, today.minusDays(days));
        }
    }

    /// Writes what is counted; the database stays open.
    @Override
    public void close() {
        Thread last = sending.get();
        if (last != null) {
            last.interrupt();
            try {
                last.join(STOP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        buffer.flush();
    }
}
