package org.tassis.imap.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tassis.imap.TestCommands;
import org.tassis.imap.TestConnection;
import org.tassis.imap.TestMailbox;
import org.tassis.imap.command.Fetch;
import org.tassis.imap.wire.ResponseWriter;

/// Whatever a message is, its responses are IMAP: RFC 9051 §9.
class FetchFuzzTest {
    private static final String[] SEEDS = {
        "From: =?utf-8?q?Andr=C3=A9?= <a@b>\nTo: x: a@b, \"c\\\"d\" <e@f>;\nSubject: s\nDate: Sun, 1 Feb 2026 00:00:00 +0000\n"
                + "Content-Type: multipart/mixed; boundary=\"b\"; name*0=a; name*1*=utf-8''%C3%A9\n\npre\n--b\n"
                + "Content-Type: text/html; charset=\"x y\"\nContent-Disposition: inline; filename=\"a\\\"b\"\n\n<p>\n--b\n"
                + "Content-Type: message/rfc822\nContent-Language: en,fr (x), de\n\nSubject: in\n"
                + "Content-Type: multipart/alternative; boundary=c\n\n--c\n\nx\n--c\nContent-Type: text/plain\n"
                + "Content-Transfer-Encoding: base64\n\nQUJD\n--c--\n--b\nContent-Type: image/png\nContent-ID: <x@y>\n"
                + "Content-MD5: aaaa\nContent-Location: http://x\n\nbin\n--b--\nepi\n",
        "Subject: plain\n\nbody\n",
        "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nSubject: deep\n\nx\n",
        "Content-Type: multipart/digest; boundary=x\n\n--x\n\nSubject: 1\n\na\n--x\n\nSubject: 2\n\nb\n--x--",
    };

    @Test
    void responsesAreWellFormedForEveryMessage() throws IOException {
        long seed = 42;
        Random random = new Random(seed);
        String spice = "\n\n:;=\"\\()<>{}-,\0\u00e9 \tAb*%'?/";
        for (int round = 0; round < 1500; round++) {
            StringBuilder message = new StringBuilder(SEEDS[random.nextInt(SEEDS.length)]);
            for (int i = random.nextInt(8); i > 0 && !message.isEmpty(); i--) {
                int at = random.nextInt(message.length());
                switch (random.nextInt(4)) {
                    case 0 -> message.delete(at, Math.min(message.length(), at + random.nextInt(1, 30)));
                    case 1 -> message.insert(at, spice.charAt(random.nextInt(spice.length())));
                    case 2 -> message.setCharAt(at, spice.charAt(random.nextInt(spice.length())));
                    default -> message.insert(at, message.substring(at, Math.min(message.length(), at + 60)));
                }
            }
            try {
                check(message.toString());
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + " round " + round + ":\n" + message, e);
            }
        }
    }

    private static void check(String text) throws IOException {
        TestMailbox mailbox = new TestMailbox().add(text);
        String octets = TestMailbox.crlf(text);
        List<?> items = fetch(
                mailbox,
                "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE RFC822 RFC822.HEADER"
                        + " RFC822.TEXT EMAILID THREADID SAVEDATE PREVIEW MODSEQ BODY.PEEK[HEADER.FIELDS (Subject From)]"
                        + " BODY.PEEK[HEADER.FIELDS.NOT (Subject)] BODY[1] BODY[1.MIME] BODY[2.HEADER] BODY[2.TEXT] BODY[2.1.1]"
                        + " BODY[]<3.20>)");
        assertThat(items).hasSize(2 * 23);
        assertThat(octets(items, "RFC822")).isEqualTo(octets);
        assertThat(octets(items, "RFC822.HEADER") + octets(items, "RFC822.TEXT"))
                .isEqualTo(octets);
        assertThat(octets(items, "BODY[]<3>"))
                .isEqualTo(octets.substring(Math.min(3, octets.length()), Math.min(23, octets.length())));
        assertThat((List<?>) items.get(items.indexOf("ENVELOPE") + 1)).hasSize(10);
        List<?> body = (List<?>) items.get(items.indexOf("BODY") + 1);
        List<?> structure = (List<?>) items.get(items.indexOf("BODYSTRUCTURE") + 1);
        assertBody(body, false);
        assertBody(structure, true);
        assertSizes(mailbox, structure, "", true);
    }

    /// Every part is as long as the structure says.
    private static void assertSizes(TestMailbox mailbox, List<?> body, String number, boolean message)
            throws IOException {
        if (body.getFirst() instanceof List<?>) {
            int child = 0;
            while (child < body.size() && body.get(child) instanceof List<?> inner) {
                child++;
                String dot = number.isEmpty() ? "" : ".";
                if (inner.get(0) instanceof Text(String type)
                        && type.equals("text")
                        && inner.get(6).equals("0")) {
                    continue; // perhaps the one that stands for none
                }
                assertSizes(mailbox, inner, number + dot + child, false);
            }
            return;
        }
        String part = message ? number.isEmpty() ? "1" : number + ".1" : number;
        List<?> items = fetch(mailbox, "(BODY.PEEK[" + part + "])");
        assertThat(octets(items, "BODY[" + part + "]")).as(part).hasSize(Integer.parseInt((String) body.get(6)));
        if (body.get(0).equals(new Text("message")) && body.size() > 9 && body.get(8) instanceof List<?> inner) {
            assertSizes(mailbox, inner, part, true);
        }
    }

    private static void assertBody(List<?> body, boolean extended) {
        if (body.getFirst() instanceof List<?>) {
            int children = 0;
            while (body.get(children) instanceof List<?> child) {
                assertBody(child, extended);
                children++;
            }
            assertThat(body.get(children)).isInstanceOf(Text.class);
            assertThat(body).hasSize(children + (extended ? 5 : 1));
            return;
        }
        Text type = (Text) body.get(0);
        Text subtype = (Text) body.get(1);
        int basic = 7;
        if (type.text.equals("text")) {
            basic = 8;
        } else if (type.text.equals("message") && List.of("rfc822", "global").contains(subtype.text)) {
            basic = 10;
            assertThat((List<?>) body.get(7)).hasSize(10);
            assertBody((List<?>) body.get(8), extended);
        }
        assertThat(body).hasSize(extended ? basic + 4 : basic);
        assertThat(body.get(5)).isInstanceOf(Text.class);
        assertThat(Long.parseLong((String) body.get(6))).isNotNegative();
        if (body.get(2) instanceof List<?> parameters) {
            assertThat(parameters.size() % 2).isZero();
        }
    }

    private static String octets(List<?> items, String name) {
        Object value = items.get(items.indexOf(name) + 1);
        return value.equals("NIL") ? "" : ((Text) value).text;
    }

    private static List<?> fetch(TestMailbox mailbox, String items) throws IOException {
        TestConnection connection = TestConnection.of("");
        ResponseWriter out = new ResponseWriter(connection);
        Fetch fetch = (Fetch) TestCommands.parse("FETCH 1 " + items);
        new FetchWriter(out, mailbox.store(), fetch.items()).write(1, mailbox.snapshot(), 0, false, false);
        out.flush();
        String response = new String(connection.octets(), StandardCharsets.ISO_8859_1);
        assertThat(response).startsWith("* 1 FETCH ").endsWith(")\r\n");
        Parser parser = new Parser(response, "* 1 FETCH ".length());
        List<?> all = (List<?>) parser.value();
        assertThat(response.substring(parser.at)).isEqualTo("\r\n");
        return all;
    }

    /// A quoted string or literal, which is no atom.
    private record Text(String text) {}

    /// Strict about what it reads.
    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text, int at) {
            this.text = text;
            this.at = at;
        }

        Object value() {
            char c = text.charAt(at);
            if (c == '(') {
                at++;
                List<Object> list = new ArrayList<>();
                while (text.charAt(at) != ')') {
                    if (!list.isEmpty() && text.charAt(at) == ' ') {
                        at++;
                    } else if (!list.isEmpty()) { // addresses and bodies stand without space between
                        assertThat(text.charAt(at)).isEqualTo('(');
                        assertThat(list.getLast()).isInstanceOf(List.class);
                    }
                    list.add(value());
                }
                at++;
                return list;
            }
            if (c == '"') {
                StringBuilder value = new StringBuilder();
                for (at++; text.charAt(at) != '"'; at++) {
                    if (text.charAt(at) == '\\') {
                        at++;
                    }
                    assertThat(text.charAt(at)).isNotIn('\r', '\n', '\0').matches(k -> k < 0x80);
                    value.append(text.charAt(at));
                }
                at++;
                return new Text(value.toString());
            }
            if (c == '{') {
                int end = text.indexOf("}\r\n", at);
                int size = Integer.parseInt(text.substring(at + 1, end));
                at = end + 3 + size;
                return new Text(text.substring(end + 3, at));
            }
            int from = at;
            while (" ()\r".indexOf(text.charAt(at)) < 0) {
                at = text.charAt(at) == '[' ? text.indexOf(']', at) : at + 1;
            }
            assertThat(at).isGreaterThan(from);
            return text.substring(from, at);
        }
    }
}
