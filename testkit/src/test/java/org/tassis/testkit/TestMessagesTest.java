package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestMessagesTest {
    private static List<byte[]> some(long seed) {
        TestMessages messages = new TestMessages(seed);
        List<byte[]> all = new ArrayList<>(List.of(
                messages.plain(500),
                messages.plain(12_345),
                messages.alternative(),
                messages.attachment(5_000),
                messages.nested(3),
                messages.encodedWords(),
                messages.utf8(),
                messages.eightBit(),
                messages.longLine(5_000),
                messages.hugeHeader(50_000),
                messages.brokenMime(),
                messages.headerOnly(),
                messages.dots()));
        for (int i = 0; i < 200; i++) {
            all.add(messages.any());
        }
        return all;
    }

    @Test
    void theSameSeedGivesTheSameMessages() {
        assertThat(some(7)).usingRecursiveComparison().isEqualTo(some(7));
        assertThat(some(7).getFirst()).isNotEqualTo(some(8).getFirst());
    }

    @Test
    void noMessageHasABareLineEnd() {
        for (byte[] octets : some(9)) {
            String text = new String(octets, StandardCharsets.ISO_8859_1).replace("\r\n", "");
            assertThat(text).doesNotContain("\r").doesNotContain("\n");
        }
    }

    @Test
    void sizesAreAsAsked() {
        TestMessages messages = new TestMessages(1);
        for (int size = 500; size < 700; size++) {
            assertThat(messages.plain(size)).hasSize(size);
        }
        assertThat(messages.attachment(30_000).length).isBetween(40_000, 44_000);
        assertThat(messages.hugeHeader(30_000).length).isBetween(30_000, 32_000);
    }

    @Test
    void structuresAreWhatTheNamesSay() {
        TestMessages messages = new TestMessages(2);
        assertThat(TestMessages.structure(messages.alternative()).root().children())
                .hasSize(2);
        assertThat(TestMessages.structure(messages.attachment(10)).root().children())
                .hasSize(2);
        assertThat(TestMessages.structure(messages.nested(1))
                        .root()
                        .children()
                        .get(1)
                        .isMessage())
                .isTrue();
        assertThat(TestMessages.content(messages.dots()).structure().envelope().messageId())
                .isPresent();
    }
}
