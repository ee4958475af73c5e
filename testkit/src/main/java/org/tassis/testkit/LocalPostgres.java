package org.tassis.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server of this JVM's own, from Debian's packages: started at its first use on a free port of loopback,
/// stopped with the JVM, gone without a trace. It does not sync its files. As `root`, under whom PostgreSQL refuses to
/// run, it runs as `postgres` or `nobody`.
public final class LocalPostgres {
    public static final String USER = "tassis";

    /// Who must give a password, other than {@link #USER}; there once {@link #newDatabaseWithPassword} was called.
    public static final String USER_WITH_PASSWORD = "locked";

    public static final String PASSWORD = "a-Door-with-71-locks";

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final int START_SECONDS = 60;

    private final Path binaries;
    private final List<String> asUser;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();

    private LocalPostgres(Path binaries, List<String> asUser, int port) {
        this.binaries = binaries;
        this.asUser = asUser;
        this.port = port;
    }

    private static final class Shared {
        static final Optional<LocalPostgres> SERVER = start();
    }

    /// Empty, and said so on standard output, when PostgreSQL is not installed.
    public static Optional<LocalPostgres> shared() {
        return Shared.SERVER;
    }

    private static Optional<LocalPostgres> start() {
        Optional<Path> binaries = binaries();
        if (binaries.isEmpty()) {
            System.out.println("SKIPPED: tests on PostgreSQL, as there is none in " + INSTALLED
                    + " (Debian: apt-get install postgresql)");
            return Optional.empty();
        }
        try {
            List<String> asUser = asUser();
            Path home = Files.createTempDirectory(
                    Path.of("/tmp"),
                    "tassis-postgres-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (!asUser.isEmpty()) {
                run(List.of("chown", asUser.get(2), home.toString()), home);
            }
            Path data = home.resolve("data");
            run(
                    command(
                            asUser,
                            binaries.get().resolve("initdb"),
                            List.of(
                                    "-D",
                                    data.toString(),
                                    "-U",
                                    USER,
                                    "-A",
                                    "trust",
                                    "-E",
                                    "UTF8",
                                    "--locale=C",
                                    "-N")),
                    home);
            Path access = data.resolve("pg_hba.conf");
            Files.writeString(
                    access, "host all " + USER_WITH_PASSWORD + " all scram-sha-256\n" + Files.readString(access));
            int port = Peers.freePort();
            Process process = new ProcessBuilder(command(
                            asUser,
                            binaries.get().resolve("postgres"),
                            List.of(
                                    "-D",
                                    data.toString(),
                                    "-p",
                                    Integer.toString(port),
                                    "-h",
                                    "127.0.0.1",
                                    "-k",
                                    "",
                                    "-F",
                                    "-N",
                                    "100")))
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Peers.stop(process, home)));
            LocalPostgres server = new LocalPostgres(binaries.get(), asUser, port);
            server.awaitReady(process);
            return Optional.of(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The newest version that is installed.
    private static Optional<Path> binaries() {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin ->
                            Files.isExecutable(bin.resolve("postgres")) && Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(bin -> String.valueOf(bin.getParent())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What to put before a command, so that it does not run as root.
    private static List<String> asUser() throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        boolean known = Files.readString(Path.of("/etc/passwd")).contains("\npostgres:");
        return List.of("runuser", "-u", known ? "postgres" : "nobody", "--");
    }

    private static List<String> command(List<String> asUser, Path binary, List<String> arguments) {
        List<String> command = new ArrayList<>(asUser);
        command.add(binary.toString());
        command.addAll(arguments);
        return command;
    }

    private static void run(List<String> command, Path directory) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (awaitExit(process) != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + output);
        }
    }

    private static int awaitExit(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void awaitReady(Process process) throws IOException {
        @Nullable IOException last = null;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                run(
                        command(
                                List.of(),
                                binaries.resolve("pg_isready"),
                                List.of("-q", "-h", "127.0.0.1", "-p", Integer.toString(port))),
                        Path.of("/tmp"));
                return;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("PostgreSQL did not start", last);
    }

    /// Creates an empty database of {@link #USER_WITH_PASSWORD}.
    /// @return its address for JDBC
    public String newDatabaseWithPassword() {
        String url = newDatabase();
        String name = url.substring(url.lastIndexOf('/') + 1);
        String create = "DO $$ BEGIN CREATE ROLE " + USER_WITH_PASSWORD + " LOGIN PASSWORD '" + PASSWORD
                + "'; EXCEPTION WHEN duplicate_object THEN NULL; END $$";
        sql(name, create);
        sql(name, "ALTER DATABASE " + name + " OWNER TO " + USER_WITH_PASSWORD);
        return url;
    }

    private void sql(String database, String statement) {
        try {
            run(
                    command(
                            asUser,
                            binaries.resolve("psql"),
                            List.of(
                                    "-q",
                                    "-v",
                                    "ON_ERROR_STOP=1",
                                    "-h",
                                    "127.0.0.1",
                                    "-p",
                                    Integer.toString(port),
                                    "-U",
                                    USER,
                                    "-c",
                                    statement,
                                    database)),
                    Path.of("/tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Creates an empty database.
    /// @return its address for JDBC; the user is {@link #USER}, the password empty
    public String newDatabase() {
        String name = "test" + databases.incrementAndGet();
        try {
            run(
                    command(
                            asUser,
                            binaries.resolve("createdb"),
                            List.of("-h", "127.0.0.1", "-p", Integer.toString(port), "-U", USER, name)),
                    Path.of("/tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }
}
