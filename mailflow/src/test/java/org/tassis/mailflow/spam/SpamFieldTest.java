package org.tassis.mailflow.spam;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.mailflow.spam.SpamVerdict.Filing;
import org.tassis.message.HeaderFields;

class SpamFieldTest {
    private static final SpamVerdict VERDICT = new SpamVerdict(
            Filing.JUNK,
            7.34,
            List.of(
                    new Score("spf-fail", 2, "b.example"),
                    new Score("learnt-spam", 5.5, "99"),
                    new Score("dmarc-pass", -1, "x; y=3 %\r\nBcc: é")));

    private static SpamVerdict again(SpamVerdict verdict) {
        byte[] field = SpamField.render(verdict).getBytes(StandardCharsets.US_ASCII);
        HeaderFields fields = new HeaderFields(field);
        assertThat(fields.next()).isTrue();
        assertThat(fields.isNamed(SpamField.NAME)).isTrue();
        assertThat(fields.end()).as("one field").isEqualTo(field.length);
        return SpamField.parse(fields.value()).orElseThrow();
    }

    @Test
    void theFieldIsReadAsItWasWritten() {
        assertThat(SpamField.render(VERDICT)).startsWith("X-Tassis-Spam: junk, score=7.3; spf-fail=2 b.example;");
        assertThat(again(VERDICT)).isEqualTo(VERDICT);
        assertThat(VERDICT.scores().getLast().detail()).doesNotContain("\r", "\n");
        assertThat(SpamField.render(VERDICT).lines()).allMatch(line -> line.length() < 200);
    }

    @Test
    void anythingMayStandInDetails() {
        Random random = new Random(3);
        for (int round = 0; round < 500; round++) {
            List<Score> scores = new ArrayList<>();
            for (int i = random.nextInt(50); i > 0; i--) {
                char[] detail = new char[random.nextInt(100)];
                for (int k = 0; k < detail.length; k++) {
                    detail[k] = (char) (random.nextInt(5) == 0 ? random.nextInt(0xd800) : random.nextInt(0x80));
                }
                scores.add(new Score("a-code", random.nextInt(200) / 10.0 - 10, new String(detail)));
            }
            SpamVerdict verdict = new SpamVerdict(Filing.EACH, random.nextInt(100) / 10.0, scores);
            SpamVerdict read = again(verdict);
            assertThat(read.score()).isEqualTo(verdict.score());
            assertThat(read.scores()).isEqualTo(scores.subList(0, Math.min(40, scores.size())));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "junk",
                "junk, score=",
                "junk, score=1e9",
                "maybe, score=1",
                "junk, score=1; =2",
                "junk, score=1; x",
                "junk, score=1; x=y",
                "junk, score=99999999"
            })
    void whatIsNoVerdictIsNone(String value) {
        assertThat(SpamField.parse(value)).isEmpty();
    }

    private static Properties texts(String suffix) {
        Properties texts = new Properties();
        try (Reader in = new InputStreamReader(
                SpamFieldTest.class.getResourceAsStream("/org/tassis/mailflow/spam/scores" + suffix + ".properties"),
                StandardCharsets.UTF_8)) {
            texts.load(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"_fr", "_nl"})
    void everyLanguageHasEverySentence(String suffix) {
        Properties english = texts("");
        Properties other = texts(suffix);
        assertThat(other.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(other.getProperty(key).contains("{detail}"))
                    .as(key)
                    .isEqualTo(english.getProperty(key).contains("{detail}"));
            if (!key.equals("score")) {
                assertThat(other.getProperty(key)).as(key).isNotBlank().isNotEqualTo(english.getProperty(key));
            }
        }
        for (Filing filing : Filing.values()) {
            assertThat(english).containsKey("verdict." + filing.name().toLowerCase(Locale.ROOT));
        }
    }

    /// Every code that is written in the code of mail flow.
    @Test
    void everyCodeHasASentence() throws IOException {
        Pattern marked = Pattern.compile(
                "(?:mark\\([^;]*?|new (?:Score|Mark)\\([^;]*?|SCORE[A-Z_]* = )\"([a-z]+(?:-[a-z]+)+)\"");
        TreeSet<String> codes = new TreeSet<>();
        try (var files = java.nio.file.Files.walk(java.nio.file.Path.of("src/main/java"))) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = java.nio.file.Files.readString(file);
                if (source.contains("Mark") || source.contains("Score")) {
                    codes.addAll(marked.matcher(source)
                            .results()
                            .map(found -> found.group(1))
                            .collect(Collectors.toSet()));
                }
            }
        }
        assertThat(codes).contains("spf-fail", "helo-is-short", "host-without-name");
        Properties english = texts("");
        assertThat(codes).allSatisfy(code -> assertThat(english).containsKey("score." + code));
    }

    @Test
    void theStoredFieldIsToldInThreeLanguages() {
        String value =
                SpamField.render(VERDICT).substring("X-Tassis-Spam: ".length()).strip();
        String unfolded = value.replace("\r\n", "");
        assertThat(new SpamSentences(Locale.ENGLISH).of(unfolded))
                .hasSize(4)
                .contains("It was taken for spam and went to Junk: its points add up to 7.3.")
                .contains("By what was learnt here from earlier mail, it is like spam (99 of 100). (+5.5)")
                .contains("The domain b.example says that this computer may not send its mail. (+2.0)");
        assertThat(new SpamSentences(Locale.FRENCH).of(unfolded))
                .contains("Le domaine b.example dit que cette machine ne peut pas envoyer son courrier. (+2,0)");
        assertThat(new SpamSentences(Locale.of("nl")).of(unfolded).getFirst()).contains("7,3");
        assertThat(new SpamSentences(Locale.ENGLISH).of("what a stranger wrote"))
                .isEmpty();
    }
}
