package org.tassis.mailflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tassis.mailflow.trace.Endings;
import org.tassis.mailflow.trace.Peer;
import org.tassis.mailflow.trace.TraceEvent;

class EndingsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:39:06Z");
    private static final Peer PEER = new Peer("192.0.2.7", "mail.b.example", "smtp", "");
    private static final Pattern PLACE = Pattern.compile("\\{[a-z]+}");

    private static Properties texts(String suffix) {
        Properties texts = new Properties();
        try (Reader in = new InputStreamReader(
                EndingsTest.class.getResourceAsStream("/org/tassis/mailflow/trace/endings" + suffix + ".properties"),
                StandardCharsets.UTF_8)) {
            texts.load(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return texts;
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text).results().map(found -> found.group()).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"_fr", "_nl"})
    void everyLanguageHasEveryText(String suffix) {
        Properties english = texts("");
        Properties other = texts(suffix);
        assertThat(other.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(places(other.getProperty(key))).as(key).isEqualTo(places(english.getProperty(key)));
            assertThat(other.getProperty(key)).as(key).isNotBlank().isNotEqualTo(english.getProperty(key));
        }
    }

    @Test
    void everyRefusalHasASentence() {
        Properties english = texts("");
        for (Class<?> refusal : Refusal.class.getPermittedSubclasses()) {
            assertThat(english).containsKey("refused." + refusal.getSimpleName());
        }
    }

    private static Stream<TraceEvent> events() {
        return Stream.concat(
                Stream.of(TraceEvent.Attempted.Outcome.values())
                        .map(outcome ->
                                new TraceEvent.Attempted(NOW, "id", "r@c.example", "mx.c.example", outcome, "451 no")),
                Stream.of(
                        new TraceEvent.Connected(NOW, PEER),
                        refused("NoSuchUser", true),
                        refused("NotKnownYet", true),
                        new TraceEvent.Accepted(NOW, "id", PEER, "", List.of("r@c.example"), "", "", 1, List.of()),
                        new TraceEvent.Delivered(NOW, "id", "r@c.example", "ann"),
                        new TraceEvent.Filtered(NOW, "id", "r@c.example", "filed", "Shop"),
                        new TraceEvent.Filtered(NOW, "id", "r@c.example", "unheard", "Shop"),
                        new TraceEvent.Deleted(NOW, "id", "r@c.example", "expiry"),
                        new TraceEvent.LeftOut(NOW, 3)));
    }

    private static TraceEvent refused(String cause, boolean enforced) {
        return new TraceEvent.Refused(
                NOW, "id", PEER, TraceEvent.Stage.RCPT, "a@b.example", "r@c.example", cause, "why", enforced);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr", "nl"})
    void everyEventHasASentenceWithNothingLeftOpen(String language) {
        Endings endings = new Endings(Locale.of(language));
        assertThat(events().map(endings::sentence))
                .allSatisfy(text ->
                        assertThat(text).isNotBlank().doesNotContain("{").doesNotContain("}"));
        assertThat(events().map(endings::sentence)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | Refused: there is no address r@c.example here.",
                "fr | Refusé\u00a0: l'adresse r@c.example n'existe pas ici.",
                "nl | Geweigerd: het adres r@c.example bestaat hier niet.",
                "de | Refused: there is no address r@c.example here.",
            })
    void aSentenceIsInThePersonsLanguage(String language, String text) {
        assertThat(new Endings(Locale.of(language)).sentence(refused("NoSuchUser", true)))
                .isEqualTo(text);
    }

    @Test
    void anObservedRefusalSaysSo() {
        assertThat(new Endings(Locale.ENGLISH).sentence(refused("NoSuchUser", false)))
                .isEqualTo("Only observed, not refused: Refused: there is no address r@c.example here.");
    }

    @Test
    void whatAStrangerSaidIsNotReadAsAPlace() {
        TraceEvent event = new TraceEvent.Refused(
                NOW,
                "",
                new Peer("192.0.2.7", "{detail}", "", ""),
                TraceEvent.Stage.RCPT,
                "",
                "r@c.example",
                "RelayDenied",
                "secret",
                true);
        assertThat(new Endings(Locale.ENGLISH).sentence(event))
                .contains("{detail}")
                .doesNotContain("secret");
    }
}
