package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tassis.imap.ImapClient;
import org.tassis.imap.TestServer;

/// Quick resynchronisation: RFC 7162 §3.2.
class ResyncTest {
    private TestServer server;
    private ImapClient other;
    private String validity;
    private long modSeq;

    /// Ten messages; the client leaves with what it knows.
    @BeforeEach
    void tenMessages() {
        server = new TestServer();
        other = server.select();
        for (int i = 1; i <= 10; i++) {
            other.append("INBOX", "Subject: " + i + "\r\n\r\nbody\r\n");
        }
        List<String> status = other.ok("STATUS INBOX (UIDVALIDITY HIGHESTMODSEQ)");
        String line = status.stream()
                .filter(l -> l.startsWith("* STATUS"))
                .findFirst()
                .orElseThrow();
        validity = number(line, "UIDVALIDITY");
        modSeq = Long.parseLong(number(line, "HIGHESTMODSEQ"));
    }

    @AfterEach
    void stop() {
        other.close();
        server.close();
    }

    private static String number(String line, String name) {
        Matcher matcher = Pattern.compile(name + " (\\d+)").matcher(line);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private List<String> select(String parameters) {
        try (ImapClient client = server.login()) {
            client.ok("ENABLE QRESYNC");
            return client.ok("SELECT INBOX (QRESYNC (" + validity + " " + modSeq + parameters + "))");
        }
    }

    @Test
    void whatHasGoneAndWhatHasChangedIsTold() {
        other.ok("STORE 2,3,7 +FLAGS.SILENT (\\Deleted)");
        other.ok("EXPUNGE");
        other.ok("UID STORE 5 +FLAGS.SILENT (\\Flagged)");
        other.append("INBOX", "Subject: 11\r\n\r\nbody\r\n");
        assertThat(select(""))
                .containsSubsequence("* 8 EXISTS", "* VANISHED (EARLIER) 2:3,7")
                .anyMatch(line -> line.matches("\\* 3 FETCH \\(UID 5 FLAGS \\(\\\\Flagged\\) MODSEQ \\(\\d+\\)\\)"))
                .anyMatch(line -> line.matches("\\* 8 FETCH \\(UID 11 FLAGS \\([^)]*\\) MODSEQ \\(\\d+\\)\\)"))
                .filteredOn(line -> line.contains("FETCH"))
                .hasSize(2);
    }

    @Test
    void onlyKnownUidsAreOfInterest() {
        other.ok("STORE 2,3,7 +FLAGS.SILENT (\\Deleted)");
        other.ok("EXPUNGE");
        other.ok("UID STORE 5,9 +FLAGS.SILENT (\\Flagged)");
        assertThat(select(" 1:5"))
                .contains("* VANISHED (EARLIER) 2:3")
                .filteredOn(line -> line.contains("FETCH"))
                .hasSize(1);
    }

    @Test
    void sequenceMatchSparesWhatTheClientKnowsToBeThere() {
        other.ok("STORE 8 +FLAGS.SILENT (\\Deleted)");
        other.ok("EXPUNGE");
        assertThat(select(" 1:10 (1,3,5 1,3,5)")).contains("* VANISHED (EARLIER) 8");
    }

    @Test
    void anotherUidValidityMakesItAnOrdinarySelect() {
        other.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
        other.ok("EXPUNGE");
        validity = "1";
        assertThat(select("")).contains("* 9 EXISTS").noneMatch(line -> line.contains("VANISHED"));
    }

    @Test
    void nothingNewIsNothingTold() {
        assertThat(select("")).noneMatch(line -> line.contains("VANISHED") || line.contains("FETCH"));
    }

    @Test
    void uidFetchVanishedTellsWhatHasGoneOfItsSet() {
        other.ok("STORE 2,3,7 +FLAGS.SILENT (\\Deleted)");
        other.ok("EXPUNGE");
        try (ImapClient client = server.login()) {
            client.ok("ENABLE QRESYNC");
            client.ok("SELECT INBOX");
            assertThat(client.ok("UID FETCH 1:5 (FLAGS) (CHANGEDSINCE " + modSeq + " VANISHED)"))
                    .containsExactly("* VANISHED (EARLIER) 2:3", "OK Fetched");
        }
    }

    /// A client that follows every response and one that resynchronises know the same in the end.
    @Test
    void vanishedIsToldOfWhatOthersExpunge() {
        try (ImapClient client = server.login()) {
            client.ok("ENABLE QRESYNC");
            client.ok("SELECT INBOX");
            other.ok("STORE 1:4 +FLAGS.SILENT (\\Deleted)");
            other.ok("EXPUNGE");
            assertThat(client.ok("FETCH 9 UID"))
                    .doesNotContain("* VANISHED 1:4")
                    .contains("* 9 FETCH (UID 9)");
            assertThat(client.ok("NOOP")).contains("* VANISHED 1:4");
            assertThat(client.ok("FETCH 1 UID")).contains("* 1 FETCH (UID 5)");
        }
    }
}
