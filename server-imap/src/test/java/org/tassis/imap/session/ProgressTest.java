package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.imap.TestConnection;
import org.tassis.imap.TestServer;

/// INPROGRESS: RFC 9585.
class ProgressTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final TestConnection connection = TestConnection.of("more");
    private final Client client = Client.of(connection);

    @Test
    void isToldEveryTenSeconds() {
        Progress progress = new Progress(client, "a1", true, now::get);
        assertThat(progress.getAsBoolean()).isTrue();
        assertThat(connection.output()).isEmpty();
        for (int i = 0; i < 3; i++) {
            now.set(now.get().plus(Progress.EVERY));
            assertThat(progress.getAsBoolean()).isTrue();
            assertThat(progress.getAsBoolean()).isTrue();
        }
        assertThat(connection.output()).isEqualTo("* OK [INPROGRESS (\"a1\" NIL NIL)] Still at it\r\n".repeat(3));
        assertThat(connection.unflushed()).isZero();
    }

    @Test
    void aTagThatWouldEndTheCodeIsNotNamed() {
        Progress progress = new Progress(client, "a]1", true, now::get);
        now.set(now.get().plus(Progress.EVERY));
        assertThat(progress.getAsBoolean()).isTrue();
        assertThat(connection.output()).startsWith("* OK [INPROGRESS (NIL NIL NIL)] ");
    }

    @Test
    void whoHasItHiddenIsToldNothing() {
        Progress progress = new Progress(client, "a1", false, now::get);
        now.set(now.get().plus(Progress.EVERY));
        assertThat(progress.getAsBoolean()).isTrue();
        assertThat(connection.output()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SEARCH BODY nowhere",
                "UID SEARCH RETURN (MAX) BODY nowhere",
                "SORT (SUBJECT) UTF-8 ALL",
                "THREAD REFS UTF-8 ALL",
                "ESEARCH IN (inboxes) ALL"
            })
    void comesWithWhateverLooksThroughMuch(String command) {
        for (boolean hidden : new boolean[] {false, true}) {
            try (var server = TestServer.slow(hidden ? Set.of("INPROGRESS") : Set.of());
                    var client = server.select()) {
                for (int i = 0; i < 40; i++) {
                    client.append("INBOX", "Subject: " + i + "\r\n\r\nsomewhere\r\n");
                }
                assertThat(client.ok(command).stream().anyMatch(line -> line.startsWith("* OK [INPROGRESS (\"")))
                        .isEqualTo(!hidden);
            }
        }
    }

    @Test
    void whoHasGoneIsNoticed() {
        Client gone = Client.of(TestConnection.of(""));
        assertThat(new Progress(gone, "a1", true, now::get).getAsBoolean()).isFalse();
    }
}
