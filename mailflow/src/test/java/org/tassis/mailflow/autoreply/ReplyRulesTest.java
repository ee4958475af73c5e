package org.tassis.mailflow.autoreply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;

/// Shapes of messages × answered or not × interval.
class ReplyRulesTest {
    private static final String PERSON = "zoe@far.example";
    private static final Set<EmailAddress> OWN =
            Set.of(EmailAddress.valueOf("ann@example.org"), EmailAddress.valueOf("ann.b@example.org"));
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /// Fields that most shapes begin with.
    private static final String LETTER = """
            From: Zoe <zoe@far.example>
            To: Ann <ann@example.org>
            Subject: Tomorrow
            Message-ID: <1@far.example>
            """;

    /// What a message is like, and what must become of it.
    ///
    /// @param sender  of the envelope; `<>` the null sender
    /// @param silence empty: it is answered
    record Shape(String name, String sender, String header, boolean spam, Optional<Silence> silence) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Shape answered(String name, String sender, String header) {
        return new Shape(name, sender, header, false, Optional.empty());
    }

    private static Shape silent(String name, Silence why, String sender, String header) {
        return new Shape(name, sender, header, false, Optional.of(why));
    }

    static final List<Shape> SHAPES = List.of(
            // people
            answered("a letter", PERSON, LETTER),
            answered("a reply", PERSON, LETTER + "In-Reply-To: <0@example.org>\nReferences: <0@example.org>\n"),
            answered("in copy", PERSON, "From: zoe@far.example\nTo: x@far.example\nCc: ANN@Example.org\n"),
            answered("in blind copy that was named", PERSON, "To: x@far.example\nBcc: ann@example.org\n"),
            answered("resent", PERSON, "To: x@far.example\nResent-To: <ann@example.org>\n"),
            answered("resent in copy", PERSON, "To: x@far.example\nResent-Cc: ann@example.org\n"),
            answered("resent in blind copy", PERSON, "To: x@far.example\nResent-Bcc: ann@example.org\n"),
            answered("another address of the mailbox", PERSON, "To: ann.b@example.org\n"),
            answered("a plus-address", PERSON, "To: ann+shop@example.org\n"),
            answered("among many, the last", PERSON, "To: " + "x@far.example, ".repeat(200) + "ann@example.org\n"),
            answered("in a group", PERSON, "To: friends: bob@far.example, \"A, B\" <ann@example.org>;\n"),
            answered("in the second To", PERSON, "To: x@far.example\nTo: ann@example.org\n"),
            answered("over folded lines", PERSON, "To: x@far.example,\r\n\t\"Ann\"\r\n <ann@example.org>\r\n"),
            answered("sent by a person, said so", PERSON, LETTER + "Auto-Submitted: no\n"),
            answered("sent by a person, said with a comment", PERSON, LETTER + "Auto-Submitted: No (a person)\n"),
            answered("urgent", PERSON, LETTER + "Precedence: first-class\nPriority: urgent\n"),
            answered("not spam", PERSON, LETTER + "X-Spam-Flag: NO\nX-Spam-Status: No, score=-1\n"),
            answered("a request for a receipt", PERSON, LETTER + "Disposition-Notification-To: zoe@far.example\n"),
            answered("from a forwarder", "SRS0=abcd=xy=far.example=zoe@fwd.example", LETTER),
            answered("from a tagged address", "zoe+work@far.example", LETTER),
            answered("from postmaster, a person", "postmaster@far.example", LETTER),
            answered("from a name that begins like a machine", "rooted@far.example", LETTER),
            answered("from a name with no and reply apart", "noel.replyson@far.example", LETTER),
            answered("only receipts of others suppressed", PERSON, LETTER + "X-Auto-Response-Suppress: DR, RN, NRN\n"),
            answered("with pictures", PERSON, LETTER + "Content-Type: multipart/mixed; boundary=b\n"),
            answered("an invitation", PERSON, LETTER + "Content-Type: text/calendar; method=REQUEST\n"),
            answered("with a list in its subject", PERSON, LETTER.replace("Tomorrow", "[list] Precedence: bulk")),

            // notices and machines
            silent("a bounce", Silence.NULL_SENDER, "<>", LETTER),
            silent("an automatic reply", Silence.AUTOMATIC, PERSON, LETTER + "Auto-Submitted: auto-replied\n"),
            silent("one in capitals", Silence.AUTOMATIC, PERSON, LETTER + "AUTO-SUBMITTED: AUTO-REPLIED\n"),
            silent("a generated message", Silence.AUTOMATIC, PERSON, LETTER + "Auto-Submitted: auto-generated\n"),
            silent(
                    "with parameters",
                    Silence.AUTOMATIC,
                    PERSON,
                    LETTER + "Auto-Submitted: auto-generated; type=notice (x)\n"),
            silent("a kind to come", Silence.AUTOMATIC, PERSON, LETTER + "Auto-Submitted: auto-notified\n"),
            silent("nothing said twice", Silence.AUTOMATIC, PERSON, LETTER + "Auto-Submitted: none\n"),
            silent(
                    "said on the second",
                    Silence.AUTOMATIC,
                    PERSON,
                    LETTER + "Auto-Submitted: no\nAuto-Submitted: auto-replied\n"),
            silent("folded", Silence.AUTOMATIC, PERSON, LETTER + "Auto-Submitted:\r\n auto-replied\r\n"),
            silent("an old automatic reply", Silence.AUTOMATIC, PERSON, LETTER + "X-Autoreply: yes\n"),
            silent("an old autoresponder", Silence.AUTOMATIC, PERSON, LETTER + "X-Autorespond: Away\n"),
            silent("a cron job", Silence.AUTOMATIC, PERSON, LETTER + "X-Cron-Env: <HOME=/root>\n"),
            silent("an old bounce", Silence.AUTOMATIC, PERSON, LETTER + "X-Failed-Recipients: x@y.example\n"),
            silent(
                    "a delivery report",
                    Silence.REPORT,
                    PERSON,
                    LETTER + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n"),
            silent(
                    "a receipt",
                    Silence.REPORT,
                    PERSON,
                    LETTER + "Content-Type: Multipart/Report;\r\n report-type=disposition-notification\r\n"),
            silent("from the mailer", Silence.NO_REPLY_SENDER, "MAILER-DAEMON@far.example", LETTER),
            silent("from noreply", Silence.NO_REPLY_SENDER, "noreply@far.example", LETTER),
            silent("from no-reply with a tag", Silence.NO_REPLY_SENDER, "No-Reply+abc@far.example", LETTER),
            silent("from do-not-reply", Silence.NO_REPLY_SENDER, "do-not-reply@far.example", LETTER),
            silent("from a part's no-reply", Silence.NO_REPLY_SENDER, "shop.noreply@far.example", LETTER),
            silent("from a bounce address", Silence.NO_REPLY_SENDER, "bounces+123-ann=example.org@far.example", LETTER),
            silent("from root", Silence.NO_REPLY_SENDER, "root@far.example", LETTER),
            silent("Exchange's wish", Silence.SUPPRESSED, PERSON, LETTER + "X-Auto-Response-Suppress: All\n"),
            silent(
                    "its wish in a row",
                    Silence.SUPPRESSED,
                    PERSON,
                    LETTER + "X-Auto-Response-Suppress: DR, OOF, AutoReply\n"),

            // lists and bulk
            silent("a mailing list", Silence.LIST, PERSON, LETTER + "List-Id: Friends <friends.far.example>\n"),
            silent("a list of old", Silence.LIST, PERSON, LETTER + "Mailing-List: contact x\n"),
            silent("a newsletter", Silence.LIST, PERSON, LETTER + "List-Unsubscribe: <mailto:u@far.example>\n"),
            silent("a list where one may post", Silence.LIST, PERSON, LETTER + "List-Post: NO\n"),
            silent("from a list's owner", Silence.NO_REPLY_SENDER, "owner-friends@far.example", LETTER),
            silent("from a list's requests", Silence.NO_REPLY_SENDER, "friends-request@far.example", LETTER),
            silent("from a list's bounces", Silence.NO_REPLY_SENDER, "friends-bounces@far.example", LETTER),
            silent("bulk", Silence.BULK, PERSON, LETTER + "Precedence: bulk\n"),
            silent("junk", Silence.BULK, PERSON, LETTER + "Precedence: JUNK\n"),
            silent("list by precedence", Silence.BULK, PERSON, LETTER + "Precedence: list (x)\n"),
            silent("a campaign", Silence.BULK, PERSON, LETTER + "Feedback-ID: 1:2:3:far\n"),

            // spam, itself, and mail for others
            new Shape("spam", PERSON, LETTER, true, Optional.of(Silence.SPAM)),
            silent("spam by the word of another", Silence.SPAM, PERSON, LETTER + "X-Spam-Flag: YES\n"),
            silent("its own", Silence.OWN_ADDRESS, "ann@example.org", LETTER),
            silent("its own, by another address", Silence.OWN_ADDRESS, "Ann.B+x@example.org", LETTER),
            silent("to nobody", Silence.NOT_ADDRESSED, PERSON, "From: zoe@far.example\nSubject: Hello\n"),
            silent("to undisclosed recipients", Silence.NOT_ADDRESSED, PERSON, "To: undisclosed-recipients:;\n"),
            silent("to somebody else", Silence.NOT_ADDRESSED, PERSON, "To: bob@example.org\nCc: x@far.example\n"),
            silent(
                    "to the address as a name",
                    Silence.NOT_ADDRESSED,
                    PERSON,
                    "To: \"ann@example.org\" <bob@example.org>\n"),
            silent(
                    "to the address in a comment",
                    Silence.NOT_ADDRESSED,
                    PERSON,
                    "To: bob@example.org (ann@example.org)\n"),
            silent("an empty header", Silence.NOT_ADDRESSED, PERSON, "\n"),
            silent("named below the header", Silence.NOT_ADDRESSED, PERSON, "Subject: x\n\nTo: ann@example.org\n"));

    static List<Shape> shapes() {
        return SHAPES;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void everyShapeIsAnsweredOrNot(Shape shape) {
        assertThat(decide(shape)).isEqualTo(shape.silence());
    }

    @Test
    void thereAreFortyShapesAndMore() {
        assertThat(SHAPES)
                .hasSizeGreaterThanOrEqualTo(40)
                .extracting(Shape::name)
                .doesNotHaveDuplicates();
        assertThat(SHAPES).extracting(Shape::header).allMatch(header -> header.endsWith("\n"));
    }

    static List<Arguments> intervals() {
        List<Arguments> all = new ArrayList<>();
        for (Shape shape : SHAPES) {
            for (Duration interval : List.of(Duration.ofMinutes(10), Duration.ofDays(1))) {
                all.add(Arguments.of(shape, interval));
            }
        }
        return all;
    }

    /// Of messages of one shape from one sender: the first, one within the interval, one after it.
    @ParameterizedTest
    @MethodSource("intervals")
    void andOnceInAnInterval(Shape shape, Duration interval) {
        InMemoryReplyHistory history = new InMemoryReplyHistory();
        boolean answers = shape.silence().isEmpty();
        assertThat(replies(history, shape, NOON, interval)).isEqualTo(answers);
        assertThat(replies(history, shape, NOON.plus(interval).minusMillis(1), interval))
                .isFalse();
        assertThat(replies(history, shape, NOON.plus(interval), interval)).isEqualTo(answers);
    }

    private static boolean replies(ReplyHistory history, Shape shape, Instant now, Duration interval) {
        return decide(shape).isEmpty()
                && history.begin(
                        new AccountId(1), ReplyHistory.AUTO_REPLY, EmailAddress.valueOf(shape.sender()), now, interval);
    }

    private static Optional<Silence> decide(Shape shape) {
        Optional<EmailAddress> sender =
                shape.sender().equals("<>") ? Optional.empty() : Optional.of(EmailAddress.valueOf(shape.sender()));
        return ReplyRules.silence(sender, OWN, ReplyHeaders.of(shape.header()), shape.spam());
    }

    @Test
    void aHostileHeaderCostsLittle() {
        String many = "To: " + "<".repeat(200_000) + "\nX-Auto-Response-Suppress: " + ",".repeat(100_000) + "\n"
                + "Auto-Submitted: no".repeat(1) + "\n" + "To: a@b.example\n".repeat(10_000);
        assertThat(ReplyRules.silence(Optional.of(EmailAddress.valueOf(PERSON)), OWN, ReplyHeaders.of(many), false))
                .contains(Silence.NOT_ADDRESSED);
    }
}
