package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tassis.imap.ImapClient;
import org.tassis.imap.TestServer;

/// In which order news come: RFC 5465 §5.2, §7. What they are is in `imap/context`, where order is not
/// looked at.
class NewsOrderTest {
    private static void another(TestServer server) {
        try (ImapClient other = server.login()) {
            other.append("INBOX", "a: b\r\n");
        }
    }

    @Test
    void newMessagesAreToldBeforeTheResultsThatTheyComeInto() {
        try (var server = new TestServer();
                var client = server.select()) {
            client.ok("UID SEARCH RETURN (COUNT UPDATE) SEEN");
            client.ok("UID SEARCH RETURN (COUNT UPDATE) UNSEEN");
            client.ok("UID SEARCH RETURN (COUNT UPDATE (RFC822.SIZE)) ALL");
            another(server);
            assertThat(client.ok("NOOP").stream().filter(line -> !line.contains("RECENT")))
                    .satisfiesExactly(
                            exists -> assertThat(exists).isEqualTo("* 1 EXISTS"),
                            fetch -> assertThat(fetch).isEqualTo("* 1 FETCH (RFC822.SIZE 6 UID 1)"),
                            unseen -> assertThat(unseen).endsWith(" UID ADDTO (0 1)"),
                            all -> assertThat(all).endsWith(" UID ADDTO (0 1)"),
                            ok -> assertThat(ok).startsWith("OK "));
        }
    }

    @Test
    void alsoWhereNotifyTellsOfThem() {
        try (var server = new TestServer();
                var client = server.select()) {
            client.ok("NOTIFY SET (selected (MessageNew (RFC822.SIZE) MessageExpunge))");
            client.ok("UID SEARCH RETURN (COUNT UPDATE) ALL");
            another(server);
            assertThat(client.line()).isEqualTo("* 1 EXISTS");
            assertThat(client.line()).isEqualTo("* 1 FETCH (RFC822.SIZE 6 UID 1)");
            assertThat(client.line()).endsWith(" UID ADDTO (0 1)");
        }
    }
}
