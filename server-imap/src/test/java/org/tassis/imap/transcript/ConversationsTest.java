package org.tassis.imap.transcript;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tassis.imap.ImapClient;
import org.tassis.imap.TestServer;

/// Every `.imap` file is one test, on a server of its own.
class ConversationsTest {
    @TestFactory
    Stream<DynamicTest> conversations() {
        return Transcript.allBelow("/imap")
                .map(talk -> DynamicTest.dynamicTest(talk.name(), talk.uri(), () -> play(talk)));
    }

    /// Letters that change case differently there must not change the protocol.
    @TestFactory
    Stream<DynamicTest> conversationsInTurkey() {
        return Transcript.allBelow("/imap/login")
                .map(talk -> DynamicTest.dynamicTest(talk.name(), talk.uri(), () -> {
                    Locale before = Locale.getDefault();
                    Locale.setDefault(Locale.of("tr", "TR"));
                    try {
                        play(talk);
                    } finally {
                        Locale.setDefault(before);
                    }
                }));
    }

    private static void play(Transcript talk) {
        try (var server = new TestServer()) {
            String messages = talk.head().getOrDefault("messages", "");
            try (ImapClient setUp = server.login()) {
                for (String name : messages.split(" +")) {
                    if (!name.isEmpty()) {
                        setUp.append("INBOX", message(name));
                    }
                }
            }
            talk.play(() -> switch (talk.head().getOrDefault("state", "selected")) {
                case "connected" -> server.connect();
                case "authenticated" -> server.login();
                case "selected" -> server.select();
                default -> throw new IllegalArgumentException("state of " + talk.file());
            });
        }
    }

    private static String message(String name) {
        try (InputStream in = ConversationsTest.class.getResourceAsStream("/imap/messages/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
