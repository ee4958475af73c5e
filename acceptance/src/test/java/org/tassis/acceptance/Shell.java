package org.tassis.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs real mail programs in a home of their own.
///
/// @param home where they find their settings, and nothing of the machine's user
record Shell(Path home) {
    record Result(int status, String output) {
        Result succeeded() {
            assertThat(status).as(output).isZero();
            return this;
        }
    }

    Result run(String... words) throws IOException, InterruptedException {
        return run(Map.of(), List.of(words));
    }

    Result run(Map<String, String> environment, List<String> words) throws IOException, InterruptedException {
        Path output = Files.createTempFile(home, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        Map<String, String> variables = new LinkedHashMap<>(environment);
        variables.put("HOME", home.toString());
        variables.put("LC_ALL", "C.UTF-8");
        builder.environment().putAll(variables);
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(words + " did not end:\n" + Files.readString(output));
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    }
}
