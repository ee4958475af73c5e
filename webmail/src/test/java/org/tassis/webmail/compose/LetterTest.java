package org.tassis.webmail.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.core.EmailAddress;
import org.tassis.mailflow.Refusal;
import org.tassis.message.Spool;
import org.tassis.webmail.html.Flowed;

class LetterTest {
    @TempDir
    Path directory;

    private static Person person(String typed) {
        return Person.typed(typed).people().getFirst();
    }

    @Test
    void addressesAreTakenAsPeopleTypeThem() {
        Person.Typed typed =
                Person.typed("ann@example.org; Bob <bob@example.org>,\n\"Doe, Jane\" <jane@example.org> nonsense,"
                        + " \u00c9lodie <\u00e9lodie@exemple.fr>");
        assertThat(typed.people().stream().map(one -> one.address().toString()))
                .contains("ann@example.org", "bob@example.org", "\u00e9lodie@exemple.fr");
        assertThat(Person.typed("\"Doe, Jane\" <jane@example.org>").people())
                .containsExactly(new Person("Doe, Jane", EmailAddress.valueOf("jane@example.org")));
        assertThat(Person.typed("just words").wrong()).isNotEmpty();
        assertThat(Person.typed(" , ;; \n").people()).isEmpty();
        assertThat(new Person("Doe, Jane", EmailAddress.valueOf("jane@example.org")))
                .hasToString("\"Doe, Jane\" <jane@example.org>");
    }

    @Test
    void noFieldEndsALineOfTheHeader() throws Exception {
        Letter letter = letter("a subject\r\nBcc: everybody@example.org\r\n\r\n<script>", "text");
        String written = written(letter, false);
        String header = written.substring(0, written.indexOf("\r\n\r\n"));
        assertThat(header.lines().filter(line -> line.startsWith("Bcc"))).isEmpty();
        assertThat(header).contains("Subject: a subject  Bcc: everybody@example.org");
    }

    @Test
    void onlyWhatStaysHereNamesBcc() throws Exception {
        assertThat(written(letter("s", "t"), true)).contains("Bcc: secret@example.org");
        assertThat(written(letter("s", "t"), false)).doesNotContain("secret@example.org");
    }

    @Test
    void everyLineEndsWithCrlfAndIsShort() throws Exception {
        String written = written(
                letter("\u00e9".repeat(300), "a line\n" + "long ".repeat(100) + "\n\u00fcber\n.\nFrom here"), false);
        assertThat(written.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
        assertThat(written.lines().mapToInt(String::length).max().orElseThrow()).isLessThanOrEqualTo(998);
    }

    @Test
    void linesFlow() {
        String flowed = Flowed.of("word ".repeat(40).strip() + "\n> quoted ".repeat(1) + "\n-- \nAnn");
        assertThat(flowed.lines().limit(1).findFirst().orElseThrow())
                .endsWith(" ")
                .hasSizeLessThan(77);
        assertThat(flowed).endsWith("> quoted\n-- \nAnn\n");
        assertThat(Flowed.of(" a stuffed line\n>not a quote? yes\nFrom me"))
                .startsWith("  a stuffed")
                .contains("\n From me");
        assertThat(Flowed.of("x".repeat(200))).isEqualTo("x".repeat(200) + "\n");
        assertThat(Flowed.of("")).isEqualTo("\n");
    }

    @Test
    void namesOfFilesLoseTheirFoldersAndTricks() {
        assertThat(FileName.of("..\\..\\C:\\x\\report.pdf")).isEqualTo("report.pdf");
        assertThat(FileName.of("/etc/passwd")).isEqualTo("passwd");
        assertThat(FileName.of("..")).isEqualTo("file");
        assertThat(FileName.of("gpj.\u202eexe")).isEqualTo("gpj.exe");
        assertThat(FileName.of("a\r\nb\0c")).isEqualTo("abc");
        assertThat(FileName.of("x".repeat(5000))).hasSize(120);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "See the attached file",
                "The time-table is in the attachment.",
                "I attach the way-bill.",
                "Enclosed you find two pictures",
                "Vous trouverez ci-joint le plan",
                "La facture est en pièce jointe.",
                "Les pieces jointes suivent",
                "Je vous joins la lettre de voiture.",
                "Je t’joins le plan, en annexe",
                "Le document joint dit tout.",
                "Zie de bijlage",
                "Als BIJLAGEN vindt u de vrachtbrieven",
                "Bijgevoegd de factuur",
                "Ik voeg de vrachtbrief van gisteren bij.",
                "Wij voegen de foto's toe"
            })
    void aForgottenFileIsNoticedInThreeLanguages(String text) {
        assertThat(Forgotten.in("", text)).isTrue();
        assertThat(Forgotten.in(text, "")).isTrue();
        assertThat(Forgotten.in("", "> " + text + "\nthanks!")).isFalse();
        assertThat(Forgotten.in("", "Hello\n-- \n" + text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "She joins us on Monday",
                "nothing of the kind",
                "Nous nous rejoignons à Malines, au point de jonction",
                "Het paard is bijgekomen. Toe maar",
                "A counter-attack",
                "Ik voeg me naar u."
            })
    void wordsThatOnlyLookLikeItAreNone(String text) {
        assertThat(Forgotten.in(text, text)).isFalse();
    }

    @Test
    void everyRefusalHasASentence() throws Exception {
        Properties sentences = new Properties();
        try (var in = LetterTest.class.getResourceAsStream("messages.properties")) {
            sentences.load(in);
        }
        assertThat(Arrays.stream(Refusal.class.getPermittedSubclasses()).map(kind -> "refusal." + kind.getSimpleName()))
                .allMatch(sentences::containsKey);
        for (String language : List.of("_fr", "_nl")) {
            Properties other = new Properties();
            try (var in = LetterTest.class.getResourceAsStream("messages" + language + ".properties")) {
                other.load(in);
            }
            assertThat(other.keySet()).isEqualTo(sentences.keySet());
        }
    }

    private Letter letter(String subject, String text) {
        byte[] file = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);
        return new Letter(
                person("Ann <ann@example.org>"),
                Optional.empty(),
                List.of(person("bob@example.org")),
                List.of(person("\u00c9lodie <elodie@example.org>")),
                List.of(person("secret@example.org")),
                subject,
                Body.plain(text),
                "<a@b>",
                List.of("<x@y>", "<a@b>"),
                false,
                List.of(new Letter.Attachment(
                        "",
                        "\u00e9t\u00e9.txt",
                        "text/plain",
                        file.length,
                        Optional.empty(),
                        () -> new ByteArrayInputStream(file))));
    }

    private String written(Letter letter, boolean full) throws Exception {
        LetterWriter writer = new LetterWriter(directory);
        try (Spool spool = writer.write(
                        letter, LetterWriter.newId(letter.from()), Instant.parse("2026-01-02T03:04:05Z"), full);
                var in = spool.open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
