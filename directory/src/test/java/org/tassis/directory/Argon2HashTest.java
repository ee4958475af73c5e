package org.tassis.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2HashTest {
    private final Argon2Hash small = new Argon2Hash(64, 1, 1);

    @Test
    void aHashCarriesItsParametersAndNoPassword() {
        String stored = new Argon2Hash().hash("correct horse");
        assertThat(stored)
                .startsWith("$argon2id$v=19$m=7168,t=5,p=1$")
                .doesNotContain("correct")
                .hasSizeLessThan(255);
        assertThat(new Argon2Hash().verify("correct horse", stored)).isTrue();
        assertThat(new Argon2Hash().verify("correct horsf", stored)).isFalse();
    }

    @Test
    void twoHashesOfOnePasswordDiffer() {
        assertThat(small.hash("zoë 山田 🐎")).isNotEqualTo(small.hash("zoë 山田 🐎"));
        assertThat(small.verify("zoë 山田 🐎", small.hash("zoë 山田 🐎"))).isTrue();
    }

    @Test
    void hashesOfOtherParametersStayGoodAndAreOutdated() {
        String stored = new Argon2Hash(128, 2, 2).hash("password");
        assertThat(small.verify("password", stored)).isTrue();
        assertThat(small.isOutdated(stored)).isTrue();
        assertThat(small.isOutdated(small.hash("password"))).isFalse();
    }

    @Test
    void aHashOfTheReferenceProgramIsUnderstood() {
        assertThat(small.verify(
                        "password",
                        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "password",
                "$argon2id$",
                "$argon2id$v=19$m=64,t=1,p=1$",
                "$argon2id$v=19$m=64,t=1,p=1$!!$!!",
                "$argon2id$v=19$m=x,t=1,p=1$c29tc2FsdA$c29tc2FsdA",
                "$argon2id$v=19$m=64,t=1,p=1$c29tc2FsdA",
                "$2a$10$abcdefghijklmnopqrstuv"
            })
    void whatIsNoHashMatchesNothing(String stored) {
        assertThat(small.verify("password", stored)).isFalse();
        assertThat(small.verify("", stored)).isFalse();
    }

    @Test
    void senselessParametersAreRefused() {
        assertThatThrownBy(() -> new Argon2Hash(1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Argon2Hash(64, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Argon2Hash(64, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
