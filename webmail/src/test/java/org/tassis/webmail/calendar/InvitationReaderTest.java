package org.tassis.webmail.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.tassis.webmail.calendar.Invitation.Answer;
import org.tassis.webmail.calendar.Invitation.Guest;
import org.tassis.webmail.calendar.Invitation.Method;
import org.tassis.webmail.calendar.Invitation.Moment;
import org.tassis.webmail.calendar.Invitation.Span;

class InvitationReaderTest {
    private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static final String MEETING = event("""
            DTSTART;TZID=America/New_York:20261201T090000
            DTEND;TZID=America/New_York:20261201T103000
            SUMMARY:Post horses\\, and roads
            LOCATION:Hall 3\\nBraine-le-Château
            ORGANIZER;CN="Franz, of Taxis":mailto:franz@example.net
            ATTENDEE;CN=Ann;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:MAILTO:ann@example.org
            ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:bob@example.org
            """);

    private static String event(String lines) {
        return "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1@example.net\n"
                + "DTSTAMP:20261101T000000Z\nSEQUENCE:2\n" + lines + "END:VEVENT\nEND:VCALENDAR\n";
    }

    private static Invitation read(String text) {
        return InvitationReader.read(text.replace("\n", "\r\n"), BRUSSELS).orElseThrow();
    }

    private static Words words(String language) {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasename("org.tassis.webmail.messages");
        messages.setDefaultEncoding(UTF_8.name());
        messages.setFallbackToSystemLocale(false);
        return new Words(messages, Locale.of(language), BRUSSELS);
    }

    @Test
    void anInvitationIsRead() {
        Invitation read = read(MEETING);
        assertThat(read.method()).isEqualTo(Method.REQUEST);
        assertThat(read.sequence()).isEqualTo(2);
        assertThat(read.summary()).isEqualTo("Post horses, and roads");
        assertThat(read.place()).isEqualTo("Hall 3 Braine-le-Château");
        assertThat(read.organizer()).contains(new Guest("Franz, of Taxis", "franz@example.net", Answer.NONE, false));
        assertThat(read.invited())
                .containsExactly(
                        new Guest("Ann", "ann@example.org", Answer.NONE, false),
                        new Guest("", "bob@example.org", Answer.ACCEPTED, true));
        assertThat(read.when())
                .contains(new Span(
                        new Moment.Point(Instant.parse("2026-12-01T14:00:00Z")),
                        new Moment.Point(Instant.parse("2026-12-01T15:30:00Z"))));
        assertThat(words("en").when(read.when().orElseThrow())).isEqualTo("Tuesday, 1 December 2026, 15:00–16:30");
        assertThat(words("fr").when(read.when().orElseThrow())).isEqualTo("mardi 1 décembre 2026, 15:00–16:30");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DTSTART;VALUE=DATE:20261224~DTEND;VALUE=DATE:20261227 | du jeudi 24 décembre 2026 au samedi 26 décembre 2026",
                "DTSTART;VALUE=DATE:20261224 | jeudi 24 décembre 2026, toute la journée",
                "DTSTART:20261224T230000Z~DURATION:PT2H | vendredi 25 décembre 2026, 00:00–02:00",
                "DTSTART:20261224T090000~DTEND:20261224T100000 | jeudi 24 décembre 2026, 09:00–10:00",
                "DTSTART;TZID=Nowhere At All:20261224T090000 | jeudi 24 décembre 2026, 09:00",
                "DTSTART;TZID=Europe/Lisbon:20261224T220000~DTEND;TZID=Europe/Lisbon:20261225T010000 |"
                        + " du jeudi 24 décembre 2026, 23:00 au vendredi 25 décembre 2026, 02:00"
            })
    void whenItIsIsSaidInTheZoneOfItsReader(String lines, String said) {
        Invitation read = read(event(lines.strip().replace("~", "\n") + "\n"));
        assertThat(words("fr").when(read.when().orElseThrow())).isEqualTo(said);
    }

    @Test
    void aZoneOfTheSendersOwnIsUsed() {
        String zone = """
                BEGIN:VTIMEZONE
                TZID:W. Europe Standard Time
                BEGIN:STANDARD
                DTSTART:16010101T030000
                TZOFFSETFROM:+0200
                TZOFFSETTO:+0100
                RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
                END:STANDARD
                BEGIN:DAYLIGHT
                DTSTART:16010101T020000
                TZOFFSETFROM:+0100
                TZOFFSETTO:+0200
                RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
                END:DAYLIGHT
                END:VTIMEZONE
                """;
        String text = event("DTSTART;TZID=W. Europe Standard Time:20260701T090000\n")
                .replace("BEGIN:VEVENT", zone + "BEGIN:VEVENT");
        Invitation read = InvitationReader.read(text.replace("\n", "\r\n"), ZoneId.of("Asia/Tokyo"))
                .orElseThrow();
        assertThat(read.when().orElseThrow().start())
                .isEqualTo(new Moment.Point(Instant.parse("2026-07-01T07:00:00Z")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FREQ=DAILY | every day",
                "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=10 | every 2 weeks, on Monday and Thursday, 10 times",
                "FREQ=MONTHLY;BYDAY=-1FR | every month, on the last Friday",
                "FREQ=MONTHLY;BYMONTHDAY=1,15,-1 | every month, on day 1, day 15 and the last day",
                "FREQ=YEARLY | every year",
                "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU | by a rule",
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 | by a rule",
                "FREQ=SECONDLY | by a rule"
            })
    void howItComesAgainIsSaidInWords(String rule, String said) {
        Invitation read = read(event("DTSTART:20261224T090000Z\nRRULE:" + rule + "\n"));
        assertThat(words("en").again(read.repeats().orElseThrow())).startsWith(said);
    }

    @Test
    void anAnswerNamesWhoAnswersAndNobodyElse() {
        Invitation asked = read(MEETING);
        String reply = AnswerWriter.reply(
                asked, new Guest("", "ann@example.org", Answer.TENTATIVE, false), "Ann \"A\"\r\nX:y", NOW);
        assertThat(reply)
                .contains(
                        "METHOD:REPLY\r\n",
                        "VERSION:2.0\r\n",
                        "UID:1@example.net\r\n",
                        "SEQUENCE:2\r\n",
                        "DTSTAMP:20261121T120000Z\r\n",
                        "PARTSTAT=TENTATIVE",
                        "DTSTART:20261201T140000Z\r\n")
                .doesNotContain("bob@example.org", "\r\nX:y");
        Invitation back = read(reply.replace("\r\n", "\n"));
        assertThat(back.method()).isEqualTo(Method.REPLY);
        assertThat(back.invited()).containsExactly(new Guest("Ann A X:y", "ann@example.org", Answer.TENTATIVE, false));
        assertThat(back.organizer()).isEqualTo(asked.organizer());
    }

    @Test
    void theAnswerToOneOfASeriesNamesIt() {
        Invitation one = read(event("DTSTART:20261224T090000Z\nRECURRENCE-ID:20261224T080000Z\n"
                + "ORGANIZER:mailto:franz@example.net\nATTENDEE:mailto:ann@example.org\n"));
        String reply = AnswerWriter.reply(one, new Guest("", "ann@example.org", Answer.DECLINED, false), "", NOW);
        assertThat(reply).contains("RECURRENCE-ID:20261224T080000Z\r\n", "PARTSTAT=DECLINED");
        Invitation day = read(event("DTSTART;VALUE=DATE:20261224\nRECURRENCE-ID;VALUE=DATE:20261224\n"
                + "ORGANIZER:mailto:franz@example.net\nATTENDEE:mailto:ann@example.org\n"));
        assertThat(day.occurrence()).contains(new Moment.Day(LocalDate.of(2026, 12, 24)));
        assertThat(AnswerWriter.reply(day, new Guest("", "ann@example.org", Answer.ACCEPTED, false), "", NOW))
                .contains("RECURRENCE-ID;VALUE=DATE:20261224\r\n");
    }

    @Test
    void aCancellationAndALaterVersionAreSeen() {
        Invitation first = read(MEETING);
        Invitation cancelled =
                read(MEETING.replace("METHOD:REQUEST", "METHOD:CANCEL").replace("SEQUENCE:2", "SEQUENCE:3"));
        assertThat(cancelled.cancelled()).isTrue();
        assertThat(cancelled.isNewerThan(first)).isTrue();
        assertThat(first.isNewerThan(cancelled)).isFalse();
        assertThat(read(MEETING.replace("UID:1", "UID:2").replace("SEQUENCE:2", "SEQUENCE:3"))
                        .isNewerThan(first))
                .isFalse();
        assertThat(read(MEETING.replace("SUMMARY", "STATUS:CANCELLED\nSUMMARY")).cancelled())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "hello", "BEGIN:VCALENDAR\n", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "\u0000\uFFFF", "BEGIN:"})
    void whatIsNoInvitationIsNone(String text) {
        assertThat(InvitationReader.read(text, BRUSSELS)).isEmpty();
    }

    @Test
    void oddValuesAreLeftOut() {
        Invitation read = read(event("DTSTART:99991332T990000Z\nSUMMARY:x\nATTENDEE:\nORGANIZER:javascript:alert(1)\n"
                + "SEQUENCE:-5\nDTSTAMP:never\nDURATION:-P1D\nRRULE:FREQ=SOMETIMES;COUNT=x\n"));
        assertThat(read.summary()).isEqualTo("x");
        assertThat(read.sequence()).isNotNegative();
    }

    /// Each would keep a simple reader busy for hours, or fill its memory.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ZONE FREQ=SECONDLY",
                "ZONE FREQ=YEARLY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,1,2,3;BYSECOND=1,2,3",
                "ZONE FREQ=DAILY",
                "RULE FREQ=SECONDLY;COUNT=2147483647",
                "RULE FREQ=YEARLY;INTERVAL=2147483647",
                "MANY ATTENDEE:mailto:a@b.example",
                "MANY RDATE:20260101T000000Z",
                "MANY BEGIN:VALARM",
                "LONG SUMMARY:"
            })
    @Timeout(10)
    void hostileOnesCostLittle(String attack) {
        String value = attack.substring(5);
        String text =
                switch (attack.substring(0, 4)) {
                    case "ZONE" ->
                        event("DTSTART;TZID=Z:20261224T090000\n")
                                .replace(
                                        "BEGIN:VEVENT",
                                        "BEGIN:VTIMEZONE\nTZID:Z\nBEGIN:STANDARD\nDTSTART:00010101T000000\nTZOFFSETFROM:+0000\n"
                                                + "TZOFFSETTO:+0100\nRRULE:" + value
                                                + "\nEND:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT");
                    case "RULE" -> event("DTSTART:20261224T090000Z\nRRULE:" + value + "\n");
                    case "MANY" -> event("DTSTART:20261224T090000Z\n" + (value + "\n").repeat(200_000));
                    default -> event("DTSTART:20261224T090000Z\n" + value + "x".repeat(3_000_000) + "\n");
                };
        long start = System.nanoTime();
        Optional<Invitation> read = InvitationReader.read(text.replace("\n", "\r\n"), BRUSSELS);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        read.ifPresent(one -> {
            assertThat(one.invited()).hasSizeLessThanOrEqualTo(200);
            assertThat(one.summary()).hasSizeLessThan(5_000);
            one.repeats()
                    .ifPresent(repeats -> assertThat(words("nl").again(repeats)).isNotBlank());
        });
    }
}
