package org.tassis.smtp;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tassis.directory.MailboxChange;
import org.tassis.net.BoundListener;
import org.tassis.net.Listener;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;
import org.tassis.net.Network;
import org.tassis.net.SelfSigned;
import org.tassis.net.TlsContexts;
import org.tassis.smtp.SmtpSettings.Role;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.transcript.Transcript;
import org.tassis.testkit.transcript.Transcript.Login;
import org.tassis.testkit.transcript.Transcript.Way;

/// The conversations in `smtp/`, each on a server of its own. Headers besides the player's: `role` (`mx`,
/// `submission`), `urls: yes` where there are those of {@link TestUrls}, `tls` (`starttls` by default,
/// `none`), `slowly: no` where the cut of packets is what it is about.
class ConversationsTest {
    private static final Path ALL = Path.of("src/test/resources/smtp");
    private static final Way WAY = Way.as(new Login("ann", TestDirectory.ANN_PASSWORD));

    private static TlsContexts tls;
    private static Network network;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        tls = new TlsContexts(
                List.of(new SelfSigned(directory.resolve("tls"), List.of("mx.example.org"), InstantSource.system())));
        network = new Network(NetSettings.defaults(), tls, new SimpleMeterRegistry());
    }

    @AfterAll
    static void stop() {
        network.stop(Duration.ofSeconds(5));
        tls.close();
    }

    @TestFactory
    Stream<DynamicTest> conversations() {
        return tests(WAY);
    }

    @TestFactory
    Stream<DynamicTest> octetByOctet() {
        return tests(WAY.slowly());
    }

    private static Stream<DynamicTest> tests(Way way) {
        return Transcript.allBelow(ALL)
                .filter(talk -> !way.byteByByte() || talk.header("slowly").isEmpty())
                .map(talk -> dynamicTest(talk.title(), talk.uri(), () -> play(talk, way)));
    }

    private static void play(Transcript talk, Way way) throws IOException {
        Role role = Role.valueOf(talk.header("role").orElseThrow().toUpperCase(Locale.ROOT));
        TlsMode mode = TlsMode.valueOf(talk.header("tls").orElse("starttls").toUpperCase(Locale.ROOT));
        SmtpServer server = new SmtpServer(role);
        talk.header("hidden") // from ann
                .ifPresent(capability -> server.people.change(
                        server.people.ann, new MailboxChange.HiddenCapabilities(Set.of(capability))));
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        BoundListener bound = network.bind(
                new Listener("smtp", Optional.of(loopback), 0, mode, false),
                talk.header("urls").isPresent() ? server.withUrls : server.protocol);
        try {
            talk.play("127.0.0.1", bound.port(), way);
        } finally {
            bound.close();
        }
    }
}
