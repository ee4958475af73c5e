package org.tassis.migration.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a server announces is believed only as far as it was asked for, however its octets arrive.
class GuardedInputTest {
    private static String read(String text, int step) throws IOException {
        GuardedInput in = new GuardedInput(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), OptionalLong.empty());
        in.allow(100_000, 1000);
        StringBuilder read = new StringBuilder();
        byte[] buffer = new byte[step];
        for (int count = in.read(buffer, 0, step); count >= 0; count = in.read(buffer, 0, step)) {
            read.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        }
        return read.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 4096})
    void literalsOfTheRightSizePass(int step) throws IOException {
        String inside = "* 2 FETCH (BODY[] {2000000000}\r\n"; // within a literal it means nothing
        String text =
                "* 1 FETCH (BODY[] {" + inside.length() + "}\r\n" + inside + " UID 7 {3+}\r\nabc)\r\na {x}\r\n{}\r\n";
        assertThat(read(text, step)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 4096})
    void announcementsThatAreTooLargeEndIt(int step) {
        for (String number : new String[] {"1001", "2147483647", "99999999999999999999999999999999"}) {
            String text = "* OK\r\n* 1 FETCH (BODY[] {" + number + "}\r\n";
            assertThatThrownBy(() -> read(text, step)).isInstanceOf(IOException.class);
        }
        assertThatCode(() -> read("* 1 FETCH (BODY[] {1000}\r\n", step)).doesNotThrowAnyException();
        assertThatThrownBy(() -> read("x".repeat(100_001), step)).hasMessageContaining("more than it was asked for");
    }
}
