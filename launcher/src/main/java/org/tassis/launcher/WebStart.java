package org.tassis.launcher;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.tassis.admin.AdminSettings;
import org.tassis.admin.HealthCheck;
import org.tassis.directory.Authenticator;
import org.tassis.launcher.settings.Settings;
import org.tassis.web.UploadLimits;
import org.tassis.webmail.ComposeSettings;

/// The start of the pages, which takes longest, beside everything else.
final class WebStart {
    private WebStart() {}

    static Web start(
            Settings settings,
            String hostname,
            Storage storage,
            Authenticator authenticator,
            CompletableFuture<Web.Late> late,
            Services services,
            Path spool,
            PrometheusMeterRegistry registry,
            Certificates certificates,
            Saving saving,
            Set<Integer> adminPorts) {
        return Web.start(
                Listeners.web(settings),
                new Web.Parts(
                        registry,
                        Stream.concat(
                                        Stream.of(
                                                new HealthCheck("database", storage::databaseProblem),
                                                new HealthCheck("disk", () -> diskProblem(settings)),
                                                certificates.health()),
                                        saving.health(registry).stream())
                                .toList(),
                        new AdminSettings(adminPorts::contains, settings.trusted()),
                        Listeners.clientSettings(settings, hostname),
                        new OpenPages(
                                Publishing.sts(settings, hostname, storage.directory()),
                                certificates.challenges(),
                                Optional.of(certificates.pageKeys())),
                        authenticator,
                        storage.store(),
                        late,
                        services,
                        new ComposeSettings(settings.smtp().maxMessageSize().toBytes(), spool),
                        uploads(settings, spool),
                        certificates.main().chain(),
                        certificates.main().key(),
                        adminPorts));
    }

    private static UploadLimits uploads(Settings settings, Path spool) {
        long usual = settings.smtp().maxMessageSize().toBytes() + Web.FORM;
        long large = settings.migration().maxUpload().toBytes() + Web.FORM;
        return new UploadLimits(usual, Math.max(usual, large), spool);
    }

    private static Optional<String> diskProblem(Settings settings) {
        long free = settings.dataDirectory().toFile().getUsableSpace();
        long least = settings.store().keepFree().toBytes();
        return free > least
                ? Optional.empty()
                : Optional.of("only " + free / (1 << 20) + " MB are free where " + settings.dataDirectory() + " is");
    }

    static Web await(FutureTask<Web> pages) {
        try {
            return pages.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Web.PortTaken taken) {
                throw new StartFailed(String.valueOf(taken.getMessage()), taken);
            }
            throw new IllegalStateException("the pages cannot be started", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailed("interrupted");
        }
    }
}
