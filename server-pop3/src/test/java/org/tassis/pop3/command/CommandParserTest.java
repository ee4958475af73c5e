package org.tassis.pop3.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandParserTest {
    private static String parse(String line) {
        try {
            return CommandParser.parse(line.getBytes(StandardCharsets.ISO_8859_1))
                    .toString();
        } catch (CommandRefused e) {
            return e.why().name();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            ignoreLeadingAndTrailingWhitespace = false,
            quoteCharacter = '\0',
            value = {
                "CAPA#Capa[]",
                "capa  #Capa[]",
                "CAPA x#ARGUMENTS",
                " CAPA#UNKNOWN",
                "#UNKNOWN",
                " #UNKNOWN",
                "QUIT#Quit[]",
                "STLS#Stls[]",
                "UTF8#Utf8[]",
                "LANG#Lang[tag=Optional.empty]",
                "LANG fr#Lang[tag=Optional[fr]]",
                "LANG fr en#ARGUMENTS",
                "USER ann#User[name=ann]",
                "USER#ARGUMENTS",
                "USER a b#ARGUMENTS",
                "PASS secret#Pass[password=***]",
                "PASS#ARGUMENTS",
                "PASS #ARGUMENTS",
                "PASS  #Pass[password=***]",
                "AUTH#Auth[mechanism=, initial=Optional.empty]",
                "AUTH plain#Auth[mechanism=PLAIN, initial=Optional.empty]",
                "AUTH plain AGEAYg==#Auth[mechanism=PLAIN, initial=Optional[***]]",
                "STAT#Stat[]",
                "LIST#List[message=OptionalInt.empty]",
                "LIST 7#List[message=OptionalInt[7]]",
                "LIST 0#NO_SUCH_MESSAGE",
                "LIST 1 2#ARGUMENTS",
                "UIDL 007#Uidl[message=OptionalInt[7]]",
                "RETR 1#Retr[message=1]",
                "RETR#ARGUMENTS",
                "RETR +1#ARGUMENTS",
                "RETR 99999999999999999999999#Retr[message=2147483647]",
                "TOP 1 0#Top[message=1, lines=0]",
                "TOP 1  5#Top[message=1, lines=5]",
                "TOP 1#ARGUMENTS",
                "TOP 0 1#NO_SUCH_MESSAGE",
                "TOP 1 x#ARGUMENTS",
                "DELE 3#Dele[message=3]",
                "RSET#Rset[]",
                "NOOP#Noop[]",
                "NO\tOP#UNKNOWN",
                "NOOP\u0001#UNREADABLE",
                "GET / HTTP/1.1#HTTP",
                "APOP a b#UNKNOWN",
            })
    void lines(String line, String expected) {
        assertThat(parse(line == null ? "" : line)).isEqualTo(expected);
    }

    @Test
    void everyLineIsACommandOrARefusal() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var words = new String[] {
            "RETR",
            "TOP",
            "LIST",
            "UIDL",
            "AUTH",
            "PLAIN",
            "USER",
            "PASS",
            "LANG",
            "DELE",
            " ",
            "  ",
            "1",
            "0",
            "-",
            "99999999999",
            "*",
            "=",
            "\0",
            "\t",
            "\r",
            "\n",
            "\u00e9",
            "\u00ff",
            "retr",
            "\u0130",
            "x"
        };
        for (int round = 0; round < 200_000; round++) {
            var line = new StringBuilder();
            for (int n = random.nextInt(6); n > 0; n--) {
                line.append(random.nextInt(10) == 0 ? (char) random.nextInt(256) : words[random.nextInt(words.length)]);
            }
            try {
                assertThat(parse(line.toString())).isNotNull();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + line, e);
            }
        }
    }
}
