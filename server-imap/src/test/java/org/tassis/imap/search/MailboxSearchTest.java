package org.tassis.imap.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.Flags;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.imap.TestCommands;
import org.tassis.imap.TestMailbox;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.command.Search;
import org.tassis.store.FlagChange;
import org.tassis.store.MailStore;
import org.tassis.store.search.TextSignatures;

class MailboxSearchTest {
    private final TestMailbox mailbox = new TestMailbox();
    private final TextSignatures signatures = new TextSignatures(1 << 20);
    private UidSet saved = UidSet.EMPTY;
    private UidSet recent = UidSet.EMPTY;

    private void fill() {
        mailbox.add("""
                From: Ann Example <ann@example.org>
                To: bob@example.net
                Subject: Lunch on Friday
                Date: Sun, 01 Feb 2026 23:30:00 -0500
                Message-ID: <1@example.org>

                Shall we meet at noon?
                """, Flags.of(SystemFlag.SEEN), Instant.parse("2026-02-01T23:59:59Z"));
        mailbox.add(
                """
                From: =?utf-8?q?Andr=C3=A9?= <andre@example.org>
                To: ann@example.org, "Zo\u00c3\u00ab" <zoe@example.net>
                Cc: team: bob@example.net;
                Subject: =?iso-8859-1?q?Caf=E9_ouvert?=
                Date: Mon, 2 Feb 2026 08:00:00 +0000
                X-Thing: one
                 two
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                Le caf=C3=A9 est ouvert, le soup=
                er aussi.
                """,
                Flags.of(List.of(SystemFlag.FLAGGED), List.of("Work", "$Label1")),
                Instant.parse("2026-02-02T00:00:00Z"));
        mailbox.add(
                """
                From: c@example.com
                Subject: parts
                Content-Type: multipart/mixed; boundary=b

                preamble secret
                --b
                Content-Type: text/html; charset=us-ascii

                <p>A <b>bold</b> claim &amp; more</p><style>hidden</style>
                --b
                Content-Type: text/plain; charset=windows-1251
                Content-Transfer-Encoding: base64

                """
                        + Base64.getEncoder()
                                .encodeToString("\u041f\u0440\u0438\u0432\u0435\u0442, \u041c\u0438\u0440"
                                        .getBytes(Charset.forName("windows-1251")))
                        + """

                --b
                Content-Type: message/rfc822

                Subject: the inner one
                From: deep@example.com

                inside words
                --b
                Content-Type: application/pdf; name=report.pdf
                Content-Disposition: attachment; filename=report.pdf

                binary nonsense
                --b--
                """,
                Flags.of(SystemFlag.DELETED),
                Instant.parse("2026-02-14T12:00:00Z"));
        mailbox.add("\nno header at all\n", Flags.of(SystemFlag.ANSWERED, SystemFlag.DRAFT), TestMailbox.NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALL | 1:4",
                "1:* | 1:4",
                "2,4 | 2,4",
                "7:* | 4",
                "3:99 | 3:4",
                "UID 2:3 | 2:3",
                "UID 9 | ''",
                "NOT 2 | 1,3:4",
                "1:3 2:4 | 2:3",
                "SEEN | 1",
                "UNSEEN | 2:4",
                "ANSWERED | 4",
                "FLAGGED | 2",
                "DELETED | 3",
                "UNDELETED UNDRAFT | 1:2",
                "KEYWORD work | 2",
                "KEYWORD $label1 | 2",
                "UNKEYWORD Work | 1,3:4",
                "KEYWORD none | ''",
                "OR SEEN DRAFT | 1,4",
                "OR (SEEN 1) (NOT SEEN DELETED) | 1,3",
                "NOT (OR SEEN DRAFT) | 2:3",
                "RECENT | 3",
                "NEW | 3",
                "OLD | 1:2,4",
                "LARGER 300 | 2:3",
                "SMALLER 30 | 4",
                "BEFORE 2-Feb-2026 | 1",
                "ON 2-Feb-2026 | 2",
                "SINCE 2-Feb-2026 | 2:4",
                "SENTON 1-Feb-2026 | 1",
                "SENTBEFORE 2-Feb-2026 | 1",
                "SENTSINCE 1-Feb-2026 | 1:2",
                "SAVEDSINCE 15-Feb-2026 | 1:4",
                "SAVEDBEFORE 15-Feb-2026 | ''",
                "SAVEDATESUPPORTED | 1:4",
                "YOUNGER 86400 | 3:4",
                "OLDER 86400 | 1:3",
                "MODSEQ 0 | 1:4",
                "MODSEQ 999999 | ''",
                "FROM ann | 1",
                "FROM \"Ann Example <ANN@\" | 1",
                "FROM andr\u00e9 | 2",
                "FROM ANDR\u00c9 | 2",
                "FROM Andre\u0301 | 2",
                "FROM \"\" | 1:3",
                "TO zo\u00eb | 2",
                "TO ann@example.org | 2",
                "CC bob | 2",
                "BCC \"\" | ''",
                "SUBJECT \"caf\u00e9 ouvert\" | 2",
                "SUBJECT friday | 1",
                "HEADER message-id <1@ | 1",
                "HEADER X-Thing \"ONE TWO\" | 2",
                "HEADER X-Thing \"\" | 2",
                "HEADER Subject parts | 3",
                "HEADER Nothing \"\" | ''",
                "BODY noon | 1",
                "BODY NOON? | 1",
                "BODY caf\u00e9 | 2",
                "BODY CAF\u00c9 | 2",
                "BODY souper | 2",
                "BODY \"bold claim & more\" | 3",
                "BODY hidden | ''",
                "BODY \u043f\u0440\u0438\u0432\u0435\u0442 | 3",
                "BODY \"\u043c\u0438\u0440\" | 3",
                "BODY \"inside words\" | 3",
                "BODY \"inner one\" | 3",
                "BODY deep@ | 3",
                "BODY report.pdf | 3",
                "BODY nonsense | ''",
                "BODY lunch | ''",
                "BODY \"\" | 1:4",
                "TEXT lunch | 1",
                "TEXT ouvert | 2",
                "TEXT \"caf\u00e9 ouvert\" | 2",
                "TEXT \"one two\" | 2",
                "TEXT example.org | 1:2",
                "TEXT x-thing | 2",
                "TEXT \"all\" | 1,4",
                "BODY the UNSEEN | 3",
                "EMAILID Mx | ''",
                "THREADID T0 | ''",
                "$ | 2:3",
                "UID $ | 2:3",
            })
    void keysFindWhatTheySay(String keys, String expected) {
        fill();
        saved = UidSet.of(2, 3);
        recent = UidSet.of(3);
        assertThat(search("SEARCH " + keys).messages().toString()).isEqualTo(expected);
        assertThat(search("SEARCH " + keys).messages().toString())
                .as("with signatures made")
                .isEqualTo(expected);
    }

    @Test
    void objectIdsFindTheirMessages() {
        fill();
        var snapshot = mailbox.snapshot();
        String email = "M" + snapshot.contentId(2).value();
        String thread = "T"
                + Long.toHexString(
                        mailbox.store().message(snapshot, 0).structure().threadId());
        assertThat(search("SEARCH EMAILID " + email).messages()).hasToString("3");
        assertThat(search("SEARCH THREADID " + thread).messages()).hasToString("1");
    }

    @Test
    void modSeqsSelectWhatChanged() {
        fill();
        var before = mailbox.snapshot();
        mailbox.store()
                .changeFlags(
                        mailbox.id(),
                        UidSet.of(2),
                        new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.SEEN)),
                        OptionalLong.empty());
        SearchResult result = search("SEARCH MODSEQ " + (before.highestModSeq() + 1));
        assertThat(result.messages()).hasToString("2");
        assertThat(result.highestModSeq()).isEqualTo(mailbox.snapshot().highestModSeq());
    }

    @Test
    void minAndMaxStopAtTheFirstMatch() {
        fill();
        SearchResult min = search("SEARCH RETURN (MIN) UNSEEN");
        assertThat(min.messages()).hasToString("2");
        assertThat(min.all()).isFalse();
        assertThat(search("SEARCH RETURN (MAX) NOT 4").messages()).hasToString("3");
        SearchResult both = search("SEARCH RETURN (MIN MAX SAVE) UNSEEN");
        assertThat(both.messages()).hasToString("2,4");
        assertThat(both.min()).isEqualTo(2);
        assertThat(both.max()).isEqualTo(4);
        assertThat(search("SEARCH RETURN (MIN MAX) SEEN").messages()).hasToString("1");
        assertThat(search("SEARCH RETURN (MIN MAX) KEYWORD no").isEmpty()).isTrue();
        SearchResult all = search("SEARCH RETURN (MIN COUNT) UNSEEN");
        assertThat(all.count()).isEqualTo(3);
        assertThat(search("SEARCH RETURN (SAVE) UNSEEN").uids()).isEqualTo(UidSet.of(2, 4));
    }

    @Test
    void cheapKeysComeFirstWhereverTheyStand() {
        fill();
        var before = KnownMailbox.of(mailbox.snapshot());
        MailStore unreadable = (MailStore) Proxy.newProxyInstance(
                MailStore.class.getClassLoader(), new Class<?>[] {MailStore.class}, (_, method, _) -> {
                    throw new AssertionError(method + " was called");
                });
        var search = new MailboxSearch(unreadable, signatures, before, saved, recent, TestMailbox.NOW, () -> true);
        for (String keys : List.of(
                "BODY noon KEYWORD none",
                "TEXT a NOT ALL",
                "NOT (OR TEXT a ALL)",
                "OR (FROM a 9) (SUBJECT b LARGER 99999)",
                "SENTON 1-Feb-2026 (HEADER x y SEEN UNSEEN)")) {
            assertThat(search.run((Search) TestCommands.parse("SEARCH " + keys)).isEmpty())
                    .as(keys)
                    .isTrue();
        }
    }

    @Test
    void aClientThatHasGoneEndsTheSearch() {
        fill();
        AtomicInteger asked = new AtomicInteger();
        var search = new MailboxSearch(
                mailbox.store(),
                signatures,
                KnownMailbox.of(mailbox.snapshot()),
                saved,
                recent,
                TestMailbox.NOW,
                () -> asked.incrementAndGet() < 3);
        assertThatThrownBy(() -> search.run((Search) TestCommands.parse("SEARCH BODY zzz")))
                .isInstanceOf(CancellationException.class);
        assertThat(search.run((Search) TestCommands.parse("SEARCH UNSEEN")).count())
                .isEqualTo(3);
    }

    @Test
    void messagesForgottenMeanwhileAreNoMatches() {
        fill();
        var before = KnownMailbox.of(mailbox.snapshot());
        mailbox.store().expunge(mailbox.id(), UidSet.of(1, 3));
        mailbox.store().forget(TestMailbox.NOW.plusSeconds(1));
        var search = new MailboxSearch(mailbox.store(), signatures, before, saved, recent, TestMailbox.NOW, () -> true);
        assertThat(search.run((Search) TestCommands.parse("SEARCH TEXT a")).messages())
                .hasToString("4");
    }

    @Test
    void anEmptyMailboxHasNoMatches() {
        for (String keys : List.of("ALL", "1:*", "1", "UID 1:*", "TEXT a", "NOT ALL")) {
            assertThat(search("SEARCH " + keys).isEmpty()).as(keys).isTrue();
        }
    }

    @Test
    void messagesThatCannotMatchAreReadOnce() {
        fill();
        var known = KnownMailbox.of(mailbox.snapshot());
        AtomicInteger opened = new AtomicInteger();
        MailStore counting = (MailStore) Proxy.newProxyInstance(
                MailStore.class.getClassLoader(), new Class<?>[] {MailStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("message")) {
                        opened.incrementAndGet();
                    }
                    return method.invoke(mailbox.store(), arguments);
                });
        var search = new MailboxSearch(counting, signatures, known, saved, recent, TestMailbox.NOW, () -> true);
        assertThat(search.run((Search) TestCommands.parse("SEARCH TEXT xylophone"))
                        .isEmpty())
                .isTrue();
        assertThat(opened).hasValue(4);
        for (String keys :
                List.of("BODY xylophone", "TEXT marimbaphones", "SUBJECT glockenspiel", "HEADER x-y marimbaphones")) {
            assertThat(search.run((Search) TestCommands.parse("SEARCH " + keys)).isEmpty())
                    .isTrue();
            assertThat(opened).as(keys).hasValue(4);
        }
        assertThat(search.run((Search) TestCommands.parse("SEARCH BODY noon")).messages())
                .hasToString("1");
        assertThat(opened).hasValue(5);
    }

    private SearchResult search(String command) {
        return new MailboxSearch(
                        mailbox.store(),
                        signatures,
                        KnownMailbox.of(mailbox.snapshot()),
                        saved,
                        recent,
                        TestMailbox.NOW,
                        () -> true)
                .run((Search) TestCommands.parse(command));
    }
}
