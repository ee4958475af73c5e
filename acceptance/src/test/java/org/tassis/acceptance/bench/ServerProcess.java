package org.tassis.acceptance.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The packaged program with a hundred mailboxes and listeners in clear on loopback, as a load generator
/// wants them.
final class ServerProcess implements AutoCloseable {
    static final int USERS = 100;
    static final String PASSWORD = "correct-Horse-battery-71";
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final double TICKS = 100; // USER_HZ, on every Linux that Java runs on

    final Map<String, Integer> ports;
    final double secondsToGreeting;
    private final Process process;

    private ServerProcess(Process process, Map<String, Integer> ports, double secondsToGreeting) {
        this.process = process;
        this.ports = ports;
        this.secondsToGreeting = secondsToGreeting;
    }

    /// @param directory where everything is kept; mailboxes are made when they are not there
    static ServerProcess start(Path directory) throws IOException, InterruptedException {
        return start(directory, 0, Map.of());
    }

    /// @param more        mailboxes beside the hundred, which nobody logs in to
    /// @param environment of the server, for example TASSIS_HEAP
    static ServerProcess start(Path directory, int more, Map<String, String> environment)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        Map<String, Integer> ports = new java.util.LinkedHashMap<>();
        for (String name : List.of(
                "smtp",
                "submission",
                "submissions",
                "imap",
                "imaps",
                "pop3",
                "pop3s",
                "managesieve",
                "http",
                "https",
                "admin")) {
            try (var socket = new java.net.ServerSocket(0)) {
                ports.put(name, socket.getLocalPort());
            }
        }
        String listeners = ports.entrySet().stream()
                .map(port -> "  %s: { address: 127.0.0.1, port: %d%s }"
                        .formatted(
                                port.getKey(),
                                port.getValue(),
                                port.getKey().equals("imap") || port.getKey().equals("pop3") ? ", tls: none" : ""))
                .collect(Collectors.joining("\n"));
        Path config =
                Files.writeString(directory.resolve("tassis.yml"), """
                hostname: localhost
                data-directory: %s
                listeners:
                %s
                limits: { connections-per-address: 10000 }
                """.formatted(directory.resolve("data"), listeners));
        if (!Files.exists(directory.resolve("data/volumes"))) {
            StringBuilder csv = new StringBuilder("login,password,primary,quota\n");
            for (int user = 1; user <= USERS; user++) {
                csv.append("user%04d,%s,user%04d@bench.test,20GB\n".formatted(user, PASSWORD, user));
            }
            for (int user = USERS + 1; user <= USERS + more; user++) {
                csv.append("user%04d,,user%04d@bench.test,20GB\n".formatted(user, user));
            }
            Path people = Files.writeString(directory.resolve("people.csv"), csv);
            program("domain", "add", "bench.test", "--config", config.toString());
            program("mailbox", "import", people.toString(), "--config", config.toString());
        }
        long started = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command("run", "--config", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        while (true) {
            try (var socket = new java.net.Socket("127.0.0.1", ports.get("imap"))) {
                if (socket.getInputStream().read() == '*') {
                    break;
                }
            } catch (IOException e) {
                if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
                    throw new IOException(Files.readString(directory.resolve("log")), e);
                }
            }
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        while (!Files.readString(directory.resolve("log")).contains(" serves ")) {
            Thread.onSpinWait();
        }
        return new ServerProcess(process, ports, seconds);
    }

    private static List<String> command(String... words) {
        List<String> command = new ArrayList<>();
        command.add(PROJECT.resolve("tassis").toString());
        command.addAll(List.of(words));
        return command;
    }

    private static void program(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(words))
                .inheritIO()
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("failed: " + String.join(" ", words));
        }
    }

    int port(String name) {
        return Objects.requireNonNull(ports.get(name));
    }

    long pid() {
        return process.pid();
    }

    /// Processor seconds that the server has used, of user and kernel.
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    /// Memory of the server in KB, shared pages counted once.
    long memoryKb() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup")).stream()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
