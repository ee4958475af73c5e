package org.tassis.imap.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.imap.command.FetchItem.BodySection;
import org.tassis.imap.command.FetchItem.Partial;
import org.tassis.imap.command.FetchItem.Section;
import org.tassis.imap.command.FetchItem.Section.What;
import org.tassis.imap.command.FetchItem.Simple;
import org.tassis.imap.command.ListCommand.Return;
import org.tassis.imap.command.ListCommand.Selection;
import org.tassis.imap.command.SearchKey.DateOf;
import org.tassis.imap.command.SearchKey.Relation;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.NumberSet;
import org.tassis.imap.wire.Tokens;
import org.tassis.store.FlagChange;

class CommandParserTest {
    private static final MailboxName WORK = new MailboxName("Work");

    static Stream<Arguments> commands() {
        return Stream.of(
                Arguments.of("CAPABILITY", new Capability()),
                Arguments.of("noop", new Noop()),
                Arguments.of("Logout", new Logout()),
                Arguments.of("STARTTLS", new StartTls()),
                Arguments.of("NAMESPACE", new Namespace()),
                Arguments.of("IDLE", new Idle()),
                Arguments.of("CHECK", new Check()),
                Arguments.of("CLOSE", new Close()),
                Arguments.of("UNSELECT", new Unselect()),
                Arguments.of("EXPUNGE", new Expunge()),
                Arguments.of("UID EXPUNGE 1:3,*", new UidExpunge(uids(1, 3, NumberSet.STAR, NumberSet.STAR))),
                Arguments.of("ID NIL", new Id(Map.of())),
                Arguments.of("ID ()", new Id(Map.of())),
                Arguments.of(
                        "ID (\"Name\" \"x\" \"os\" NIL)",
                        new Id(Map.of("name", Optional.of("x"), "os", Optional.empty()))),
                Arguments.of("ENABLE condstore QRESYNC", new Enable(List.of("CONDSTORE", "QRESYNC"))),
                Arguments.of("SELECT Work", new Select(WORK, false, false, Optional.empty())),
                Arguments.of(
                        "EXAMINE \"inbox\" (CONDSTORE)", new Select(MailboxName.INBOX, true, true, Optional.empty())),
                Arguments.of(
                        "SELECT Work (QRESYNC (67890007 20050715194045000 41,43:211,214:541))",
                        new Select(
                                WORK,
                                false,
                                false,
                                Optional.of(new Select.Resync(
                                        67890007,
                                        20050715194045000L,
                                        Optional.of(new UidSet.Builder()
                                                .add(41)
                                                .add(43, 211)
                                                .add(214, 541)
                                                .build()),
                                        Optional.empty())))),
                Arguments.of(
                        "SELECT Work (QRESYNC (1 2 (1:3 5:7)) CONDSTORE)",
                        new Select(
                                WORK,
                                false,
                                true,
                                Optional.of(new Select.Resync(
                                        1,
                                        2,
                                        Optional.empty(),
                                        Optional.of(new Select.SequenceMatch(UidSet.of(1, 3), UidSet.of(5, 7))))))),
                Arguments.of("CREATE Work", new Create(WORK, Set.of(), false)),
                Arguments.of("CREATE Work/", new Create(WORK, Set.of(), false)),
                Arguments.of(
                        "CREATE Work (USE (\\Sent \\archive))",
                        new Create(WORK, EnumSet.of(SpecialUse.SENT, SpecialUse.ARCHIVE), false)),
                Arguments.of("CREATE Work (USE (\\Sent \\Odd))", new Create(WORK, EnumSet.of(SpecialUse.SENT), true)),
                Arguments.of("DELETE Work", new Delete(WORK)),
                Arguments.of("DELETE {4}\r\nWork", new Delete(WORK)),
                Arguments.of("RENAME Work {6+}\r\nWork/a", new Rename(WORK, new MailboxName("Work/a"))),
                Arguments.of("SUBSCRIBE &ZeVnLIqe-", new Subscribe(new MailboxName("\u65e5\u672c\u8a9e"))),
                Arguments.of("UNSUBSCRIBE Work", new Unsubscribe(WORK)),
                Arguments.of(
                        "STATUS Work (MESSAGES uidnext HIGHESTMODSEQ)",
                        new Status(WORK, Set.of(StatusItem.MESSAGES, StatusItem.UIDNEXT, StatusItem.HIGHESTMODSEQ))),
                Arguments.of("LIST \"\" *", list("", List.of("*"), Set.of(), Set.of(), Optional.empty(), false)),
                Arguments.of("LIST \"\" \"\"", list("", List.of(""), Set.of(), Set.of(), Optional.empty(), false)),
                Arguments.of("LIST Work/ %", list("Work/", List.of("%"), Set.of(), Set.of(), Optional.empty(), false)),
                Arguments.of(
                        "LIST () \"\" Entw&APw-*",
                        list("", List.of("Entw\u00fc*"), Set.of(), Set.of(), Optional.empty(), true)),
                Arguments.of(
                        "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (INBOX Work/%) RETURN (CHILDREN SPECIAL-USE)",
                        list(
                                "",
                                List.of("INBOX", "Work/%"),
                                Set.of(Selection.SUBSCRIBED, Selection.RECURSIVEMATCH),
                                Set.of(Return.CHILDREN, Return.SPECIAL_USE),
                                Optional.empty(),
                                true)),
                Arguments.of(
                        "LIST (SPECIAL-USE REMOTE) \"\" % RETURN (SUBSCRIBED STATUS (MESSAGES SIZE))",
                        list(
                                "",
                                List.of("%"),
                                Set.of(Selection.SPECIAL_USE, Selection.REMOTE),
                                Set.of(Return.SUBSCRIBED),
                                Optional.of(Set.of(StatusItem.MESSAGES, StatusItem.SIZE)),
                                true)),
                Arguments.of(
                        "LIST \"\" % RETURN ()", list("", List.of("%"), Set.of(), Set.of(), Optional.empty(), true)),
                Arguments.of("LSUB \"\" *", new Lsub("", "*")),
                Arguments.of("GETQUOTA \"\"", new GetQuota("")),
                Arguments.of("GETQUOTAROOT INBOX", new GetQuotaRoot(MailboxName.INBOX)),
                Arguments.of("SETQUOTA \"\" (STORAGE 512 MESSAGE 9)", new SetQuota("")),
                Arguments.of("COPY 2:4 Work", new Copy(sequence(2, 4), WORK)),
                Arguments.of("UID COPY $ Work", new Copy(new MessageSet.Saved(true), WORK)),
                Arguments.of("MOVE $ Work", new Move(new MessageSet.Saved(false), WORK)),
                Arguments.of("UID MOVE 7 Work", new Move(uids(7, 7), WORK)),
                Arguments.of(
                        "STORE 1 +FLAGS (\\Seen $Label \\answered)",
                        new StoreFlags(
                                sequence(1, 1),
                                new FlagChange(
                                        FlagChange.Mode.ADD,
                                        Flags.of(List.of(SystemFlag.SEEN, SystemFlag.ANSWERED), List.of("$Label"))),
                                false,
                                OptionalLong.empty())),
                Arguments.of(
                        "STORE 1 -flags.silent \\Deleted x",
                        new StoreFlags(
                                sequence(1, 1),
                                new FlagChange(
                                        FlagChange.Mode.REMOVE, Flags.of(List.of(SystemFlag.DELETED), List.of("x"))),
                                true,
                                OptionalLong.empty())),
                Arguments.of(
                        "UID STORE *:3 (UNCHANGEDSINCE 0) FLAGS ()",
                        new StoreFlags(
                                uids(NumberSet.STAR, 3),
                                new FlagChange(FlagChange.Mode.REPLACE, Flags.NONE),
                                false,
                                OptionalLong.of(0))));
    }

    static Stream<Arguments> fetches() {
        return Stream.of(
                Arguments.of("1 ALL", fetch(Simple.FLAGS, Simple.INTERNALDATE, Simple.RFC822_SIZE, Simple.ENVELOPE)),
                Arguments.of("1 fast", fetch(Simple.FLAGS, Simple.INTERNALDATE, Simple.RFC822_SIZE)),
                Arguments.of(
                        "1 FULL",
                        fetch(Simple.FLAGS, Simple.INTERNALDATE, Simple.RFC822_SIZE, Simple.ENVELOPE, Simple.BODY)),
                Arguments.of("1 (UID FLAGS UID BODYSTRUCTURE)", fetch(Simple.UID, Simple.FLAGS, Simple.BODYSTRUCTURE)),
                Arguments.of(
                        "1 (RFC822 RFC822.HEADER RFC822.TEXT EMAILID THREADID SAVEDATE MODSEQ BODY)",
                        fetch(
                                Simple.RFC822,
                                Simple.RFC822_HEADER,
                                Simple.RFC822_TEXT,
                                Simple.EMAILID,
                                Simple.THREADID,
                                Simple.SAVEDATE,
                                Simple.MODSEQ,
                                Simple.BODY)),
                Arguments.of("1 BODY[]", fetch(body(List.of(), What.CONTENT, false))),
                Arguments.of(
                        "1 BODY.PEEK[]<0.2048>",
                        fetch(new BodySection(Section.WHOLE, Optional.of(new Partial(0, 2048)), true))),
                Arguments.of("1 body[header]", fetch(body(List.of(), What.HEADER, false))),
                Arguments.of("1 BODY.PEEK[TEXT]", fetch(body(List.of(), What.TEXT, true))),
                Arguments.of("1 BODY[4.2.2.1]", fetch(body(List.of(4, 2, 2, 1), What.CONTENT, false))),
                Arguments.of("1 BODY[1.MIME]", fetch(body(List.of(1), What.MIME, false))),
                Arguments.of("1 BODY[3.HEADER]", fetch(body(List.of(3), What.HEADER, false))),
                Arguments.of(
                        "1 BODY.PEEK[HEADER.FIELDS (From \"To\")]",
                        fetch(new BodySection(
                                new Section(List.of(), What.HEADER_FIELDS, List.of("From", "To")),
                                Optional.empty(),
                                true))),
                Arguments.of(
                        "1 BODY[2.HEADER.FIELDS.NOT (Received)]<1.2>",
                        fetch(new BodySection(
                                new Section(List.of(2), What.HEADER_FIELDS_NOT, List.of("Received")),
                                Optional.of(new Partial(1, 2)),
                                false))),
                Arguments.of(
                        "1 (BINARY[1] BINARY.PEEK[]<5.6> BINARY.SIZE[2.1])",
                        fetch(
                                new FetchItem.Binary(List.of(1), Optional.empty(), false),
                                new FetchItem.Binary(List.of(), Optional.of(new Partial(5, 6)), true),
                                new FetchItem.BinarySize(List.of(2, 1)))),
                Arguments.of("1 PREVIEW", fetch(new FetchItem.Preview(false))),
                Arguments.of("1 PREVIEW (LAZY)", fetch(new FetchItem.Preview(true))),
                Arguments.of("1 (PREVIEW (LAZY) UID)", fetch(new FetchItem.Preview(true), Simple.UID)),
                Arguments.of(
                        "1 PREVIEW (CHANGEDSINCE 5)",
                        new Fetch(
                                sequence(1, 1),
                                List.of(new FetchItem.Preview(false), Simple.MODSEQ),
                                OptionalLong.of(5),
                                false)));
    }

    static Stream<Arguments> searches() {
        SearchKey seen = new SearchKey.HasFlag(SystemFlag.SEEN);
        return Stream.of(
                Arguments.of("ALL", new SearchKey.All()),
                Arguments.of("unseen", new SearchKey.Not(seen)),
                Arguments.of("NEW", new SearchKey.And(List.of(new SearchKey.Recent(), new SearchKey.Not(seen)))),
                Arguments.of("OLD", new SearchKey.Not(new SearchKey.Recent())),
                Arguments.of(
                        "1:* $",
                        new SearchKey.And(List.of(
                                new SearchKey.Messages(sequence(1, NumberSet.STAR)),
                                new SearchKey.Messages(new MessageSet.Saved(false))))),
                Arguments.of("UID 5,7:*", new SearchKey.Messages(uids(5, 5, 7, NumberSet.STAR))),
                Arguments.of("UIDAFTER 4294967295", new SearchKey.UidsBeside(4_294_967_296L, UidSet.MAX_UID)),
                Arguments.of("UIDBEFORE 5", new SearchKey.UidsBeside(1, 4)),
                Arguments.of("UID $", new SearchKey.Messages(new MessageSet.Saved(true))),
                Arguments.of(
                        "OR (SEEN KEYWORD $a) NOT FROM \"Bob\"",
                        new SearchKey.Or(
                                new SearchKey.And(List.of(seen, new SearchKey.HasKeyword("$a"))),
                                new SearchKey.Not(new SearchKey.Header("from", "Bob")))),
                Arguments.of("HEADER Message-ID {3+}\r\n<a>", new SearchKey.Header("message-id", "<a>")),
                Arguments.of("CHARSET UTF-8 SUBJECT {2}\r\n\u00c3\u00a9", new SearchKey.Header("subject", "\u00e9")),
                Arguments.of("CHARSET ISO-8859-1 TEXT {1}\r\n\u00e9", new SearchKey.Text("\u00e9")),
                Arguments.of("BODY {2}\r\n\u00c3\u00a9", new SearchKey.Body("\u00e9")),
                Arguments.of("SINCE 1-Feb-2026", dated(DateOf.INTERNAL, Relation.SINCE, 1)),
                Arguments.of("SENTBEFORE \"02-feb-2026\"", dated(DateOf.SENT, Relation.BEFORE, 2)),
                Arguments.of("SAVEDON 28-Feb-2026", dated(DateOf.SAVED, Relation.ON, 28)),
                Arguments.of("SAVEDATESUPPORTED", new SearchKey.SaveDateSupported()),
                Arguments.of(
                        "OLDER 60 YOUNGER 5",
                        new SearchKey.And(List.of(new SearchKey.Older(60), new SearchKey.Younger(5)))),
                Arguments.of(
                        "LARGER 0 SMALLER 4294967296",
                        new SearchKey.And(List.of(new SearchKey.Larger(0), new SearchKey.Smaller(4294967296L)))),
                Arguments.of("MODSEQ 620162338", new SearchKey.ModSeq(620162338)),
                Arguments.of("MODSEQ \"/flags/\\\\draft\" all 620162338", new SearchKey.ModSeq(620162338)),
                Arguments.of(
                        "EMAILID M1 THREADID T2",
                        new SearchKey.And(List.of(new SearchKey.EmailId("M1"), new SearchKey.ThreadId("T2")))));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandsAreUnderstood(String line, ImapCommand expected) {
        assertThat(parse(line)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("fetches")
    void fetchItemsAreUnderstood(String line, ImapCommand expected) {
        assertThat(parse("FETCH " + line)).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("searches")
    void searchKeysAreUnderstood(String line, SearchKey expected) {
        assertThat(parse("SEARCH " + line)).isEqualTo(new Search(false, false, Set.of(Search.Return.ALL), expected));
    }

    @Test
    void secretsArriveAndDoNotPrint() {
        Login login = (Login) parse("LOGIN a@b.c \"p w\\\"\"");
        assertThat(login.user()).isEqualTo("a@b.c");
        assertThat(login.password().reveal()).isEqualTo("p w\"");
        assertThat(login.toString()).doesNotContain("p w");
        Authenticate plain = (Authenticate) parse("AUTHENTICATE plain AGEAYg==");
        assertThat(plain.mechanism()).isEqualTo("PLAIN");
        assertThat(plain.initialResponse().orElseThrow().reveal()).isEqualTo("AGEAYg==");
        assertThat(((Authenticate) parse("AUTHENTICATE PLAIN ="))
                        .initialResponse()
                        .orElseThrow()
                        .isEmpty())
                .isTrue();
        assertThat(((Authenticate) parse("AUTHENTICATE LOGIN")).initialResponse())
                .isEmpty();
    }

    @Test
    void uidCommandsFetchUidsAndChangedSinceModSeqs() {
        Fetch fetch = (Fetch) parse("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 12 VANISHED)");
        assertThat(fetch.items()).containsExactly(Simple.UID, Simple.FLAGS, Simple.MODSEQ);
        assertThat(fetch.changedSince()).hasValue(12);
        assertThat(fetch.vanished()).isTrue();
        assertThat(fetch.usesSequenceNumbers()).isFalse();
        assertThat(fetch.enablesCondstore()).isTrue();
    }

    @Test
    void searchOptionsAreUnderstood() {
        assertThat(parse("UID SEARCH RETURN (MIN max COUNT SAVE) CHARSET utf-8 SEEN"))
                .isEqualTo(new Search(
                        true,
                        true,
                        Set.of(Search.Return.MIN, Search.Return.MAX, Search.Return.COUNT, Search.Return.SAVE),
                        new SearchKey.HasFlag(SystemFlag.SEEN)));
        assertThat(parse("SEARCH RETURN () SEEN"))
                .isEqualTo(new Search(false, true, Set.of(Search.Return.ALL), new SearchKey.HasFlag(SystemFlag.SEEN)));
    }

    @Test
    void onlyCommandsWithSequenceNumbersHoldExpungesBack() {
        for (String line : List.of("FETCH 1 FLAGS", "STORE 1 FLAGS ()", "SEARCH ALL", "FETCH $ FLAGS")) {
            assertThat(parse(line).usesSequenceNumbers()).as(line).isTrue();
        }
        for (String line : List.of("UID FETCH 1 FLAGS", "UID STORE 1 FLAGS ()", "UID SEARCH ALL", "NOOP", "COPY 1 a")) {
            assertThat(parse(line).usesSequenceNumbers()).as(line).isFalse();
        }
    }

    @Test
    void whatMarksAsSeenIsKnown() {
        for (String item : List.of("BODY[]", "RFC822", "RFC822.TEXT", "BINARY[1]", "BODY[HEADER]")) {
            assertThat(((Fetch) parse("FETCH 1 (UID " + item + ")")).setsSeen())
                    .as(item)
                    .isTrue();
        }
        for (String item :
                List.of("BODY.PEEK[]", "RFC822.HEADER", "BINARY.PEEK[1]", "BINARY.SIZE[1]", "BODY", "ENVELOPE")) {
            assertThat(((Fetch) parse("FETCH 1 (UID " + item + ")")).setsSeen())
                    .as(item)
                    .isFalse();
        }
    }

    @Test
    void utf8SessionsNameMailboxesInUtf8() {
        Tokens tokens = Tokens.of("DELETE \"\u65e5 &-\"".getBytes(StandardCharsets.UTF_8));
        assertThat(CommandParser.parse(tokens, true)).isEqualTo(new Delete(new MailboxName("\u65e5 &-")));
        assertThatThrownBy(() ->
                        CommandParser.parse(Tokens.of("DELETE \"\u65e5\"".getBytes(StandardCharsets.UTF_8)), false))
                .isInstanceOf(RefusedArgument.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SELECT a//b", "SELECT \"\"", "SELECT \"a*b\"", "SELECT &", "CREATE /", "STATUS a&b (MESSAGES)"})
    void impossibleMailboxNamesAreRefusedNotMalformed(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(RefusedArgument.class);
    }

    @Test
    void unknownCharsetsAreRefusedNotMalformed() {
        assertThatThrownBy(() -> parse("SEARCH CHARSET x-nonsense SEEN")).isInstanceOf(RefusedArgument.class);
        assertThatThrownBy(() -> parse("SEARCH CHARSET \"a b\" SEEN")).isInstanceOf(RefusedArgument.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "NONSENSE",
                "NOOP ",
                "NOOP x",
                "LOGIN",
                "LOGIN a",
                "LOGIN a b c",
                "LOGIN a  b",
                "LOGIN \"a b",
                "LOGIN \"a\\x\" b",
                "LOGIN {3}\r\nab b",
                "LOGIN {1}\r\n\0 b",
                "LOGIN {99999999999999999999}\r\n b",
                "SELECT",
                "SELECT a b",
                "SELECT a (",
                "SELECT a ()",
                "SELECT a (FOO)",
                "SELECT a (QRESYNC (0 1))",
                "SELECT a (QRESYNC (1 0))",
                "SELECT a (QRESYNC (1 2 *))",
                "SELECT a (QRESYNC (1 2 (1:2 1:3)))",
                "CREATE a (USE \\Sent)",
                "CREATE a (FOO)",
                "RENAME a",
                "STATUS a ()",
                "STATUS a (FOO)",
                "STATUS a MESSAGES",
                "LIST a",
                "LIST (RECURSIVEMATCH) \"\" *",
                "LIST (FOO) \"\" *",
                "LIST \"\" () ",
                "LIST \"\" * RETURN",
                "LIST \"\" * RETURN (FOO)",
                "LIST \"\" * FOO",
                "ENABLE",
                "ENABLE ",
                "ID",
                "ID (\"a\")",
                "ID (a b)",
                "FETCH",
                "FETCH 1",
                "FETCH 0 FLAGS",
                "FETCH 1: FLAGS",
                "FETCH 1,, FLAGS",
                "FETCH a FLAGS",
                "FETCH 4294967296 FLAGS",
                "FETCH 1 ()",
                "FETCH 1 (FLAGS",
                "FETCH 1 FLAGS UID",
                "FETCH 1 FOO",
                "FETCH 1 BODY[",
                "FETCH 1 BODY[FOO]",
                "FETCH 1 BODY[1.]",
                "FETCH 1 BODY[0]",
                "FETCH 1 BODY[MIME]",
                "FETCH 1 BODY[1..2]",
                "FETCH 1 BODY[]<1>",
                "FETCH 1 BODY[]<1.0>",
                "FETCH 1 BODY[HEADER.FIELDS]",
                "FETCH 1 BODY[HEADER.FIELDS ()]",
                "FETCH 1 (ALL)",
                "FETCH 1 BINARY[HEADER]",
                "FETCH 1 BINARY[1.]",
                "FETCH 1 BINARY.SIZE[1]<0.5>",
                "FETCH 1 FLAGS (CHANGEDSINCE)",
                "FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)",
                "UID FETCH 1 FLAGS (VANISHED)",
                "UID FETCH 1 FLAGS (FOO)",
                "UID",
                "UID NOOP",
                "UID EXPUNGE",
                "STORE 1 FLAGS",
                "STORE 1 FLAGS (\\Recent)",
                "STORE 1 FLAGS (\\Foo)",
                "STORE 1 FLAGS (a]b)",
                "STORE 1 FLUGS (a)",
                "STORE 1 (FOO 1) FLAGS ()",
                "STORE 1 + FLAGS ()",
                "COPY 1",
                "MOVE 1 ",
                "COPY x a",
                "SEARCH",
                "SEARCH FOO",
                "SEARCH (",
                "SEARCH ()",
                "SEARCH (SEEN",
                "SEARCH SEEN)",
                "SEARCH OR SEEN",
                "SEARCH NOT",
                "SEARCH LARGER x",
                "SEARCH SINCE 32-Jan-2026",
                "SEARCH SINCE 1-Foo-2026",
                "SEARCH SINCE 1-ebM-2026",
                "SEARCH SINCE 2026-01-01",
                "SEARCH OLDER 0",
                "SEARCH MODSEQ",
                "SEARCH MODSEQ \"/flags/x\" foo 1",
                "SEARCH RETURN SEEN",
                "SEARCH RETURN (FOO) SEEN",
                "SEARCH RETURN () ",
                "SEARCH CHARSET UTF-8",
                "SEARCH CHARSET UTF-8 BODY {1}\r\n\u00e9",
                "SEARCH KEYWORD \\Seen",
                "SEARCH HEADER a",
                "SEARCH BODY",
                "SETQUOTA \"\"",
                "SETQUOTA \"\" (STORAGE)",
                "AUTHENTICATE",
                "AUTHENTICATE PLAIN !!",
                "GET / HTTP/1.1",
            })
    void nonsenseIsMalformed(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(ImapSyntaxException.class);
    }

    @Test
    void nestingAndCountsAreBounded() {
        parse("SEARCH " + "(".repeat(50) + "SEEN" + ")".repeat(50));
        parse("SEARCH " + "NOT ".repeat(50) + "SEEN");
        for (String line : List.of(
                "SEARCH " + "(".repeat(51) + "SEEN" + ")".repeat(51),
                "SEARCH " + "NOT ".repeat(20_000) + "SEEN",
                "SEARCH " + "OR ".repeat(20_000) + "SEEN",
                "SEARCH SEEN" + " SEEN".repeat(1000),
                "SEARCH BODY a" + " BODY a".repeat(50),
                "FETCH 1" + ",1".repeat(10_000) + " FLAGS",
                "FETCH 1 BODY[1" + ".1".repeat(50) + "]",
                "LIST \"\" (a" + " a".repeat(50) + ")",
                "ID (\"a\" NIL" + " \"a%d\" NIL".repeat(31) + ")")) {
            String text = line;
            for (int i = 0; text.contains("%d"); i++) {
                text = text.replaceFirst("%d", Integer.toString(i));
            }
            String last = text;
            assertThatThrownBy(() -> parse(last)).as(line).isInstanceOf(ImapSyntaxException.class);
        }
    }

    static ImapCommand parse(String latin1) {
        return CommandParser.parse(Tokens.of(latin1.getBytes(StandardCharsets.ISO_8859_1)), false);
    }

    private static MessageSet sequence(long... pairs) {
        return new MessageSet.Sequence(NumberSet.of(pairs));
    }

    private static MessageSet uids(long... pairs) {
        return new MessageSet.Uids(NumberSet.of(pairs));
    }

    private static Fetch fetch(FetchItem... items) {
        return new Fetch(sequence(1, 1), List.of(items), OptionalLong.empty(), false);
    }

    private static BodySection body(List<Integer> part, What what, boolean peek) {
        return new BodySection(new Section(part, what, List.of()), Optional.empty(), peek);
    }

    private static SearchKey dated(DateOf of, Relation relation, int day) {
        return new SearchKey.Dated(of, relation, LocalDate.of(2026, 2, day));
    }

    private static ListCommand list(
            String reference,
            List<String> patterns,
            Set<Selection> selection,
            Set<Return> returns,
            Optional<Set<StatusItem>> status,
            boolean extended) {
        return new ListCommand(reference, patterns, selection, returns, status, extended);
    }
}
