package org.tassis.smtp.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.EnhancedStatus;

class SmtpReplyTest {
    @Test
    void codeAndStatusMustAgree() {
        assertThatThrownBy(() -> new SmtpReply(550, Optional.of(new EnhancedStatus(4, 1, 1)), List.of("x")))
                .hasMessageContaining("does not agree");
    }

    @Test
    void textCannotBreakOutOfItsLine() {
        assertThatThrownBy(() -> new SmtpReply(250, Optional.empty(), List.of("a\r\n250 b")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyLineOfManyCarriesCodeAndStatus() {
        assertThat(SmtpReply.HELP.wire().lines())
                .hasSize(4)
                .startsWith("214-2.0.0 This is Tassis. Commands:")
                .last()
                .asString()
                .startsWith("214 2.0.0 ");
        assertThat(SmtpReply.ehlo("mx.example", List.of("SIZE 5", "HELP")).wire())
                .isEqualTo("250-mx.example\r\n250-SIZE 5\r\n250 HELP\r\n");
        assertThat(SmtpReply.AUTH_GO_ON.wire()).isEqualTo("334 \r\n");
    }

    @Test
    void theWholeCatalogueCanBeBuiltAndEndsSessionsWith421Only() throws Exception {
        List<SmtpReply> all = Arrays.stream(SmtpReply.class.getDeclaredFields())
                .filter(field -> Modifier.isPublic(field.getModifiers()) && field.getType() == SmtpReply.class)
                .map(SmtpReplyTest::value)
                .toList();
        assertThat(all).hasSizeGreaterThan(70).doesNotHaveDuplicates();
        assertThat(all).filteredOn(SmtpReply::closes).allMatch(reply -> reply.code() == 421 || reply.code() == 221);
    }

    @Test
    void anyReasonOfAFilterFitsIntoAReply() {
        assertThat(SmtpReply.rejected("No, thanks").wire()).isEqualTo("550 5.7.1 No, thanks\r\n");
        assertThat(SmtpReply.rejected("Désolé,\r\nà bientôt\n\n").wire())
                .isEqualTo("550-5.7.1 Desole,\r\n550 5.7.1 a bientot\r\n");
        assertThat(SmtpReply.rejected("要りません").wire())
                .isEqualTo("550 5.7.1 The recipient does not want this message\r\n");
        assertThat(SmtpReply.rejected("").wire()).contains("does not want");
        assertThat(SmtpReply.rejected("a\0\u2028b\r250 ok").lines()).containsExactly("a b 250 ok");
        assertThat(SmtpReply.rejected("x".repeat(100_000)).lines()).hasSize(20);
    }

    private static SmtpReply value(java.lang.reflect.Field field) {
        try {
            return (SmtpReply) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.001S, 1 second",
        "PT5S, 5 seconds",
        "PT1M59S, 119 seconds",
        "PT2M, 2 minutes",
        "PT14M0.001S, 15 minutes",
        "PT15M, 15 minutes",
        "PT119M, 119 minutes",
        "PT2H, 2 hours",
        "PT23H1M, 24 hours"
    })
    void whoMustWaitIsToldHowLong(Duration left, String words) {
        assertThat(SmtpReply.greylisted(left).wire())
                .isEqualTo("450 4.7.1 Greylisted, please try again in " + words + "\r\n");
        assertThat(SmtpReply.tooMuchAtOnce(left).wire())
                .startsWith("450 4.7.1 ")
                .endsWith(" " + words + "\r\n");
        assertThat(SmtpReply.accountBraked(left).wire())
                .startsWith("450 4.7.1 ")
                .endsWith(" " + words + "\r\n");
    }
}
