package org.tassis.mailflow.spam;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/// Says in plain words why a message was taken for what it was: English, French or Dutch; English for every other
/// language. Immutable.
public final class SpamSentences {
    static final String BUNDLE = "org.tassis.mailflow.spam.scores";

    private final ResourceBundle texts;
    private final Locale language;

    public SpamSentences(Locale language) {
        this.language = language;
        this.texts = ResourceBundle.getBundle(
                BUNDLE,
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }

    /// What the field says that was kept with a message: the verdict first, then what led to it, the weightiest
    /// first. Nothing when the field is none of this server's. Texts may hold what strangers said.
    ///
    /// @param value of {@link SpamField#NAME}, unfolded
    public List<String> of(String value) {
        Optional<SpamVerdict> verdict = SpamField.parse(value);
        return verdict.isPresent() ? of(verdict.get()) : List.of();
    }

    public List<String> of(SpamVerdict verdict) {
        List<String> sentences = new ArrayList<>();
        sentences.add(text("verdict." + verdict.filing().name().toLowerCase(Locale.ROOT), number(verdict.score())));
        verdict.scores().stream()
                .sorted((a, b) -> Double.compare(Math.abs(b.weight()), Math.abs(a.weight())))
                .map(this::of)
                .forEach(sentences::add);
        return sentences;
    }

    public String of(Score score) {
        String sentence = texts.containsKey("score." + score.code())
                ? text("score." + score.code(), score.detail())
                : text("score", score.code() + (score.detail().isEmpty() ? "" : " " + score.detail()));
        return score.weight() == 0
                ? sentence
                : sentence + " (" + (score.weight() > 0 ? "+" : "") + number(score.weight()) + ")";
    }

    private String number(double value) {
        return String.format(language, "%.1f", value + 0.0);
    }

    private String text(String key, String detail) {
        return texts.getString(key).replace("{detail}", detail);
    }
}
