package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tassis.core.Quota;
import org.tassis.imap.ImapClient;
import org.tassis.imap.TestServer;
import org.tassis.imap.reply.MessageLimit;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;

/// MESSAGELIMIT: RFC 9738. Conversations are in `imap/limit`.
class MessageLimitTest {
    private static TestServer server(int limit, Set<String> hidden) {
        return server(new MessageLimit(limit, false), hidden);
    }

    private static TestServer server(MessageLimit limit, Set<String> hidden) {
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
    void ofCopiesAloneItIsNamedSaveLimit() {
        try (var server = server(new MessageLimit(3, true), Set.of());
                var client = server.select()) {
            fill(client);
            assertThat(client.ok("CAPABILITY").getFirst() + " ")
                    .contains(" SAVELIMIT=3 ")
                    .doesNotContain("MESSAGELIMIT");
            assertThat(client.command("COPY 1:4 Trash").getLast()).startsWith("NO [MESSAGELIMIT 3 2] ");
        }
    }

    @Test
    void whoHasSaveLimitHiddenCopiesAll() {
        try (var server = server(new MessageLimit(3, true), Set.of("SAVELIMIT"));
                var client = server.select()) {
            fill(client);
            assertThat(client.ok("CAPABILITY").getFirst()).doesNotContain("LIMIT=3");
            assertThat(client.ok("COPY 1:4 Trash").getLast()).startsWith("OK [COPYUID ");
        }
    }

    @Test
    void whoIsToldOfNoLimitHearsThatAnAppendIsTooLarge() {
        try (var server = server(MessageLimit.NONE, Set.of());
                var client = server.login()) {
            String more = "{4+}\r\na: b";
            assertThat(client.command("APPEND INBOX " + String.join(" ", Collections.nCopies(101, more)))
                            .getLast())
                    .startsWith("NO [LIMIT] ");
        }
        try (var server = server(1000, Set.of());
                var client = server.login()) {
            String more = "{4+}\r\na: b";
            assertThat(client.command("APPEND INBOX " + String.join(" ", Collections.nCopies(101, more)))
                            .getLast())
                    .startsWith("NO [MESSAGELIMIT 100] ");
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
