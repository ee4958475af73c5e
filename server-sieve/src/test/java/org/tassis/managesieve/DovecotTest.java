package org.tassis.managesieve;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tassis.testkit.LocalDovecot;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.transcript.Transcript;
import org.tassis.testkit.transcript.Transcript.Login;
import org.tassis.testkit.transcript.Transcript.Way;

/// The same conversations as in {@link ConversationTest} with Dovecot, lest they hold us to our own misreadings: all
/// those whose head does not say, by `dovecot: why`, that they are not for it.
class DovecotTest {
    @BeforeAll
    static void isInstalled() {
        assumeTrue(
                LocalDovecot.shared().flatMap(LocalDovecot::sievePort).isPresent(),
                "Dovecot's ManageSieve is not installed");
    }

    @TestFactory
    Stream<DynamicTest> conversations() {
        return Transcript.allBelow(Path.of("src/test/resources/sieve"))
                .filter(talk -> talk.header("dovecot").isEmpty())
                .map(talk -> dynamicTest(talk.title(), talk.uri(), () -> play(talk)));
    }

    private static void play(Transcript talk) throws IOException {
        LocalDovecot dovecot = LocalDovecot.shared().orElseThrow();
        Login login = new Login(dovecot.newMailbox(talk.messages()), TestDirectory.ANN_PASSWORD);
        talk.play("127.0.0.1", dovecot.sievePort().orElseThrow(), Way.as(login));
    }
}
