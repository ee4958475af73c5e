package org.tassis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void aSecretIsNotPrintedAndCanBeWiped() {
        StringBuilder typed = new StringBuilder("zoë");
        Secret secret = new Secret(typed);
        typed.setLength(0);
        assertThat(secret).hasToString("***");
        assertThat(secret.reveal()).isEqualTo("zoë");
        assertThat(secret.utf8()).isEqualTo("zoë".getBytes(StandardCharsets.UTF_8));
        assertThat(secret.isEmpty()).isFalse();
        assertThat(new Secret("").isEmpty()).isTrue();
        secret.close();
        assertThat(secret.reveal()).isEqualTo("\0\0\0");
    }
}
