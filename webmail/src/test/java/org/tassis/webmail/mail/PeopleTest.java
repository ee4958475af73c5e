package org.tassis.webmail.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.message.AddressList;
import org.tassis.testkit.TestMessages;

class PeopleTest {
    @ParameterizedTest
    @CsvSource({
        "Ann <ann@example.org>, false",
        "\"ann@example.org\" <ann@example.org>, false",
        "\"boss@example.org\" <thief@elsewhere.example>, true",
        "=?UTF-8?Q?P=D0=B0yP=D0=B0l?= <x@elsewhere.example>, true",
        "Shop <news@xn--80ak6aa92e.com>, true",
        "Shop <news@xn--mnchen-3ya.de>, false",
        "Shop <news@xn--j1ail.xn--p1ai>, false",
        "=?UTF-8?Q?=D0=98=D0=B2=D0=B0=D0=BD?= <ivan@example.org>, false"
    })
    void whoDeceivesIsSeen(String from, boolean deceives) {
        assertThat(People.of(AddressList.parse(from, 5)).getFirst().deceives()).isEqualTo(deceives);
    }

    @Test
    void namesOfFilesAreOnlyNames() {
        String message = """
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: application/octet-stream
                Content-Disposition: attachment; filename="../../etc/passwd"

                x
                --b
                Content-Type: application/octet-stream
                Content-Disposition: attachment; filename*=utf-8''photo%E2%80%AEgpj.exe

                x
                --b
                Content-Type: image/png
                Content-Disposition: attachment

                x
                --b--
                """.replace("\n", "\r\n");
        MessageParts parts = MessageParts.of(TestMessages.structure(message.getBytes(StandardCharsets.UTF_8)), true);
        assertThat(parts.attachments())
                .extracting(MessageParts.Attachment::name)
                .containsExactly("passwd", "photogpj.exe", "part-3.png");
    }
}
