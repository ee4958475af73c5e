package org.tassis.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    @ParameterizedTest
    @ValueSource(strings = {"_fr", "_nl"})
    void everyLanguageHasEveryKey(String language) throws Exception {
        assertThat(load(language).keySet()).isEqualTo(load("").keySet());
        assertThat(load(language).values()).noneMatch(text -> text.toString().isBlank());
    }

    private static Properties load(String language) throws Exception {
        Properties messages = new Properties();
        try (var in = new InputStreamReader(
                Objects.requireNonNull(MessagesTest.class.getResourceAsStream("messages" + language + ".properties")),
                StandardCharsets.UTF_8)) {
            messages.load(in);
        }
        return messages;
    }
}
