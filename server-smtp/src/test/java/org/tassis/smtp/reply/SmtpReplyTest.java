package org.tassis.smtp.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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

    private static SmtpReply value(java.lang.reflect.Field field) {
        try {
            return (SmtpReply) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
