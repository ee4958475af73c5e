package org.tassis.managesieve;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.transcript.Transcript;

/// Every `.sieve` file is a test, played in lines and octet by octet. A header besides those of {@link Transcript}:
/// `listener: starttls` (else passwords are taken in clear).
class ConversationTest {
    private static final Transcript.Way ANN =
            Transcript.Way.as(new Transcript.Login("ann", TestDirectory.ANN_PASSWORD));

    @TestFactory
    Stream<DynamicTest> conversations() {
        return conversations(ANN, _ -> true);
    }

    @TestFactory
    Stream<DynamicTest> conversationsOctetByOctet() {
        return conversations(ANN.slowly(), talk -> talk.header("sent").isEmpty());
    }

    private static Stream<DynamicTest> conversations(Transcript.Way way, Predicate<Transcript> which) {
        return Transcript.allBelow(Path.of("src/test/resources/sieve"))
                .filter(which)
                .map(talk -> dynamicTest(talk.title(), talk.uri(), () -> play(talk, way)));
    }

    private static void play(Transcript talk, Transcript.Way way) throws IOException {
        try (var server = new ManageSieveServer()) {
            boolean startTls =
                    talk.header("listener").filter("starttls"::equals).isPresent();
            talk.play("127.0.0.1", server.port(startTls), way);
        }
    }
}
