package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.Quota;
import org.tassis.imap.TestServer;
import org.tassis.net.Listener.TlsMode;
import org.tassis.net.NetSettings;

/// What is hidden from an account is not named, and not taken.
class HiddenTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IDLE | IDLE",
                "ID | ID NIL",
                "ENABLE | ENABLE CONDSTORE",
                "NAMESPACE | NAMESPACE",
                "UNSELECT | UNSELECT",
                "UIDPLUS | UID EXPUNGE 1",
                "MOVE | MOVE 1 Trash",
                "MOVE | UID MOVE 1 Trash",
                "QUOTA | GETQUOTAROOT INBOX",
                "MULTIAPPEND | APPEND INBOX {1+}<CRLF>a {1+}<CRLF>b",
                "SPECIAL-USE | CREATE x (USE (\\Sent))",
                "LIST-EXTENDED | LIST (SUBSCRIBED) \"\" *",
                "LIST-STATUS | LIST \"\" * RETURN (STATUS (MESSAGES))",
                "STATUS=SIZE | STATUS INBOX (SIZE)",
                "OBJECTID | STATUS INBOX (MAILBOXID)",
                "OBJECTID | FETCH 1 EMAILID",
                "APPENDLIMIT | STATUS INBOX (APPENDLIMIT)",
                "CONDSTORE | SELECT INBOX (CONDSTORE)",
                "CONDSTORE | FETCH 1 MODSEQ",
                "CONDSTORE | STORE 1 (UNCHANGEDSINCE 1) +FLAGS (a)",
                "CONDSTORE | SEARCH MODSEQ 1",
                "QRESYNC | SELECT INBOX (QRESYNC (1 1))",
                "ESEARCH | SEARCH RETURN (MIN) ALL",
                "SEARCHRES | SEARCH RETURN (SAVE) ALL",
                "SORT | SORT (SUBJECT) UTF-8 ALL",
                "SORT | UID SORT RETURN () (SUBJECT) UTF-8 ALL",
                "SORT=DISPLAY | SORT (DISPLAYTO) UTF-8 ALL",
                "ESORT | SORT RETURN () (SUBJECT) UTF-8 ALL",
                "THREAD=REFERENCES | THREAD REFERENCES UTF-8 ALL",
                "THREAD=REFS | UID THREAD REFS UTF-8 ALL",
                "THREAD=ORDEREDSUBJECT | THREAD ORDEREDSUBJECT UTF-8 ALL",
                "PARTIAL | UID FETCH 1:* FLAGS (PARTIAL 1:2)",
                "PARTIAL | SEARCH RETURN (PARTIAL 1:2) ALL",
                "COMPRESS=DEFLATE | COMPRESS DEFLATE",
                "CONTEXT=SEARCH | SEARCH RETURN (UPDATE) ALL",
                "CONTEXT=SEARCH | SEARCH RETURN (CONTEXT COUNT) ALL",
                "CONTEXT=SORT | SORT RETURN (UPDATE) (SUBJECT) UTF-8 ALL",
                "MULTISEARCH | ESEARCH IN (personal) ALL",
                "METADATA | GETMETADATA INBOX /private/comment",
                "METADATA | SETMETADATA INBOX (/private/comment NIL)",
                "LIST-METADATA | LIST \"\" * RETURN (METADATA (/private/comment))",
                "NOTIFY | NOTIFY NONE",
                "NOTIFY | SEARCH RETURN (UPDATE (FLAGS)) ALL",
                "PREVIEW | SORT RETURN (UPDATE (PREVIEW)) (SUBJECT) UTF-8 ALL",
                "PREVIEW | NOTIFY SET (selected (MessageNew (PREVIEW) MessageExpunge))",
                "ACL | MYRIGHTS INBOX",
                "ACL | GETACL INBOX",
                "ACL | SETACL INBOX bob l",
                "ACL | LISTRIGHTS INBOX bob",
                "LIST-MYRIGHTS | LIST \"\" * RETURN (MYRIGHTS)",
                "MESSAGELIMIT | SEARCH UIDAFTER 1",
                "MESSAGELIMIT | SORT (SUBJECT) UTF-8 OR SEEN NOT UIDBEFORE 1",
                "MESSAGELIMIT | THREAD REFERENCES UTF-8 UIDBEFORE 2",
                "SEARCH=FUZZY | SEARCH FUZZY SUBJECT a",
                "REPLACE | REPLACE 1 INBOX {1+}<CRLF>a",
                "UNAUTHENTICATE | UNAUTHENTICATE",
                "CATENATE | APPEND INBOX CATENATE (TEXT {1+}<CRLF>a)",
                "CATENATE | APPEND INBOX CATENATE (URL /INBOX/;UID=1)",
                "URLAUTH | RESETKEY INBOX",
                "URLAUTH | GENURLAUTH imap://ann@x/INBOX/;UID=1;URLAUTH=anonymous INTERNAL",
                "URLAUTH | URLFETCH imap://ann@x/INBOX/;UID=1",
                "URLAUTH=BINARY | URLFETCH (imap://ann@x/INBOX/;UID=1 BINARY)",
                "I18NLEVEL=2 | COMPARATOR",
                "BINARY | FETCH 1 BINARY[1]",
                "PREVIEW | FETCH 1 PREVIEW",
                "SAVEDATE | FETCH 1 SAVEDATE",
                "SAVEDATE | SEARCH SAVEDATESUPPORTED",
                "SAVEDATE | SEARCH NOT SAVEDBEFORE 1-Jan-2020",
                "WITHIN | SEARCH OLDER 10",
                "WITHIN | SORT (SUBJECT) UTF-8 OR SEEN YOUNGER 10",
                "OBJECTID | SEARCH EMAILID M1",
                "SEARCHRES | SEARCH $",
                "CREATE-SPECIAL-USE | CREATE x (USE (\\Sent))",
            })
    void isNotTaken(String capability, String command) {
        try (var server = without(capability);
                var client = server.select()) {
            client.append("INBOX", "a: b\r\n");
            assertThat(client.ok("CAPABILITY").getFirst() + " ")
                    .doesNotContain(" " + capability + " ", " " + capability + "=");
            assertThat(client.command(command.replace("<CRLF>", "\r\n")).getLast())
                    .matches("BAD.*|NO \\[LIMIT].*");
            client.ok("FETCH 1 (FLAGS UID)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UIDONLY", "METADATA", "CONDSTORE", "QRESYNC", "UTF8=ACCEPT", "IMAP4REV2"})
    void isNotEnabled(String capability) {
        try (var server = without(capability);
                var client = server.login()) {
            assertThat(client.ok("ENABLE " + capability)).noneMatch(line -> line.contains(" " + capability));
            client.ok("SELECT INBOX");
            client.append("INBOX", "a: b\r\n");
            assertThat(client.ok("FETCH 1 UID")).contains("* 1 FETCH (UID 1)");
        }
    }

    @Test
    void eventsOfWhatIsHiddenAreNotAmongThoseThatAreTold() {
        try (var server = without("METADATA");
                var client = server.login()) {
            assertThat(client.command("NOTIFY SET (personal (MailboxMetadataChange))")
                            .getLast())
                    .startsWith("NO [BADEVENT (FlagChange MailboxName MessageExpunge MessageNew SubscriptionChange)] ");
        }
    }

    @Test
    void whoFollowsSortedResultsAloneMayLeaveThem() {
        try (var server = without("CONTEXT=SEARCH");
                var client = server.select()) {
            assertThat(client.command("CANCELUPDATE \"x\"").getLast()).startsWith("NO [NONEXISTENT] ");
        }
    }

    private static TestServer without(String capability) {
        return new TestServer(
                TlsMode.NONE, UnaryOperator.identity(), Set.of(capability), Quota.UNLIMITED, NetSettings.defaults());
    }
}
