package org.tassis.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tassis.message.Scans.octets;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderFieldsTest {
    private static final byte[] HEADER = octets("From: a@b|Subject : one|\ttwo|broken line|X-Y:|from:c@d|||Body: no|");

    @Test
    void fieldsInOrder() {
        var fields = new HeaderFields(HEADER);
        var seen = new ArrayList<String>();
        while (fields.next()) {
            seen.add(fields.name() + "=" + fields.value());
        }
        assertThat(seen).containsExactly("From=a@b", "Subject=one\ttwo", "=broken line", "X-Y=", "from=c@d");
        assertThat(HeaderFields.first(HEADER, "FROM")).hasValue("a@b");
        assertThat(HeaderFields.first(HEADER, "To")).isEmpty();
        assertThat(HeaderFields.first(HEADER, "Body")).isEmpty();
    }

    @Test
    void selectionsAreOctetForOctetWithAnEmptyLine() {
        assertThat(selected(HEADER, false, "from", "x-y")).isEqualTo("From: a@b|X-Y:|from:c@d||");
        assertThat(selected(HEADER, false, "SUBJECT")).isEqualTo("Subject : one|\ttwo||");
        assertThat(selected(HEADER, false)).isEqualTo("|");
        assertThat(selected(HEADER, true, "From", "Subject")).isEqualTo("broken line|X-Y:||");
        assertThat(selected(octets("A: b"), false, "a")).isEqualTo("A: b||");
        assertThat(selected(new byte[0], true)).isEqualTo("|");
        assertThat(selected("A: b\nC: d\n e\n\n".getBytes(StandardCharsets.US_ASCII), false, "c"))
                .isEqualTo("C: d\n e\n|");
    }

    private static String selected(byte[] header, boolean others, String... names) {
        return new String(HeaderFields.select(header, List.of(names), others), StandardCharsets.ISO_8859_1)
                .replace("\r\n", "|");
    }
}
