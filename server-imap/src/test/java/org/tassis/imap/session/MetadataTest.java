package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tassis.imap.TestServer;
import org.tassis.store.Annotations;

/// METADATA: RFC 5464. Conversations are in `imap/metadata`.
class MetadataTest {
    @Test
    void octetsThatAreNulComeBackAsLiteral8() {
        try (var server = new TestServer();
                var client = server.login()) {
            client.ok("SETMETADATA INBOX (/private/octets ~{3+}\r\na\u0000b)");
            assertThat(client.ok("GETMETADATA INBOX /private/octets").getFirst())
                    .isEqualTo("* METADATA INBOX (/private/octets ~{3}\r\na\u0000b)");
            assertThat(client.command("SETMETADATA INBOX (/private/octets {3+}\r\na\u0000b)")
                            .getLast())
                    .startsWith("BAD");
        }
    }

    @Test
    void thereAreBounds() {
        try (var server = new TestServer();
                var client = server.login()) {
            String large = "x".repeat(Annotations.MAX_VALUE);
            client.ok("SETMETADATA INBOX (/private/large {" + large.length() + "+}\r\n" + large + ")");
            assertThat(client.command("SETMETADATA INBOX (/private/larger {" + (large.length() + 1) + "+}\r\n" + large
                                    + "x)")
                            .getLast())
                    .startsWith("NO [METADATA MAXSIZE " + Annotations.MAX_VALUE + "]");
            for (int i = 1; i < Annotations.MAX_OCTETS / Annotations.MAX_VALUE; i++) {
                client.ok("SETMETADATA Sent (/private/" + i + " {" + large.length() + "+}\r\n" + large + ")");
            }
            assertThat(client.command("SETMETADATA \"\" (/private/more x)").getLast())
                    .startsWith("BAD"); // an atom is no value
            assertThat(client.command("SETMETADATA \"\" (/private/more \"x\")").getLast())
                    .startsWith("NO [METADATA TOOMANY]");
        }
    }
}
