package org.tassis.sql.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/// A key for tests.
public final class TestSecrets {
    public static final SecretBox BOX = make();

    private TestSecrets() {}

    private static SecretBox make() {
        try {
            return SecretBox.with(Files.createTempDirectory("tassis-key").resolve(Secrets.FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
