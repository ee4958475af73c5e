package org.tassis.sql;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.core.Quota;
import org.tassis.mailflow.MailParameters;
import org.tassis.mailflow.Outgoing;
import org.tassis.mailflow.RecipientParameters;
import org.tassis.mailflow.queue.Dispatcher;
import org.tassis.mailflow.queue.DispatcherSettings;
import org.tassis.mailflow.queue.Notices;
import org.tassis.mailflow.queue.QueueStore;
import org.tassis.mailflow.queue.QueueTimer;
import org.tassis.mailflow.queue.Queued;
import org.tassis.mailflow.queue.RetrySchedule;
import org.tassis.mailflow.remote.Relay;
import org.tassis.mailflow.remote.RemoteSettings;
import org.tassis.mailflow.remote.RemoteTransport;
import org.tassis.mailflow.remote.Routes;
import org.tassis.senderauth.dns.InMemoryDns;

/// The process that {@link QueueCrashTest} kills: accepts messages for another server from several threads, says so,
/// and delivers them at the same time.
final class QueueCrashChild {
    static final int CONNECTIONS = 4;
    private static final RetrySchedule SCHEDULE =
            new RetrySchedule(List.of(Duration.ofMillis(50)), Duration.ofDays(5), Duration.ofDays(5));

    private QueueCrashChild() {}

    /// @param arguments data directory, number of the round, port of the other server
    public static void main(String[] arguments) throws Exception {
        TestStore open = TestStore.derby(
                Path.of(arguments[0]), CrashChild.SETTINGS, _ -> Quota.UNLIMITED, InstantSource.system());
        Dispatcher dispatcher = dispatcher(open.store.queue(), Integer.parseInt(arguments[2]));
        dispatcher.start();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        for (int t = 0; t < 3; t++) {
            String thread = arguments[1] + "-" + t;
            Thread.ofPlatform().start(() -> {
                for (int n = 0; ; n++) {
                    String name = thread + "-" + n;
                    List<Queued> rows = open.store
                            .queue()
                            .accept(
                                    TestStore.message(TestStore.octets(name, 2000)),
                                    Instant.now(),
                                    List.of(),
                                    List.of(outgoing(name)),
                                    SCHEDULE.patience());
                    synchronized (out) {
                        out.println("accepted " + name);
                    }
                    dispatcher.arrived(rows);
                }
            });
        }
    }

    /// Two recipients each, one of which is refused for now half of the time.
    private static Outgoing outgoing(String name) {
        return new Outgoing(
                name,
                Optional.empty(),
                EmailAddress.parse("ann@example.org"),
                MailParameters.NONE,
                "",
                List.of(
                        new Outgoing.To(EmailAddress.valueOf("a-" + name + "@far.example"), RecipientParameters.NONE),
                        new Outgoing.To(EmailAddress.valueOf("b-" + name + "@far.example"), RecipientParameters.NONE)));
    }

    static Dispatcher dispatcher(QueueStore queue, int port) throws Exception {
        RemoteTransport transport = new RemoteTransport(
                new InMemoryDns(),
                new Routes(
                        Map.of(), Optional.of(new Relay("127.0.0.1", port, Relay.Encryption.NONE, Optional.empty()))),
                RemoteSettings.of(new DomainName("mail.example.org")),
                SSLContext.getDefault(),
                new Random());
        return new Dispatcher(
                queue,
                transport,
                SCHEDULE,
                Notices.NONE,
                _ -> {},
                InstantSource.system(),
                QueueTimer.system(InstantSource.system()),
                new DispatcherSettings(50, CONNECTIONS, 100, 50, Duration.ofMillis(20), Duration.ofSeconds(2)));
    }
}
