package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tassis.imap.ImapClient;
import org.tassis.imap.TestServer;
import org.tassis.store.Right;
import org.tassis.store.Rights;
import org.tassis.testkit.TestDirectory;

/// Every command with every right alone, and with all but one: RFC 4314 §4.
class AclMatrixTest {
    private static final String TEAM = "\"Other users/ann/Team\"";
    private static final String SUB = "\"Other users/ann/Team/Sub\"";
    private static final String MESSAGE = "{11+}\r\na: b\r\n\r\nc\r\n";
    private static final Rights KNOWING = rights("lrikxa");

    private static Rights rights(String letters) {
        return Rights.parse(letters).orElseThrow();
    }

    private static Predicate<Rights> all(String letters) {
        return rights -> rights(letters).without(rights).isNone();
    }

    private static Predicate<Rights> any(String letters) {
        return rights -> rights.hasAny(rights(letters));
    }

    /// What is answered to commands that need no selected mailbox, and what they need; those that spoil
    /// others last.
    private static Map<String, Predicate<Rights>> commands() {
        Map<String, Predicate<Rights>> commands = new LinkedHashMap<>();
        commands.put("MYRIGHTS " + TEAM, any("lrikxa"));
        commands.put("GETACL " + TEAM, all("a"));
        commands.put("LISTRIGHTS " + TEAM + " anyone", all("a"));
        commands.put("SETACL " + TEAM + " cat l", all("a"));
        commands.put("DELETEACL " + TEAM + " cat", all("a"));
        commands.put("STATUS " + TEAM + " (MESSAGES)", all("r"));
        commands.put("GETQUOTAROOT " + TEAM, all("r"));
        commands.put("GETMETADATA " + TEAM + " /shared/comment", all("l").and(any("rswip")));
        commands.put("SETMETADATA " + TEAM + " (/private/comment \"x\")", all("l").and(any("rswip")));
        commands.put("SETMETADATA " + TEAM + " (/shared/comment \"x\")", all("lw"));
        commands.put("APPEND " + TEAM + " " + MESSAGE, all("i"));
        commands.put("EXAMINE " + TEAM, all("r"));
        commands.put("SELECT " + TEAM, all("r"));
        commands.put("SELECT INBOX", _ -> true);
        commands.put("COPY 1 " + TEAM, all("i"));
        commands.put("MOVE 1 " + TEAM, all("i"));
        commands.put("UNSELECT", _ -> true);
        commands.put("SUBSCRIBE " + TEAM, _ -> true);
        commands.put("UNSUBSCRIBE " + TEAM, _ -> true);
        commands.put("CREATE \"Other users/ann/Team/New\"", all("k"));
        commands.put("RENAME " + SUB + " \"Other users/ann/Team/Renamed\"", all("kx"));
        commands.put("DELETE " + TEAM, all("x"));
        return commands;
    }

    /// Likewise in the selected mailbox, which takes the right to read.
    private static Map<String, Predicate<Rights>> commandsInMailbox() {
        Map<String, Predicate<Rights>> commands = new LinkedHashMap<>();
        commands.put("CHECK", _ -> true);
        commands.put("SEARCH ALL", _ -> true);
        commands.put("FETCH 1 (BODY[])", _ -> true);
        commands.put("COPY 1 Drafts", _ -> true);
        commands.put("STORE 1 +FLAGS (\\Seen)", all("s"));
        commands.put("STORE 1 -FLAGS (\\Seen)", all("s"));
        commands.put("STORE 1 +FLAGS (\\Flagged)", all("w"));
        commands.put("STORE 1 +FLAGS (word)", all("w"));
        commands.put("STORE 1 +FLAGS (\\Deleted)", all("t"));
        commands.put("STORE 1 -FLAGS (\\Deleted)", all("t"));
        commands.put("STORE 1 +FLAGS (\\Seen \\Flagged)", any("sw"));
        commands.put("STORE 1 FLAGS ()", any("swt"));
        commands.put("UID EXPUNGE 1000", all("e"));
        commands.put("EXPUNGE", all("e"));
        commands.put("MOVE 3 Drafts", all("te"));
        commands.put("UID REPLACE 2 Drafts " + MESSAGE, all("te"));
        commands.put("CLOSE", _ -> true);
        return commands;
    }

    @TestFactory
    Stream<DynamicTest> commandsByRights() {
        List<Rights> some = new ArrayList<>(List.of(Rights.NONE, Rights.ALL));
        for (Right right : Right.values()) {
            some.add(Rights.of(right));
            some.add(Rights.ALL.without(Rights.of(right)));
        }
        return some.stream()
                .map(rights -> DynamicTest.dynamicTest("\"" + rights + "\"", () -> {
                    tryAll(rights);
                    if (rights.has(Right.READ)) {
                        tryInMailbox(rights);
                    } else {
                        tryInMailbox(rights.and(rights("r")));
                    }
                }));
    }

    private static void tryAll(Rights rights) {
        try (TestServer server = shared(rights);
                ImapClient bob = login(server)) {
            bob.append("INBOX", "a: b\r\n\r\nc\r\n");
            bob.append("INBOX", "a: b\r\n\r\nc\r\n");
            boolean listed = bob.ok("LIST \"\" \"Other users/*\"").stream().anyMatch(line -> line.endsWith(TEAM));
            assertThat(listed).as("LIST with %s", rights).isEqualTo(rights.has(Right.LOOKUP));
            commands().forEach((command, mayDo) -> {
                String answer = bob.command(command).getLast();
                if (mayDo.test(rights)) {
                    assertThat(answer).as("%s with %s", command, rights).startsWith("OK");
                } else if (rights.hasAny(KNOWING) || command.startsWith("CREATE")) {
                    assertThat(answer).as("%s with %s", command, rights).startsWith("NO [NOPERM]");
                } else {
                    assertThat(answer)
                            .as("%s with %s", command, rights)
                            .matches("NO \\[(NONEXISTENT|TRYCREATE)] No such mailbox.*");
                }
            });
        }
    }

    private static void tryInMailbox(Rights rights) {
        try (TestServer server = shared(rights);
                ImapClient bob = login(server);
                ImapClient ann = server.login()) {
            String opened = bob.ok("SELECT " + TEAM).getLast();
            assertThat(opened).startsWith(rights.hasAny(rights("iswte")) ? "OK [READ-WRITE]" : "OK [READ-ONLY]");
            commandsInMailbox().forEach((command, mayDo) -> {
                String answer = bob.command(command).getLast();
                assertThat(answer)
                        .as("%s with %s", command, rights)
                        .startsWith(mayDo.test(rights) ? "OK" : "NO [NOPERM]");
                if (command.startsWith("FETCH 1 (BODY")) {
                    assertThat(ann.ok("STATUS Team (UNSEEN)").getFirst())
                            .as("\\Seen by FETCH with %s", rights)
                            .endsWith(rights.has(Right.SEEN) ? "(UNSEEN 3)" : "(UNSEEN 4)");
                }
            });
            assertThat(ann.ok("STATUS Team (MESSAGES)").getFirst())
                    .as("expunged with %s", rights)
                    .endsWith(
                            rights.has(Right.EXPUNGE)
                                    ? rights.has(Right.DELETE_MESSAGES) ? "(MESSAGES 1)" : "(MESSAGES 3)"
                                    : "(MESSAGES 4)");
        }
    }

    /// With four messages of ann in Team, of which she has marked the last as deleted.
    private static TestServer shared(Rights rights) {
        TestServer server = new TestServer();
        server.people.add("cat", TestDirectory.BOB_PASSWORD);
        try (ImapClient ann = server.login()) {
            ann.ok("CREATE Team/Sub");
            ann.ok("SETACL Team bob \"" + rights + "\"");
            ann.ok("SETACL Team/Sub bob \"" + rights + "\"");
            for (int i = 0; i < 4; i++) {
                ann.append("Team", "a: b\r\n\r\nc\r\n");
            }
            ann.ok("SELECT Team");
            ann.ok("STORE 4 +FLAGS (\\Deleted)");
        }
        return server;
    }

    private static ImapClient login(TestServer server) {
        ImapClient client = server.connect();
        client.ok("LOGIN bob " + TestDirectory.BOB_PASSWORD);
        return client;
    }

    /// What may not be known of is nowhere different from what is not there, of somebody who is there or not.
    @TestFactory
    Stream<DynamicTest> nothingIsGivenAway() {
        List<String> commands = new ArrayList<>(commands().keySet());
        commands.add("SELECT " + TEAM + " (CONDSTORE)");
        commands.add("NOTIFY SET STATUS (mailboxes " + TEAM + " (MessageNew MessageExpunge))");
        commands.add("ESEARCH IN (mailboxes " + TEAM + ") ALL");
        commands.add("LIST \"\" " + TEAM + " RETURN (MYRIGHTS STATUS (MESSAGES))");
        commands.add("GETQUOTA \"Other users/ann\"");
        commands.add("LIST (SUBSCRIBED) \"\" " + TEAM);
        return commands.stream()
                .map(command -> DynamicTest.dynamicTest(command.strip(), () -> {
                    try (TestServer server = shared(rights("swtep"))) {
                        List<String> known = said(server, command);
                        assertThat(said(server, command.replace("/Team", "/Nothing")))
                                .isEqualTo(known);
                        assertThat(said(server, command.replace("/ann", "/nobody")))
                                .isEqualTo(known);
                        assertThat(said(server, command.replace("/ann", "/cat")))
                                .isEqualTo(known);
                        assertThat(said(server, command.replace("/ann", "/bob")))
                                .isEqualTo(known);
                        try (ImapClient ann = server.login()) {
                            ann.ok("SETACL Drafts bob lr"); // that she shares something else says nothing of the rest
                        }
                        if (!command.startsWith("GETQUOTA \"")) {
                            assertThat(said(server, command)).isEqualTo(known);
                            assertThat(said(server, command.replace("/Team", "/Nothing")))
                                    .isEqualTo(known);
                        }
                    }
                }));
    }

    /// Names that stand in the command itself are no news.
    private static List<String> said(TestServer server, String command) {
        try (ImapClient bob = login(server)) {
            if (command.startsWith("COPY") || command.startsWith("MOVE")) {
                bob.append("INBOX", "a: b\r\n\r\nc\r\n");
                bob.ok("SELECT INBOX");
            }
            if (command.startsWith("UNSELECT")) {
                bob.ok("SELECT INBOX");
            }
            List<String> lines = bob.command(command).stream()
                    .map(line -> line.replaceAll("Other users/[a-z]+", "NAME").replaceAll("/(Team|Nothing)", "/X"))
                    .filter(line -> !line.startsWith("* OK [UIDVALIDITY") && !line.contains("[CAPABILITY"))
                    .toList();
            bob.command("UNSUBSCRIBE " + TEAM);
            return lines;
        }
    }
}
