package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.tassis.core.Quota;
import org.tassis.imap.ImapClient;
import org.tassis.imap.TestServer;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;
import org.tassis.testkit.TestDirectory;

/// Commands put together at random, some of them spoilt, from two sessions on the same mailboxes: each is
/// answered, in order, and never by an internal error.
class SessionFuzzTest {
    private static final List<String> COMMANDS = List.of(
            "NOOP",
            "CHECK",
            "CAPABILITY",
            "SELECT #m",
            "EXAMINE #m",
            "SELECT #m (CONDSTORE)",
            "SELECT #m (QRESYNC (#n #n 1:#n (1:3 #s)))",
            "UNSELECT",
            "CLOSE",
            "CREATE #m",
            "CREATE #m (USE (\\Sent))",
            "DELETE #m",
            "RENAME #m #m",
            "SUBSCRIBE #m",
            "UNSUBSCRIBE #m",
            "LIST \"\" #p",
            "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (#p #p) RETURN (CHILDREN STATUS (MESSAGES UIDNEXT))",
            "LSUB \"\" #p",
            "STATUS #m (MESSAGES RECENT UNSEEN SIZE DELETED DELETED-STORAGE HIGHESTMODSEQ MAILBOXID)",
            "NAMESPACE",
            "GETQUOTAROOT #m",
            "ENABLE QRESYNC",
            "APPEND #m (\\Seen k#n) {6+}\r\na: b\r\n",
            "APPEND INBOX {6+}\r\na: b\r\n",
            "APPEND INBOX {6+}\r\na: b\r\n",
            "FETCH #s (FLAGS UID BODY[TEXT])",
            "FETCH #s ALL",
            "FETCH #s (FLAGS BODYSTRUCTURE BINARY.PEEK[1] PREVIEW SAVEDATE) (CHANGEDSINCE #n)",
            "UID FETCH #s (FLAGS BODY.PEEK[HEADER.FIELDS (A)]) (CHANGEDSINCE #n VANISHED)",
            "STORE #s +FLAGS (\\Deleted)",
            "STORE #s (UNCHANGEDSINCE #n) -FLAGS.SILENT (\\Deleted k#n)",
            "UID STORE #s FLAGS (\\Flagged)",
            "EXPUNGE",
            "UID EXPUNGE #s",
            "COPY #s #m",
            "UID COPY #s #m",
            "MOVE #s #m",
            "UID MOVE #s #m",
            "SEARCH #s OR DELETED NOT BODY b",
            "SEARCH RETURN (SAVE MIN MAX COUNT ALL) MODSEQ #n",
            "UID SEARCH RETURN (SAVE) UID #s",
            "FETCH $ FLAGS",
            "SORT (SUBJECT REVERSE DATE DISPLAYFROM) UTF-8 #s",
            "UID SORT RETURN (COUNT PARTIAL 1:#n SAVE UPDATE) (SIZE FROM) UTF-8 OR UID #s DELETED",
            "SEARCH RETURN (UPDATE CONTEXT) OR FLAGGED #s",
            "UID SEARCH RETURN (UPDATE PARTIAL -1:-#n) NOT DELETED",
            "UID SEARCH RETURN (COUNT UPDATE (FLAGS PREVIEW)) UIDAFTER #n NOT UIDBEFORE #n",
            "SEARCH RETURN (RELEVANCY) FUZZY (TEXT b SUBJECT a)",
            "CANCELUPDATE \"f#n\"",
            "THREAD REFERENCES UTF-8 #s",
            "UID THREAD REFS UTF-8 UID #s",
            "THREAD ORDEREDSUBJECT UTF-8 ALL",
            "UID FETCH #s FLAGS (PARTIAL -1:-#n)",
            "ESEARCH IN (subtree #m personal selected) RETURN (COUNT ALL) UID #s",
            "REPLACE #n #m {6+}\r\na: b\r\n",
            "UID REPLACE #n INBOX (\\Seen) {6+}\r\na: b\r\n",
            "SETMETADATA #m (/private/k#n \"v\" /shared/x NIL)",
            "GETMETADATA (DEPTH infinity MAXSIZE #n) #m (/private /shared)",
            "LIST \"\" * RETURN (METADATA (/private/k#n))",
            "NOTIFY SET STATUS (selected (MessageNew (FLAGS UID) MessageExpunge FlagChange)) (personal (MailboxName "
                    + "SubscriptionChange MessageNew MessageExpunge))",
            "NOTIFY SET (subtree #m (MessageNew MessageExpunge)) (mailboxes (#m INBOX) NONE)",
            "NOTIFY NONE",
            "APPEND #m CATENATE (URL /INBOX/;UID=#n TEXT {2+}\r\nab URL \"/a/;UID=#n/;SECTION=TEXT/;PARTIAL=#n\")",
            "APPEND #m CATENATE (TEXT {2+}\r\nab URL ;UID=#n) {6+}\r\na: b\r\n",
            "UID REPLACE #n #m CATENATE (URL \"/INBOX/;UID=#n/;SECTION=HEADER\" TEXT {2+}\r\nab)",
            "GENURLAUTH \"imap://ann@h/INBOX/;UID=#n/;SECTION=#n.MIME;URLAUTH=user+ann\" INTERNAL",
            "URLFETCH (\"imap://ann@h/INBOX/;UID=#n;URLAUTH=anonymous:internal:01ab\" BINARY BODYPARTSTRUCTURE)",
            "RESETKEY #m",
            "RESETKEY",
            "COMPARATOR \"i;#p\" default",
            "IDLE\r\nDONE");

    private static final List<String> MAILBOXES = List.of(
            "INBOX", "inbox", "a", "a/b", "a/b/c", "\"x y\"", "Sent", "Entw&APw-rfe", "\"\"", "nowhere", "a//b");

    private final Random random = new Random();

    @RepeatedTest(4)
    void everyCommandIsAnsweredInOrderAndNeverByABug() {
        long seed = new Random().nextLong();
        random.setSeed(seed);
        try (var server = new TestServer(
                        TlsMode.NONE,
                        SessionFuzzTest::patient,
                        Set.of(),
                        Quota.ofBytes(1 << 20),
                        NetSettings.defaults());
                var one = server.select();
                var other = server.select()) {
            ImapClient[] clients = {one, other};
            for (int i = 0; i < 400; i++) {
                int who = random.nextInt(2);
                String command = command();
                if (random.nextInt(12) == 0) {
                    command = spoilt(command);
                }
                String tag = "f" + i;
                clients[who].send(tag + " " + command);
                clients[who].send(tag + "end NOOP"); // a spoilt literal may swallow a line; this one ends it
                String line;
                do {
                    line = clients[who].line();
                    assertThat(line).as("seed %d, %s", seed, command).doesNotContain("SERVERBUG");
                    if (line.isEmpty() || line.startsWith("* BYE")) { // its mailbox was deleted by the other
                        clients[who].close();
                        clients[who] = server.connect();
                        clients[who].ok("LOGIN ann " + TestDirectory.ANN_PASSWORD);
                        clients[who].command("SELECT INBOX");
                        break;
                    }
                } while (!line.startsWith(tag + "end "));
            }
            for (ImapClient client : clients) {
                client.close();
            }
        }
    }

    private static ImapSettings patient(ImapSettings s) {
        return new ImapSettings(
                s.appendLimit(),
                s.maxAppendMessages(),
                s.maxAppendOctets(),
                s.spoolDirectory(),
                s.loginTimeout(),
                s.idleTimeout(),
                s.idleKeepAlive(),
                100_000,
                s.messageLimit());
    }

    private String command() {
        String command = COMMANDS.get(random.nextInt(COMMANDS.size()));
        while (command.contains("#")) {
            int at = command.indexOf('#');
            String word =
                    switch (command.charAt(at + 1)) {
                        case 'm' -> MAILBOXES.get(random.nextInt(MAILBOXES.size()));
                        case 'n' -> Integer.toString(1 + random.nextInt(30));
                        case 'p' ->
                            List.of("*", "%", "a/%", "\"\"", "a*c", "%/%").get(random.nextInt(6));
                        default ->
                            List.of("1", "1:*", "*", "2:3", "1,3", "3:1", "$", "4294967295")
                                    .get(random.nextInt(8));
                    };
            command = command.substring(0, at) + word + command.substring(at + 2);
        }
        return command;
    }

    /// One octet is lost, doubled or changed; never a line end or what announces a literal.
    private String spoilt(String command) {
        int at = random.nextInt(command.length());
        if (command.contains("{") || command.contains("\r")) {
            return command;
        }
        String head = command.substring(0, at);
        String tail = command.substring(at + 1);
        return switch (random.nextInt(3)) {
            case 0 -> head + tail;
            case 1 -> head + command.charAt(at) + command.charAt(at) + tail;
            default -> head + (char) (' ' + random.nextInt(90)) + tail;
        };
    }
}
