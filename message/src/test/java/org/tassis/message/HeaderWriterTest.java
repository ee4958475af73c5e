package org.tassis.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderWriterTest {
    private static final String LONG =
            "Été à Liège, où les trains partent encore à l'heure, 🚂 et même le dimanche soir";

    @Test
    void asciiStaysAsItIs() {
        assertThat(HeaderWriter.text("Subject", "Trains leave")).isEqualTo("Subject: Trains leave\r\n");
        assertThat(HeaderWriter.words("Mail delivery")).isEqualTo("Mail delivery");
        assertThat(HeaderWriter.phrase("Ann \"A\" \\ Smith")).isEqualTo("\"Ann \\\"A\\\" \\\\ Smith\"");
    }

    @Test
    void whatIsNotAsciiComesBackFromWordsThatAreShortEnough() {
        for (String written : List.of(
                HeaderWriter.words(LONG),
                HeaderWriter.phrase(LONG),
                HeaderWriter.text("X", LONG).substring(3).strip())) {
            assertThat(written).matches("\\p{ASCII}+");
            assertThat(written.split("\r\n ")).hasSizeGreaterThan(2).allMatch(word -> word.length() <= 75);
            assertThat(HeaderText.decode(written.replace("\r\n", ""))).isEqualTo(LONG);
        }
    }

    @Test
    void nothingMakesAFieldOfItsOwn() {
        String hostile = "x\r\nBcc: all@example.org\n\u2028é";
        for (String text : List.of(hostile, hostile.replace("é", "").replace("\u2028", ""))) {
            assertThat(HeaderWriter.words(text)).doesNotContain("\nBcc", "\rBcc");
            assertThat(HeaderWriter.text("Subject", text)).doesNotContain("\nBcc", "\rBcc");
        }
    }

    @Test
    void longLinesAreFoldedBetweenWords() {
        String folded = HeaderWriter.text("Subject", "word ".repeat(40));
        assertThat(folded.strip().split("\r\n")).hasSizeGreaterThan(2).allMatch(line -> line.length() <= 78);
        assertThat(folded.replace("\r\n", ""))
                .isEqualTo("Subject: " + "word ".repeat(40).strip());
    }
}
