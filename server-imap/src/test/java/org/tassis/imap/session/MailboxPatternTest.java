package org.tassis.imap.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailboxPatternTest {
    @ParameterizedTest
    @CsvSource({
        "'',*,INBOX,true",
        "'',%,INBOX,true",
        "'',%,a/b,false",
        "'',*,a/b/c,true",
        "'',a/%,a/b,true",
        "'',a/%,a/b/c,false",
        "'',a/%/c,a/b/c,true",
        "'',%/%,a/b,true",
        "'',%/%,a,false",
        "a/,%,a/b,true",
        "a/,*,a,false",
        "a,*,ab,true",
        "'',inbox,INBOX,true",
        "'',iNb*,INBOX/x,true",
        "'',inbox/x,INBOX/x,true",
        "'',inbox/X,INBOX/x,false",
        "'',inboxes,INBOXES,false",
        "'',sent,Sent,false",
        "'',*%*a,bca,true",
        "'',a*b*c,aXbYc,true",
        "'',a*b*c,aXcYb,false",
        "'',Entwürfe,Entwürfe,true",
        "'',İnbox,INBOX,false",
    })
    void matchesAsListSays(String reference, String pattern, String name, boolean expected) {
        assertThat(MailboxPattern.of(reference, pattern).matches(name)).isEqualTo(expected);
    }

    @Test
    void agreesWithARegularExpression() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            String pattern = random(random, "ab/*%", 8);
            String name = random(random, "ab/", 8);
            String regex = pattern.replace("*", ".*").replace("%", "[^/]*");
            assertThat(MailboxPattern.of("", pattern).matches(name))
                    .as("seed %d: %s on %s", seed, pattern, name)
                    .isEqualTo(Pattern.matches(regex, name));
        }
    }

    @Test
    void anEvilPatternCostsLittle() {
        String name = "a".repeat(250);
        assertThat(MailboxPattern.of("", "*a".repeat(200) + "b").matches(name)).isFalse();
        assertThatCode(() -> MailboxPattern.of("", "*%".repeat(30_000)).matches(name))
                .doesNotThrowAnyException();
        assertThat(MailboxPattern.of("", "a".repeat(60_000)).matches(name)).isFalse();
    }

    private static String random(Random random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most) + 1; i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
