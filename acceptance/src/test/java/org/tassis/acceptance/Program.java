package org.tassis.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/// The packaged program, run as people run it: `demo` in a process of its own. Closing it is what Ctrl-C
/// does.
final class Program implements AutoCloseable {
    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private final Process process;
    private final Path log;
    private final Facts facts;

    private Program(Process process, Path log, Facts facts) {
        this.process = process;
        this.log = log;
        this.facts = facts;
    }

    /// What `--describe` wrote.
    record Facts(
            String host,
            long pid,
            Map<String, Integer> ports,
            String certificate,
            Login operator,
            List<Login> accounts) {}

    record Login(String login, String password, List<String> addresses) {
        String address() {
            return addresses.getFirst();
        }
    }

    /// The command that starts the packaged program with these words. The system property `tassis.program`
    /// names other arguments of java, such as `@FILE` with a class path and the main class, for trials
    /// between two builds.
    static List<String> command(String... words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-Xmx512m",
                "-Dtassis.home=" + PROJECT));
        String other = System.getProperty("tassis.program", "");
        if (other.isEmpty()) {
            Path jar = PROJECT.resolve("launcher/target/tassis/tassis.jar");
            if (!Files.exists(jar)) {
                throw new IllegalStateException(jar + " is missing: run ./tassis build first");
            }
            Path record = jar.resolveSibling("tassis.aot");
            if (Files.exists(record)) {
                command.add("-XX:AOTCache=" + record);
            }
            command.addAll(List.of("-jar", jar.toString()));
        } else {
            command.add(other);
        }
        command.addAll(List.of(words));
        return command;
    }

    static Program demo(Path data) throws IOException, InterruptedException {
        Path facts = data.resolveSibling(data.getFileName() + ".json");
        Path log = data.resolveSibling(data.getFileName() + ".log");
        Files.deleteIfExists(facts);
        Process process = new ProcessBuilder(command("demo", "--data", data.toString(), "--describe", facts.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!Files.exists(facts)) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS) || Instant.now().isAfter(deadline)) {
                process.destroyForcibly();
                throw new IllegalStateException("the program did not start:\n" + Files.readString(log));
            }
        }
        return new Program(process, log, JsonMapper.builder().build().readValue(facts.toFile(), Facts.class));
    }

    Facts facts() {
        return facts;
    }

    int port(String listener) {
        return java.util.Objects.requireNonNull(facts.ports().get(listener), listener);
    }

    Login account(int index) {
        return facts.accounts().get(index);
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /// SIGKILL.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// SIGTERM, and the exit status.
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the program did not stop");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            stop();
        }
    }
}
