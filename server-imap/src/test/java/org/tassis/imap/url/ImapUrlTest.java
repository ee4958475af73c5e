package org.tassis.imap.url;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.MailboxName;
import org.tassis.imap.command.FetchItem.Partial;
import org.tassis.imap.command.FetchItem.Section;
import org.tassis.imap.url.ImapUrl.Access;
import org.tassis.imap.url.ImapUrl.Authority;
import org.tassis.imap.url.ImapUrl.Server;
import org.tassis.imap.url.ImapUrl.Token;

class ImapUrlTest {
    private static final String TOKEN = "91354a473744909de610943775f92038";

    private static ImapUrl parsed(String text) {
        return ImapUrl.parse(text).orElseThrow(() -> new AssertionError(text));
    }

    @Test
    void everyPartIsRead() {
        ImapUrl url = parsed("imap://joe;AUTH=*@example.com:143/a%20b/%C3%A9;UIDVALIDITY=385759045/;UID=20"
                + "/;SECTION=1.2.HEADER.FIELDS%20(DATE)/;PARTIAL=10.20;EXPIRE=2026-11-22T01:00:00%2B01:00"
                + ";URLAUTH=submit+fr%65d:internal:" + TOKEN);
        assertThat(url.server()).contains(new Server(Optional.of("joe"), "example.com:143"));
        assertThat(url.mailbox()).contains(new MailboxName("a b/\u00e9"));
        assertThat(url.uidValidity()).isEqualTo(OptionalLong.of(385_759_045));
        assertThat(url.uid()).isEqualTo(20);
        assertThat(url.section()).isEqualTo(new Section(List.of(1, 2), Section.What.HEADER_FIELDS, List.of("DATE")));
        assertThat(url.partial()).contains(new Partial(10, 20));
        Authority authority = url.authority().orElseThrow();
        assertThat(authority.expires()).contains(Instant.parse("2026-11-22T00:00:00Z"));
        assertThat(authority.access()).isEqualTo(new Access.Submission("fred"));
        assertThat(authority.token()).contains(new Token("INTERNAL", TOKEN));
        assertThat(authority.rump()).endsWith(";URLAUTH=submit+fr%65d").startsWith("imap://joe;AUTH=*@");
    }

    @Test
    void inAnyCaseAndWithoutWhatNeedNotBeThere() {
        ImapUrl url = parsed("IMAP://example.com/INBOX/;uid=1/;section=2.mime");
        assertThat(url.server()).contains(new Server(Optional.empty(), "example.com"));
        assertThat(url.section()).isEqualTo(new Section(List.of(2), Section.What.MIME, List.of()));
        assertThat(url.uidValidity()).isEmpty();
        assertThat(url.authority()).isEmpty();
        assertThat(parsed("/INBOX/;UID=4294967295/;PARTIAL=5").partial()).contains(new Partial(5, Long.MAX_VALUE));
        assertThat(parsed("/a/b/;UID=1").mailbox()).contains(new MailboxName("a/b"));
    }

    @Test
    void relativeUrlsAreOfWhoSaysThem() {
        for (String own : List.of("/INBOX/;UID=1", "INBOX/;UID=1", "/;UID=1", ";UID=1", ";UID=1/;SECTION=TEXT")) {
            assertThat(parsed(own).isOwn()).as(own).isTrue();
        }
        assertThat(parsed("/;UID=1").mailbox()).isEmpty();
        assertThat(parsed("imap://ann@x/INBOX/;UID=1").isOwn()).isFalse();
        assertThat(parsed("/INBOX/;UID=1;URLAUTH=anonymous").isOwn()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "imap://example.com",
                "imap://example.com/",
                "imap://example.com/INBOX",
                "imap://example.com/INBOX;UIDVALIDITY=5",
                "imap://example.com/INBOX?SUBJECT%20x",
                "imap:///INBOX/;UID=1",
                "imap://example.com/;UID=1",
                "imaps://example.com/INBOX/;UID=1",
                "http://example.com/INBOX/;UID=1",
                "//example.com/INBOX/;UID=1",
                "/INBOX;UID=1",
                "/INBOX/;UID=0",
                "/INBOX/;UID=4294967296",
                "/INBOX/;UID=99999999999999999999",
                "/INBOX/;UID=x",
                "/INBOX/;UID=1/",
                "/INBOX/;UID=1/;SECTION=FOO",
                "/INBOX/;UID=1/;SECTION=1.",
                "/INBOX/;UID=1/;SECTION=1;PARTIAL=1",
                "/INBOX/;UID=1/;PARTIAL=1.0",
                "/INBOX/;UID=1/;PARTIAL=",
                "/INBOX;UIDVALIDITY=0/;UID=1",
                "/INBOX;UIDVALIDITY=1;UID=1",
                "/;UIDVALIDITY=1/;UID=1",
                "/a//b/;UID=1",
                "/a%/;UID=1",
                "/a%4/;UID=1",
                "/a%zz/;UID=1",
                "/a%00/;UID=1",
                "/a%ff/;UID=1",
                "/a*/;UID=1",
                "/IN BOX/;UID=1",
                "/INBOX/;UID=1;EXPIRE=2026-11-22T01:00:00Z",
                "/INBOX/;UID=1;EXPIRE=tomorrow;URLAUTH=anonymous",
                "/INBOX/;UID=1;URLAUTH=",
                "/INBOX/;UID=1;URLAUTH=user+",
                "/INBOX/;UID=1;URLAUTH=everybody",
                "/INBOX/;UID=1;URLAUTH=anonymous:internal",
                "/INBOX/;UID=1;URLAUTH=anonymous:internal:0123",
                "/INBOX/;UID=1;URLAUTH=anonymous:internal:x1354a473744909de610943775f92038",
                "/INBOX/;UID=1;URLAUTH=anonymous::91354a473744909de610943775f92038",
                "/INBOX/;UID=1;URLAUTH=anonymous;EXPIRE=2026-11-22T01:00:00Z"
            })
    void otherTextsAreNone(String text) {
        assertThat(ImapUrl.parse(text)).isEmpty();
    }

    @Test
    void longTextsAreNone() {
        assertThat(ImapUrl.parse("/" + "a".repeat(ImapUrl.MAX_LENGTH) + "/;UID=1"))
                .isEmpty();
    }

    /// Whatever comes, there is an answer.
    @Test
    void randomMutationsAreAnswered() {
        String[] urls = {
            "imap://joe;AUTH=*@example.com/a%20b;UIDVALIDITY=385759045/;UID=20/;SECTION=1.2.MIME/;PARTIAL=10.20"
                    + ";EXPIRE=2026-11-22T01:00:00Z;URLAUTH=submit+fred:internal:" + TOKEN,
            "/INBOX/;UID=20/;SECTION=HEADER.FIELDS%20(DATE%20%22To%22)",
            ";UID=1/;SECTION=TEXT",
        };
        long seed = 20261122;
        Random random = new Random(seed);
        String spice = "/;=%@:+.(){}[]\"<>\\*~ 0129azAZ\r\n\0\u00e9#?";
        for (int round = 0; round < 40_000; round++) {
            StringBuilder text = new StringBuilder(urls[random.nextInt(urls.length)]);
            for (int i = random.nextInt(4); i >= 0 && !text.isEmpty(); i--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, spice.charAt(random.nextInt(spice.length())));
                    case 2 -> text.setCharAt(at, spice.charAt(random.nextInt(spice.length())));
                    default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(20))));
                }
            }
            try {
                ImapUrl.parse(text.toString());
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + round + ": " + text, e);
            }
        }
    }
}
