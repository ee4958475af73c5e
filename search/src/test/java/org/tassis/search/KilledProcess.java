package org.tassis.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program of the tests that says `begun`, works, and is killed.
final class KilledProcess {
    private KilledProcess() {}

    /// @param after milliseconds between what it says and its end
    static void run(Class<?> program, long after, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
        command.addAll(List.of(words));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = child.inputReader(StandardCharsets.US_ASCII)) {
            String line = lines.readLine();
            while (line != null && !line.equals("begun")) { // what logging says of itself
                line = lines.readLine();
            }
            assertThat(line).as("the child has begun").isNotNull();
            child.waitFor(after, TimeUnit.MILLISECONDS);
        } finally {
            child.toHandle().destroyForcibly(); // SIGKILL
            child.waitFor();
        }
    }
}
