package org.tassis.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tassis.core.Quota;

class SizesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | 840     | 840 B",
                "en | 12288   | 12 KB",
                "en | 3565158 | 3.4 MB",
                "nl | 3565158 | 3,4 MB",
                "fr | 840     | 840 o",
                "fr | 12288   | 12 Ko",
                "fr | 3565158 | 3,4 Mo"
            })
    void aSizeIsSaidInTheReadersLanguage(String language, long octets, String said) {
        assertThat(new Sizes(() -> Locale.of(language)).of(octets).replace('\u00a0', ' '))
                .isEqualTo(said);
    }

    @Test
    void whatIsTypedIsUnderstoodInAnyOfThem() {
        assertThat(Sizes.quota("3GB")).contains(Quota.ofBytes(3L << 30));
        assertThat(Sizes.quota("3 Go")).contains(Quota.ofBytes(3L << 30));
        assertThat(Sizes.quota("500 Mo")).contains(Quota.ofBytes(500L << 20));
        assertThat(Sizes.quota("3 X")).isEmpty();
        assertThat(Sizes.quota("Go")).isEmpty();
    }
}
