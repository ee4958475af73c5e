package org.tassis.senderauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.DomainName;
import org.tassis.senderauth.header.MessageHeader;

/// RFC 8601 §2.2, §5. What is rendered is in {@link SenderAuthenticationTest}.
class AuthenticationResultsFieldTest {
    private static final List<DomainName> HERE = List.of(new DomainName("mx.tassis.example"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.tassis.example; spf=pass",
                " MX.Tassis.Example;spf=pass",
                " mx.tassis.example 1; spf=pass",
                "\r\n\t(a (nested) \\) comment)\r\n mx.tassis.example; none",
                "(;)mx.tassis.example(x); none",
                "\"mx.tassis.example\"; none",
                "\"mx.tassis\\.example\"; none",
                "mx.tassis.example.; none",
                "mx.tassis.example",
                "(never closed mx.tassis.example; spf=pass",
                "\"mx.tassis.example; spf=pass",
            })
    void claims(String value) {
        assertThat(AuthenticationResultsField.claims(value, HERE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx.example.org; spf=pass smtp.mailfrom=mx.tassis.example",
                "sub.mx.tassis.example; none",
                "tassis.example; none",
                "(mx.tassis.example) other.example; none",
                "",
                " ",
                ";",
                "(never closed",
            })
    void claimsNot(String value) {
        assertThat(AuthenticationResultsField.claims(value, HERE)).isFalse();
    }

    @Test
    void forgedFieldsGoAndOthersStayOctetForOctet() {
        String header = "Received: x\r\nAuthentication-Results: mx.tassis.example; dmarc=pass\r\n\theader.from=a\r\n"
                + "authentication-results : other.example; none\r\nAUTHENTICATION-RESULTS :\r\n mx.tassis.example\r\n"
                + "Subject: \u00e9\r\n\r\n";
        var read = MessageHeader.of(header.getBytes(ISO_8859_1));
        var forged = AuthenticationResultsField.forged(read, HERE);
        assertThat(forged).hasSize(2);
        assertThat(new String(AuthenticationResultsField.without(read, forged), ISO_8859_1))
                .isEqualTo("Received: x\r\nauthentication-results : other.example; none\r\nSubject: \u00e9\r\n\r\n");
        assertThat(AuthenticationResultsField.without(read, List.of())).isEqualTo(header.getBytes(ISO_8859_1));
    }

    @Test
    void nothingThrows() {
        var random = new Random(4);
        for (int round = 0; round < 5000; round++) {
            var value = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                value.append("()\"\\; mx.tassis.example\r\n\u0000\u00ff".charAt(random.nextInt(26)));
            }
            AuthenticationResultsField.claims(value.toString(), HERE);
        }
    }
}
