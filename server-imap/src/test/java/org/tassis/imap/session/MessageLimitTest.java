package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.Quota;
import org.tassis.imap.ImapClient;
import org.tassis.imap.TestServer;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;

/// MESSAGELIMIT: RFC 9738. Conversations are in `imap/limit`.
class MessageLimitTest {
    private static TestServer server(int limit, Set<String> hidden) {
        return new TestServer(
                TlsMode.NONE,
                settings -> settings.withMessageLimit(limit),
                hidden,
                Quota.UNLIMITED,
                NetSettings.defaults());
    }

    private static void fill(ImapClient client) {
        for (int i = 0; i < 5; i++) {
            client.append("INBOX", "a: " + i + "\r\n");
        }
    }

    @Test
    void isNamedAndTheNewestComeFirst() {
        try (var server = server(3, Set.of());
                var client = server.select()) {
            fill(client);
            assertThat(client.ok("CAPABILITY").getFirst() + " ").contains(" MESSAGELIMIT=3 ");
            assertThat(client.ok("FETCH 1,3:5 UID"))
                    .containsExactly(
                            "* 5 FETCH (UID 5)",
                            "* 4 FETCH (UID 4)",
                            "* 3 FETCH (UID 3)",
                            "OK [MESSAGELIMIT 3 3] Done for the newest of them; ask again for the others");
        }
    }

    @Test
    void onlyWhatItIsDoneForIsMarkedAsRead() {
        try (var server = server(3, Set.of());
                var client = server.select()) {
            fill(client);
            client.ok("FETCH 1:* BODY[HEADER]");
            assertThat(client.ok("UID SEARCH UIDBEFORE 4 UNSEEN").getFirst()).isEqualTo("* SEARCH 1 2");
        }
    }

    @Test
    void whoHasItHiddenOrWhereThereIsNoneGetsAll() {
        for (TestServer one : new TestServer[] {server(3, Set.of("MESSAGELIMIT")), server(0, Set.of())}) {
            try (var server = one;
                    var client = server.select()) {
                fill(client);
                assertThat(client.ok("CAPABILITY").getFirst()).doesNotContain("MESSAGELIMIT");
                assertThat(client.ok("FETCH 1:* UID"))
                        .hasSize(6)
                        .last()
                        .asString()
                        .startsWith("OK Fetched");
                assertThat(client.ok("UID SEARCH ALL"))
                        .hasSize(2)
                        .last()
                        .asString()
                        .startsWith("OK Searched");
            }
        }
    }
}
