package org.tassis.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is found in files of all kinds.
@Timeout(120)
class FileTextTest {
    private static final int MOST = 20_000;

    @TempDir
    Path directory;

    private final FileText reading = new FileText(MOST);

    private Optional<String> text(byte[] octets, String name) throws IOException {
        return text(octets, "application/octet-stream", name);
    }

    private Optional<String> text(byte[] octets, String type, String name) throws IOException {
        Path file = Files.write(directory.resolve("attachment"), octets);
        return reading.of(file, type, name);
    }

    private void assertHolds(byte[] octets, String name) throws IOException {
        assertThat(text(octets, name).orElse("")).as(name).contains("zebra in the garden");
        assertThat(text(octets, "").orElse("")).as("%s without its name", name).contains("zebra in the garden");
    }

    @Test
    void documentsOfManyKindsHaveTheirText() throws IOException {
        assertHolds(Papers.pdf("A zebra in the garden"), "a.pdf");
        assertHolds(Papers.docx("A zebra in the garden"), "a.docx");
        assertHolds(Papers.xlsx("A zebra in the garden"), "a.xlsx");
        assertHolds(Papers.xls("A zebra in the garden"), "a.xls");
        assertHolds(Papers.pptx("A zebra in the garden"), "a.pptx");
        assertHolds(Papers.ppt("A zebra in the garden"), "a.ppt");
        assertHolds(Papers.odt("A zebra in the garden"), "a.odt");
        assertHolds(Papers.rtf("A zebra in the garden"), "a.rtf");
        assertHolds(Papers.html("A zebra in the garden"), "a.html");
        assertHolds(Papers.ascii("A zebra in the garden"), "a.txt");
    }

    @Test
    void whatTheSenderSaysIsOnlyAHint() throws IOException {
        assertThat(text(Papers.pdf("A zebra in the garden"), "application/msword", "letter.doc"))
                .hasValueSatisfying(text -> assertThat(text).contains("zebra"));
        assertThat(text(Papers.docx("A zebra in the garden"), "application/pdf", "letter.pdf"))
                .hasValueSatisfying(text -> assertThat(text).contains("zebra"));
    }

    @Test
    void markupAndStylesAreNoText() throws IOException {
        assertThat(text(Papers.html("zebra"), "a.html")).hasValue("zebra");
        assertThat(text(Papers.rtf("zebra"), "a.rtf")).hasValue("zebra");
    }

    @Test
    void whatIsNoDocumentHasNone() throws IOException {
        assertThat(text(new byte[0], "a.pdf")).isEmpty();
        assertThat(text(Papers.pdf("zebra", "secret"), "a.pdf")).isEmpty();
        assertThat(text(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13}, "a.png"))
                .isEmpty();
    }

    @Test
    void longTextsAreCut() throws IOException {
        String text = text(Papers.ascii("zebra  ".repeat(100_000)), "a.txt").orElseThrow();
        assertThat(text.length()).isBetween(MOST / 2, MOST);
        assertThat(text).startsWith("zebra zebra zebra");
    }

    @Test
    void bombsAreNotUnpackedToTheEnd() throws IOException {
        assertThat(text(Papers.bomb("<w:p><w:r><w:t>zebra</w:t></w:r></w:p>", 300), "a.docx")
                        .orElse("")
                        .length())
                .isLessThanOrEqualTo(MOST);
        text(Papers.bomb("<w:p></w:p>", 300), "a.docx");
        text(Papers.bomb("<!-- nothing to be seen in here -->", 300), "a.docx");
    }

    @Test
    void entitiesAreNotFollowed() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "giraffe");
        String outside = "<!DOCTYPE x [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]>";
        assertThat(text(Papers.odt(outside, "<text:p>zebra &e;</text:p>"), "a.odt")
                        .orElse(""))
                .doesNotContain("giraffe");
        StringBuilder laughs = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 \"zebra zebra\">");
        for (int i = 1; i < 30; i++) {
            laughs.append("<!ENTITY a").append(i).append(" \"");
            laughs.append(("&a" + (i - 1) + ";").repeat(10)).append("\">");
        }
        assertThat(text(Papers.odt(laughs + "]>", "<text:p>&a29;</text:p>"), "a.odt")
                        .orElse("")
                        .length())
                .isLessThanOrEqualTo(MOST);
    }

    @Test
    void whatIsNestedWithoutEndComesToAnEnd() throws IOException {
        text(Papers.ascii("{\\rtf1 " + "{".repeat(500_000) + " zebra"), "a.rtf");
        text(Papers.ascii("<html><body>" + "<div>".repeat(50_000) + "zebra"), "a.html");
        text(Papers.odt("", "<text:p>".repeat(50_000) + "zebra" + "</text:p>".repeat(50_000)), "a.odt");
        text(Papers.ascii("%PDF-1.4\n1 0 obj\n" + "[".repeat(200_000)), "a.pdf");
        text(Papers.loopingPdf(), "a.pdf");
    }

    @Test
    void damagedDocumentsAreReadAsFarAsTheyMakeSense() throws IOException {
        long seed = System.nanoTime();
        System.out.println("damagedDocumentsAreReadAsFarAsTheyMakeSense seed " + seed);
        Random random = new Random(seed);
        byte[][] good = {
            Papers.pdf("A zebra in the garden"),
            Papers.docx("A zebra in the garden"),
            Papers.xls("A zebra in the garden"),
            Papers.odt("A zebra in the garden"),
            Papers.rtf("A zebra in the garden")
        };
        String[] names = {"a.pdf", "a.docx", "a.xls", "a.odt", "a.rtf"};
        for (int i = 0; i < 60; i++) {
            int which = i % good.length;
            byte[] bad = good[which].clone();
            if (random.nextBoolean()) {
                bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            } else {
                for (int flips = 1 + random.nextInt(20); flips > 0; flips--) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                }
            }
            assertThat(text(bad, names[which]).orElse("").length()).isLessThanOrEqualTo(MOST);
        }
    }
}
