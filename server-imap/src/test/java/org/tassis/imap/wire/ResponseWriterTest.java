package org.tassis.imap.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.imap.TestConnection;

class ResponseWriterTest {
    private final TestConnection connection = TestConnection.of("");
    private final ResponseWriter out = new ResponseWriter(connection);

    @Test
    void stringsAreQuotedOrLiteral() throws IOException {
        out.string("plain").space().string("a \"b\" \\ c").space().string("").space();
        out.string("caf\u00e9")
                .space()
                .string("two\r\nlines")
                .space()
                .string("n\0l")
                .space();
        out.nstring(Optional.empty()).space().nstring(Optional.of("NIL"));
        assertThat(written())
                .isEqualTo("\"plain\" \"a \\\"b\\\" \\\\ c\" \"\" {4}\r\ncaf\u00e9 {10}\r\ntwo\r\nlines {3}\r\nn?l"
                        + " NIL \"NIL\"");
    }

    @Test
    void longStringsAreLiterals() throws IOException {
        out.string("x".repeat(20_000));
        assertThat(written()).isEqualTo("{20000}\r\n" + "x".repeat(20_000));
    }

    @Test
    void numbersAreDecimal() throws IOException {
        for (long number : new long[] {0, 9, 10, 99, 100, 4294967295L, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            out.number(number).space();
        }
        assertThat(written()).isEqualTo("0 9 10 99 100 4294967295 9223372036854775807 -1 -9223372036854775808 ");
    }

    @Test
    void astringsAreAtomsWhenTheyMayBe() throws IOException {
        out.astring("INBOX")
                .space()
                .astring("a b")
                .space()
                .astring("")
                .space()
                .astring("nil")
                .space();
        out.astring("a]").space().astring("a%");
        assertThat(written()).isEqualTo("INBOX \"a b\" \"\" \"nil\" a] \"a%\"");
    }

    @Test
    void mailboxNamesFollowTheSession() throws IOException {
        MailboxName name = new MailboxName("Entw\u00fcrfe & Co");
        out.mailbox(name).space();
        out.useUtf8();
        out.mailbox(name).space().text("na\u00efve\n");
        out.flush();
        assertThat(new String(connection.octets(), StandardCharsets.UTF_8))
                .isEqualTo("\"Entw&APw-rfe &- Co\" \"Entw\u00fcrfe & Co\" {7}\r\nna\u00efve\n");
    }

    @Test
    void setsAreWrittenAsRanges() throws IOException {
        out.set(new UidSet.Builder().add(1, 3).add(7).add(9, 4294967295L).build());
        assertThat(written()).isEqualTo("1:3,7,9:4294967295");
    }

    @Test
    void whatGoesAroundTheBufferKeepsItsPlace() throws IOException {
        byte[] large = new byte[100_000];
        out.raw("before ").raw(large).raw(" between ");
        out.sink().write(new byte[] {'x'}, 0, 1);
        out.raw(" after");
        out.flush();
        assertThat(connection.output()).isEqualTo("before " + "\0".repeat(100_000) + " between x after");
        assertThat(connection.unflushed()).isZero();
    }

    @Test
    void datesHaveTwoDigitsAndUtc() {
        byte[] into = new byte[Dates.DATE_TIME_OCTETS];
        assertThat(Dates.putDateTime(into, 0, 0)).isEqualTo(into.length);
        assertThat(new String(into, StandardCharsets.US_ASCII)).isEqualTo("\"01-Jan-1970 00:00:00 +0000\"");
        Dates.putDateTime(into, 0, 1_772_323_199L);
        assertThat(new String(into, StandardCharsets.US_ASCII)).isEqualTo("\"28-Feb-2026 23:59:59 +0000\"");
        Dates.putDateTime(into, 0, -1);
        assertThat(new String(into, StandardCharsets.US_ASCII)).isEqualTo("\"31-Dec-1969 23:59:59 +0000\"");
        Dates.putDateTime(into, 0, Long.MAX_VALUE);
        assertThat(new String(into, StandardCharsets.US_ASCII)).startsWith("\"31-Dec-9999 ");
    }

    private String written() throws IOException {
        out.flush();
        return connection.output();
    }
}
