package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tassis.core.ContentId;
import org.tassis.imap.TestServer;
import org.tassis.store.StoreFailure;

/// What a client hears when the store fails; the session goes on, and its idea of the mailbox stays right.
class FailuresTest {
    private static final String MESSAGE = "Subject: hello\r\n\r\nworld\r\n";

    @Test
    void aFullDiskRefusesWritingAndRecoversByItself() {
        try (var server = new TestServer();
                var client = server.select()) {
            client.append("INBOX", MESSAGE);
            server.fail("append", new StoreFailure.Full());
            server.fail("changeFlags", new StoreFailure.Full());
            assertThat(client.command("APPEND INBOX {5+}\r\na: b\n").getLast()).startsWith("NO [UNAVAILABLE]");
            assertThat(client.command("STORE 1 +FLAGS (\\Seen)").getLast()).startsWith("NO [UNAVAILABLE]");
            assertThat(client.ok("FETCH 1 BODY[TEXT]").getFirst())
                    .as("mail is read though it cannot be marked")
                    .startsWith("* 1 FETCH (BODY[TEXT]");
            server.faults.clear();
            client.ok("STORE 1 +FLAGS (\\Seen)");
            client.append("INBOX", MESSAGE);
            assertThat(client.ok("FETCH 2 UID").getFirst()).isEqualTo("* 2 FETCH (UID 2)");
        }
    }

    @Test
    void aDamagedMessageIsLeftOutAndTheOthersAreServed() {
        try (var server = new TestServer();
                var client = server.select()) {
            client.append("INBOX", MESSAGE);
            server.fail("message", new StoreFailure.Damaged(new ContentId(1)));
            assertThat(client.command("FETCH 1 BODY[]"))
                    .hasSize(1)
                    .last()
                    .asString()
                    .startsWith("NO [CANNOT]");
            assertThat(client.ok("FETCH 1 FLAGS").getFirst()).isEqualTo("* 1 FETCH (FLAGS (\\Seen \\Recent))");
        }
    }

    @Test
    void aForgottenMessageIsLeftOutPolitely() {
        try (var server = new TestServer();
                var client = server.select()) {
            client.append("INBOX", MESSAGE);
            server.fail("message", new StoreFailure.Gone());
            assertThat(client.command("FETCH 1 BODY.PEEK[]"))
                    .containsExactly("OK [EXPUNGEISSUED] Done; some of these messages are expunged meanwhile");
        }
    }

    @Test
    void anUnavailableStoreIsSaidToBe() {
        try (var server = new TestServer();
                var client = server.select()) {
            client.append("INBOX", MESSAGE);
            for (String method : new String[] {"mailboxes", "mailbox", "message", "copy", "usage"}) {
                server.fail(method, new StoreFailure.Unavailable());
            }
            assertThat(client.command("LIST \"\" *").getLast()).startsWith("NO [UNAVAILABLE]");
            assertThat(client.command("STATUS INBOX (MESSAGES)").getLast()).startsWith("NO [UNAVAILABLE]");
            assertThat(client.command("FETCH 1 ENVELOPE").getLast()).startsWith("NO [UNAVAILABLE]");
            assertThat(client.command("COPY 1 Sent").getLast()).startsWith("NO [UNAVAILABLE]");
            assertThat(client.command("APPEND INBOX {5}").getLast()).startsWith("NO [UNAVAILABLE]");
            server.faults.clear();
            client.ok("FETCH 1 ENVELOPE");
        }
    }

    @Test
    void aFailedSelectLeavesNothingSelected() {
        try (var server = new TestServer();
                var client = server.select()) {
            server.fail("snapshot", new StoreFailure.Unavailable());
            assertThat(client.command("SELECT INBOX").getLast()).startsWith("NO [UNAVAILABLE]");
            assertThat(client.command("FETCH 1 FLAGS").getLast()).startsWith("BAD");
            server.faults.clear();
            client.ok("SELECT INBOX");
        }
    }

    @Test
    void newsThatCannotBeHadNowComeLater() {
        try (var server = new TestServer();
                var client = server.select();
                var other = server.login()) {
            other.append("INBOX", MESSAGE);
            server.fail("snapshot", new StoreFailure.Unavailable());
            assertThat(client.ok("NOOP")).hasSize(1);
            server.faults.clear();
            assertThat(client.ok("NOOP")).contains("* 1 EXISTS");
        }
    }

    @Test
    void aBugIsAnsweredWithAnIncident() {
        try (var server = new TestServer();
                var client = server.select()) {
            server.faults.put("mailboxes", new IllegalStateException("planted"));
            assertThat(client.command("LIST \"\" *").getLast())
                    .matches("NO \\[SERVERBUG] Internal error, incident [0-9a-f]{8}");
            server.faults.clear();
            client.ok("NOOP");
        }
    }

    @Test
    void overQuotaIsSaidBeforeAndAfterTheMessageIsSent() {
        try (var server = new TestServer();
                var client = server.select()) {
            server.fail("append", new StoreFailure.OverQuota(server.ann()));
            server.fail("copy", new StoreFailure.OverQuota(server.ann()));
            assertThat(client.command("APPEND INBOX {5+}\r\na: b\n").getLast()).startsWith("NO [OVERQUOTA]");
            server.faults.remove("append");
            client.append("INBOX", MESSAGE);
            assertThat(client.command("COPY 1 Sent").getLast()).startsWith("NO [OVERQUOTA]");
        }
    }
}
