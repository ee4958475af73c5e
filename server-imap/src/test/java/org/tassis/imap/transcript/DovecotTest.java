package org.tassis.imap.transcript;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tassis.testkit.LocalDovecot;
import org.tassis.testkit.TestDirectory;
import org.tassis.testkit.transcript.Transcript;
import org.tassis.testkit.transcript.Transcript.Login;
import org.tassis.testkit.transcript.Transcript.Way;

/// The same conversations as in {@link ConversationsTest} with Dovecot, lest they hold us to our own
/// misreadings: all those whose head does not say, by `dovecot: why`, that they are not for it.
class DovecotTest {
    @BeforeAll
    static void isInstalled() {
        assumeTrue(LocalDovecot.shared().isPresent(), "Dovecot is not installed");
    }

    @TestFactory
    Stream<DynamicTest> conversations() throws URISyntaxException {
        Path root = Path.of(DovecotTest.class.getResource("/imap").toURI());
        return Transcript.allBelow(root)
                .filter(talk -> talk.header("dovecot").isEmpty())
                .map(talk -> DynamicTest.dynamicTest(talk.title(), talk.uri(), () -> play(talk)));
    }

    private static void play(Transcript talk) throws IOException {
        LocalDovecot dovecot = LocalDovecot.shared().orElseThrow();
        List<Login> people = new ArrayList<>();
        people.add(new Login(dovecot.newMailbox(talk.messages()), TestDirectory.ANN_PASSWORD));
        while (people.size() < talk.people().size()) {
            people.add(new Login(dovecot.newMailbox(List.of()), TestDirectory.ANN_PASSWORD));
        }
        talk.play("127.0.0.1", dovecot.imapPort(), Way.as(people.toArray(Login[]::new)));
    }
}
