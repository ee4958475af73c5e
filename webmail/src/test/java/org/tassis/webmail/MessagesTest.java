package org.tassis.webmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {
    @ParameterizedTest
    @CsvSource({
        "'', _fr",
        "'', _nl",
        "compose/, _fr",
        "compose/, _nl",
        "settings/, _fr",
        "settings/, _nl",
        "programs/, _fr",
        "programs/, _nl",
        "contacts/, _fr",
        "contacts/, _nl",
        "history/, _fr",
        "history/, _nl",
        "rules/, _fr",
        "rules/, _nl"
    })
    void everyLanguageHasEveryKey(String folder, String language) throws Exception {
        assertThat(load(folder, language).keySet()).isEqualTo(load(folder, "").keySet());
        assertThat(load(folder, language).values())
                .noneMatch(text -> text.toString().isBlank());
    }

    private static Properties load(String folder, String language) throws Exception {
        Properties messages = new Properties();
        try (var in = new InputStreamReader(
                Objects.requireNonNull(
                        MessagesTest.class.getResourceAsStream(folder + "messages" + language + ".properties")),
                StandardCharsets.UTF_8)) {
            messages.load(in);
        }
        return messages;
    }
}
