package org.tassis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "monsite0001", "a.b_c-d", "a."})
    void isTaken(String text) {
        assertThat(Login.parse(text).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".a", "-a", "_a", "a b", " a", "a@b", "a+b", "é", "a/b", "a\n", "a\0", "İnfo", "\ud800"})
    void isRefused(String text) {
        assertThat(Login.parse(text)).isEmpty();
        assertThatThrownBy(() -> new Login(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void caseMakesNoDifference() {
        assertThat(new Login("MonSite0001")).isEqualTo(new Login("monsite0001"));
        assertThat(Login.parse("ANN")).contains(new Login("ann"));
    }

    @Test
    void lengthIsLimited() {
        assertThat(Login.parse("x".repeat(64))).isPresent();
        assertThat(Login.parse("x".repeat(65))).isEmpty();
    }
}
