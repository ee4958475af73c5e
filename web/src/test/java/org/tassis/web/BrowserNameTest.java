package org.tassis.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrowserNameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0|Firefox, Linux",
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0|Edge, Windows",
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36|Chrome, Android",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19.0 Mobile Safari/604|Safari, iPhone",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/19.0 Safari/605|Safari, macOS",
                "curl/8.1|curl/8.1",
                "''|?"
            })
    void browsersAreCalledAsPeopleCallThem(String agent, String name) {
        assertThat(BrowserName.of(agent)).isEqualTo(name);
    }

    @org.junit.jupiter.api.Test
    void whatIsUnknownIsCut() {
        assertThat(BrowserName.of("x".repeat(300))).hasSize(60);
    }
}
