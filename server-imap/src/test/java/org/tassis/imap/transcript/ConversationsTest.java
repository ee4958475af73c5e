package org.tassis.imap.transcript;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tassis.core.Quota;
import org.tassis.imap.ImapClient;
import org.tassis.imap.TestServer;
import org.tassis.imap.reply.MessageLimit;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.transcript.Transcript;
import org.tassis.testkit.transcript.Transcript.Login;
import org.tassis.testkit.transcript.Transcript.Way;

/// Every `.imap` file is one test, on a server of its own.
class ConversationsTest {
    private static final Way ANN =
            Way.as(new Login("ann", TestDirectory.ANN_PASSWORD), new Login("bob", TestDirectory.BOB_PASSWORD));

    @TestFactory
    Stream<DynamicTest> conversations() {
        return below("", ANN);
    }

    @TestFactory
    Stream<DynamicTest> octetByOctet() {
        return Stream.of("append", "search", "idle").flatMap(family -> below(family, ANN.slowly()));
    }

    /// Letters that change case differently there must not change the protocol.
    @TestFactory
    Stream<DynamicTest> inTurkey() {
        Locale before = Locale.getDefault();
        return Stream.of("login", "mailboxes")
                .flatMap(family -> below(family, ANN))
                .map(test -> DynamicTest.dynamicTest(test.getDisplayName(), () -> {
                    Locale.setDefault(Locale.of("tr", "TR"));
                    try {
                        test.getExecutable().execute();
                    } finally {
                        Locale.setDefault(before);
                    }
                }));
    }

    private static Stream<DynamicTest> below(String family, Way way) {
        try {
            Path root = Path.of(ConversationsTest.class.getResource("/imap").toURI());
            return Transcript.allBelow(root)
                    .filter(talk -> talk.title().startsWith(family))
                    .map(talk -> DynamicTest.dynamicTest(talk.title(), talk.uri(), () -> play(talk, way)));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void play(Transcript talk, Way way) throws IOException {
        try (var server = server(talk)) {
            try (ImapClient setUp = server.login()) {
                for (byte[] message : talk.messages()) {
                    setUp.append("INBOX", new String(message, StandardCharsets.ISO_8859_1));
                }
            }
            talk.play("localhost", server.port(), way);
        }
    }

    /// With `limit: 2` in its head, a talk is about a server where a command is about two messages at most,
    /// with `save-limit: 2` COPY and APPEND alone are; with `slow`, about one where everything takes long.
    private static TestServer server(Transcript talk) {
        if (talk.header("slow").isPresent()) {
            return TestServer.slow(Set.of());
        }
        return talk.header("limit")
                .map(limit -> new MessageLimit(Integer.parseInt(limit), false))
                .or(() -> talk.header("save-limit").map(limit -> new MessageLimit(Integer.parseInt(limit), true)))
                .map(limit -> new TestServer(
                        TlsMode.NONE,
                        settings -> settings.withMessageLimit(limit),
                        Set.of(),
                        Quota.ofBytes(10 << 20),
                        NetSettings.defaults()))
                .orElseGet(TestServer::new);
    }
}
