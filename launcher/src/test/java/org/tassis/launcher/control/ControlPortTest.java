package org.tassis.launcher.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlPortTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aCommandRunsInTheServerAndItsOutputComesBack() throws Exception {
        Path file = directory.resolve("control");
        try (ControlPort _ = ControlPort.open(file, (arguments, in, words, errors) -> {
            try {
                words.println(arguments + " " + new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            errors.println("careful");
            return 7;
        })) {
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(ControlPort.ask(
                            file, List.of("domain", "école"), "secret".getBytes(StandardCharsets.UTF_8), out, err))
                    .contains(7);
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[domain, école] secret\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("careful\n");
        assertThat(file).doesNotExist();
    }

    @Test
    void aCommandThatFailsIsNoEndOfTheServer() throws Exception {
        Path file = directory.resolve("control");
        try (ControlPort _ = ControlPort.open(file, (arguments, in, words, errors) -> {
            throw new IllegalStateException("planted");
        })) {
            assertThat(ControlPort.ask(file, List.of(), new byte[0], out, err)).contains(1);
            assertThat(ControlPort.ask(file, List.of(), new byte[0], out, err)).contains(1);
        }
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("could not do this")
                .doesNotContain("planted");
    }

    @Test
    void withoutItsKeyNothingRuns() throws Exception {
        Path file = directory.resolve("control");
        try (ControlPort _ = ControlPort.open(file, (arguments, in, words, errors) -> {
            throw new AssertionError("ran");
        })) {
            Path forged = Files.writeString(
                    directory.resolve("forged"), Files.readString(file).split(" ", 2)[0] + " 00");
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> ControlPort.ask(forged, List.of("x"), new byte[0], out, err))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void noServerIsNoAnswer() throws Exception {
        assertThat(ControlPort.ask(directory.resolve("control"), List.of(), new byte[0], out, err))
                .isEmpty();
    }
}
