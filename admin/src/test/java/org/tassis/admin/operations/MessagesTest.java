package org.tassis.admin.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "_fr", "_nl"})
    void everyLanguageHasEveryKeyWithTheSamePlaces(String language) throws Exception {
        Properties english = load("");
        Properties other = load(language);
        assertThat(other.keySet()).isEqualTo(english.keySet());
        for (String key : english.stringPropertyNames()) {
            assertThat(other.getProperty(key)).as(key).isNotBlank().doesNotContain("'");
            MessageFormat format = new MessageFormat(other.getProperty(key), Locale.FRENCH);
            assertThat(format.getFormatsByArgumentIndex())
                    .as(key)
                    .hasSameSizeAs(
                            new MessageFormat(english.getProperty(key), Locale.ENGLISH).getFormatsByArgumentIndex());
        }
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
