package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tassis.core.AccountId;
import org.tassis.core.Login;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Customer;
import org.tassis.directory.NewAccount;
import org.tassis.directory.NewCustomer;
import org.tassis.imap.ImapClient;
import org.tassis.imap.TestServer;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;
import org.tassis.store.Remembered;
import org.tassis.store.Rights;
import org.tassis.store.Shares;
import org.tassis.store.Shares.Grantee;
import org.tassis.testkit.TestDirectory;

/// Shared mailboxes: RFC 4314. Conversations are in `imap/acl`, rights by command in {@link AclMatrixTest}.
class AclTest {
    private static final String INBOX_OF_ANN = "\"Other users/ann/INBOX\"";
    private static final String MESSAGE = "a: b\r\n\r\nc\r\n";

    private static ImapClient login(TestServer server, String name) {
        ImapClient client = server.connect();
        client.ok("LOGIN " + name + " " + TestDirectory.BOB_PASSWORD);
        return client;
    }

    private static MailboxName name(String name) {
        return new MailboxName(name);
    }

    @Test
    void peopleOfOtherCustomersAreNobody() {
        try (TestServer server = new TestServer();
                ImapClient ann = server.login()) {
            Customer other = server.people.directory.customers().add(NewCustomer.named(new Login("other")));
            server.people.directory.addMailbox(
                    NewAccount.named(new Login("eve")).of(other.id()),
                    Optional.of(new Secret(TestDirectory.BOB_PASSWORD)));
            ann.ok("SETACL INBOX anyone lr");
            String ofStranger = ann.command("SETACL INBOX eve lr").getLast();
            assertThat(ofStranger)
                    .isEqualTo(ann.command("SETACL INBOX nobody lr").getLast());
            assertThat(ofStranger).startsWith("NO [CANNOT]");
            try (ImapClient bob = login(server, "bob");
                    ImapClient eve = login(server, "eve")) {
                bob.ok("EXAMINE " + INBOX_OF_ANN);
                assertThat(eve.command("EXAMINE " + INBOX_OF_ANN)).containsExactly("NO [NONEXISTENT] No such mailbox");
                assertThat(eve.ok("LIST \"\" \"Other users/*\"")).hasSize(1);
            }
        }
    }

    @Test
    void rightsAreOfAPersonNotOfAName() {
        try (TestServer server = new TestServer();
                ImapClient ann = server.login()) {
            ann.ok("SETACL INBOX bob lr");
            ann.ok("SETACL INBOX BOB@example.org +s");
            assertThat(ann.ok("GETACL INBOX").getFirst()).endsWith(" bob lrs");
            AccountId bob = server.people.bob.id();
            server.people.directory.removeMailbox(bob);
            assertThat(ann.ok("GETACL INBOX").getFirst()).endsWith(" bob lrs"); // he may come back
            server.shares.purge(bob);
            server.people.records.deleteAccount(bob);
            assertThat(ann.ok("GETACL INBOX").getFirst()).doesNotContain("bob");
        }
    }

    @Test
    void whoWasRemovedCanBeTakenOffTheListAndSharesNothing() {
        try (TestServer server = new TestServer();
                ImapClient ann = server.login();
                ImapClient bob = login(server, "bob")) {
            bob.ok("SETACL Drafts ann lr");
            ann.ok("EXAMINE \"Other users/bob/Drafts\"");
            ann.ok("SETACL INBOX bob lr");
            server.people.directory.removeMailbox(server.people.bob.id());
            assertThat(ann.command("NOOP").getFirst()).startsWith("* BYE");
            try (ImapClient again = server.login()) {
                assertThat(again.ok("LIST \"\" \"Other users/*\"")).hasSize(1);
                assertThat(again.command("EXAMINE \"Other users/bob/Drafts\"").getLast())
                        .startsWith("NO [NONEXISTENT]");
                again.ok("DELETEACL INBOX bob");
                assertThat(again.ok("GETACL INBOX").getFirst()).doesNotContain("bob");
            }
        }
    }

    @Test
    void whatIsSharedCountsToItsOwner() {
        Quota small = Quota.ofBytes(3_000);
        try (TestServer server = new TestServer(
                        TlsMode.NONE, UnaryOperator.identity(), Set.of(), small, NetSettings.defaults());
                ImapClient ann = server.login();
                ImapClient bob = login(server, "bob")) {
            ann.ok("SETACL INBOX bob lri");
            String large = "a: b\r\n\r\n" + "x".repeat(2_000) + "\r\n";
            bob.append(INBOX_OF_ANN, large);
            assertThat(server.store.usage(server.people.bob.id()).messages()).isZero();
            assertThat(server.store.usage(server.ann()).bytes()).isEqualTo(large.length());
            assertThat(bob.command("APPEND " + INBOX_OF_ANN + " {" + large.length() + "+}\r\n" + large)
                            .getLast())
                    .startsWith("NO [OVERQUOTA]");
            bob.append("INBOX", large);
            bob.ok("SELECT INBOX");
            assertThat(bob.command("COPY 1 " + INBOX_OF_ANN).getLast()).startsWith("NO [OVERQUOTA]");
            assertThat(bob.command("MOVE 1 " + INBOX_OF_ANN).getLast()).startsWith("NO [OVERQUOTA]");
            assertThat(bob.ok("STATUS INBOX (MESSAGES)").getFirst()).endsWith("(MESSAGES 1)");
        }
    }

    @Test
    void whatOthersTakeOutTheOwnerCanHaveBack() {
        try (TestServer server = new TestServer();
                ImapClient ann = server.login();
                ImapClient bob = login(server, "bob")) {
            ann.append("INBOX", MESSAGE);
            ann.append("INBOX", MESSAGE);
            ann.ok("SETACL INBOX bob lrte");
            bob.ok("SELECT " + INBOX_OF_ANN);
            String there = bob.ok("FETCH 1 (EMAILID)").getFirst();
            bob.ok("MOVE 1 Drafts");
            bob.ok("STORE 1 +FLAGS (\\Deleted)");
            bob.ok("CLOSE");
            bob.ok("SELECT Drafts");
            assertThat(bob.ok("FETCH 1 (EMAILID)").getFirst()).isEqualTo(there); // RFC 8474 §5.1
            List<Remembered> history = server.store.history(server.ann(), 10);
            assertThat(history).hasSize(2);
            server.store.restore(
                    server.ann(), history.stream().map(Remembered::departed).toList());
            assertThat(ann.ok("STATUS INBOX (MESSAGES)").getFirst()).endsWith("(MESSAGES 2)");
        }
    }

    @Test
    void someFlagsAreReplacedAndOthersStay() {
        try (TestServer server = new TestServer();
                ImapClient ann = server.login();
                ImapClient bob = login(server, "bob")) {
            ann.append("INBOX", MESSAGE);
            ann.ok("SELECT INBOX");
            ann.ok("STORE 1 FLAGS (\\Deleted \\Flagged word)");
            ann.ok("SETACL INBOX bob lrs");
            bob.ok("SELECT " + INBOX_OF_ANN);
            assertThat(bob.ok("STORE 1 FLAGS (\\Seen \\Answered)").getFirst())
                    .isEqualTo("* 1 FETCH (FLAGS (\\Seen \\Flagged \\Deleted word))");
            ann.ok("SETACL INBOX bob lrw");
            assertThat(bob.ok("STORE 1 FLAGS (\\Answered)"))
                    .contains("* 1 FETCH (FLAGS (\\Seen \\Answered \\Deleted))");
            ann.ok("SETACL INBOX bob lrt");
            assertThat(bob.ok("STORE 1 FLAGS.SILENT ()")).doesNotContain("* 1 FETCH (FLAGS ())");
            assertThat(bob.ok("FETCH 1 (FLAGS)").getFirst()).isEqualTo("* 1 FETCH (FLAGS (\\Seen \\Answered))");
        }
    }

    @Test
    void theRecentMessagesAreTheOwners() {
        try (TestServer server = new TestServer();
                ImapClient ann = server.login();
                ImapClient bob = login(server, "bob")) {
            ann.append("INBOX", MESSAGE);
            ann.ok("SETACL INBOX bob lrswite");
            assertThat(bob.ok("SELECT " + INBOX_OF_ANN)).contains("* 1 RECENT");
            assertThat(ann.ok("SELECT INBOX")).contains("* 1 RECENT");
        }
    }

    @Test
    void whoHidesItIsShownNothing() {
        try (TestServer server = new TestServer(
                        TlsMode.NONE,
                        UnaryOperator.identity(),
                        Set.of("ACL"),
                        Quota.ofBytes(10 << 20),
                        NetSettings.defaults());
                ImapClient bob = login(server, "bob")) {
            server.store.mailboxes(server.ann());
            server.shares.change(
                    server.ann(),
                    server.store
                            .mailbox(server.ann(), MailboxName.INBOX)
                            .orElseThrow()
                            .id(),
                    new Grantee.One(server.people.bob.id()),
                    false,
                    _ -> Rights.ALL);
            assertThat(bob.ok("CAPABILITY").getFirst()).doesNotContain("ACL", "RIGHTS", "MYRIGHTS");
            assertThat(bob.ok("NAMESPACE").getFirst()).endsWith("NIL NIL");
            assertThat(bob.ok("LIST \"\" *")).noneMatch(line -> line.contains("Other users"));
            assertThat(bob.command("SELECT " + INBOX_OF_ANN).getLast()).startsWith("NO [NONEXISTENT]");
            assertThat(bob.command("MYRIGHTS INBOX").getLast()).startsWith("BAD");
            assertThat(bob.command("LIST \"\" * RETURN (MYRIGHTS)").getLast()).startsWith("BAD");
        }
    }

    @Test
    void thereAreBounds() {
        try (TestServer server = new TestServer();
                ImapClient ann = server.login()) {
            for (int i = 0; i < Shares.MAX_ENTRIES; i++) {
                server.people.add("person" + i, TestDirectory.BOB_PASSWORD);
                ann.ok("SETACL INBOX person" + i + " lr");
            }
            assertThat(ann.command("SETACL INBOX bob lr").getLast()).startsWith("NO [LIMIT]");
            assertThat(ann.command("SETACL INBOX " + "x".repeat(257) + " lr").getLast())
                    .startsWith("BAD");
            assertThat(ann.command("SETACL INBOX bob " + "l".repeat(100)).getLast())
                    .startsWith("BAD");
            assertThat(ann.command("SETACL INBOX \"a\u0001b\" l").getLast()).startsWith("BAD");
        }
    }

    @Test
    void searchesAndQueriesGoIntoWhatIsShared() {
        try (TestServer server = new TestServer();
                ImapClient ann = server.login();
                ImapClient bob = login(server, "bob")) {
            ann.append("INBOX", MESSAGE);
            ann.append("Drafts", MESSAGE);
            ann.ok("SETACL INBOX bob lr");
            ann.ok("SETACL Drafts bob l");
            assertThat(bob.ok("ESEARCH IN (subtree \"Other users\") ALL"))
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains("MAILBOX \"Other users/ann\" ");
            assertThat(bob.ok("ESEARCH IN (personal) ALL")).hasSize(1);
        }
    }

    @Test
    void whoMayAdministerSharesOnButLeavesTheOwnerAlone() {
        try (TestServer server = new TestServer();
                ImapClient ann = server.login();
                ImapClient bob = login(server, "bob")) {
            Account cat = server.people.add("cat", TestDirectory.BOB_PASSWORD);
            ann.ok("SETACL INBOX bob lra");
            bob.ok("SETACL " + INBOX_OF_ANN + " cat lr");
            assertThat(bob.command("SETACL " + INBOX_OF_ANN + " ann l").getLast())
                    .startsWith("NO [CANNOT]");
            assertThat(server.shares.reach(cat.id(), 1)).hasSize(1);
            ann.ok("SETACL INBOX -bob a");
            assertThat(bob.command("SETACL " + INBOX_OF_ANN + " cat lrs").getLast())
                    .startsWith("NO [NOPERM]");
        }
    }

    @Test
    void aNewMailboxInheritsAndADeletedOneForgets() {
        try (TestServer server = new TestServer();
                ImapClient ann = server.login()) {
            ann.ok("CREATE Team");
            ann.ok("SETACL Team bob lr");
            ann.ok("CREATE Team/Sub/Deep");
            assertThat(ann.ok("GETACL Team/Sub").getFirst()).endsWith("bob lr");
            assertThat(ann.ok("GETACL Team/Sub/Deep").getFirst()).endsWith("bob lr");
            var deep = server.store.mailbox(server.ann(), name("Team/Sub/Deep")).orElseThrow();
            ann.ok("DELETE Team/Sub/Deep");
            assertThat(server.shares.of(deep.id())).isEmpty();
            ann.ok("CREATE Other");
            assertThat(ann.ok("GETACL Other").getFirst()).doesNotContain("bob");
        }
    }

    @Test
    void ownMailboxesWithSuchNamesStayReachable() {
        try (TestServer server = new TestServer();
                ImapClient ann = server.login()) {
            server.store.create(server.ann(), name("Other users/bob/INBOX"), Set.of());
            try (ImapClient bob = login(server, "bob")) {
                bob.append("INBOX", MESSAGE);
                bob.ok("SETACL INBOX ann lr");
            }
            assertThat(ann.ok("SELECT \"Other users/bob/INBOX\"")).contains("* 0 EXISTS");
            ann.ok("UNSELECT");
            ann.ok("RENAME \"Other users\" Mine");
            assertThat(ann.ok("SELECT \"Other users/bob/INBOX\"")).contains("* 1 EXISTS");
        }
    }
}
