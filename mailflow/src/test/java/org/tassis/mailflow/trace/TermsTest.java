package org.tassis.mailflow.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Under which words of its subject a message is found.
class TermsTest {
    private static List<String> terms(String subject) {
        return Terms.of(new TraceEvent.Accepted(
                        Instant.EPOCH,
                        "k1",
                        new Peer("192.0.2.1", "mail.example", "smtp", ""),
                        "ann@example.org",
                        List.of("bob@example.net"),
                        "m1@example.org",
                        subject,
                        1,
                        List.of()))
                .stream()
                .toList();
    }

    @Test
    void wordsAreFoundWholeAndInTheirParts() {
        assertThat(terms("Re: [list] walk-two, l'été (2026/11/22)!"))
                .contains("re", "list", "walk", "two", "walk-two", "l'été", "2026/11/22", "été")
                .doesNotContain("", "[list]", "re:", "walk-two,");
    }
}
