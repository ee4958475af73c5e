package org.tassis.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// An object store on this machine, which checks signatures: S3Proxy on a directory, as a process of its own.
public final class LocalS3 implements AutoCloseable {
    public static final String ACCESS_KEY = "local-identity";
    public static final String SECRET_KEY = "local/Secret+key";
    public static final String BUCKET = "post-bags";

    /// Where the build of the module `backup` puts it, seen from there and from its neighbours.
    private static final List<Path> JARS = List.of(
            Path.of("target", "s3proxy.jar"),
            Path.of("..", "backup", "target", "s3proxy.jar"),
            Path.of("backup", "target", "s3proxy.jar"));

    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final int port;

    private LocalS3(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Nothing where the program was not fetched.
    ///
    /// @param directory for its objects
    public static Optional<LocalS3> start(Path directory) throws IOException, InterruptedException {
        Optional<Path> jar = JARS.stream().filter(Files::exists).findFirst();
        if (jar.isEmpty()) {
            System.out.println("SKIPPED: s3proxy.jar is not there; the build with Maven fetches it");
            return Optional.empty();
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path files = Files.createDirectories(directory.resolve("s3"));
        Files.createDirectories(files.resolve(BUCKET));
        Path settings = Files.writeString(
                directory.resolve("s3proxy.conf"), """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                jclouds.identity=none
                jclouds.credential=none
                """.formatted(port, ACCESS_KEY, SECRET_KEY, files));
        Path log = directory.resolve("s3proxy.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-jar",
                        jar.get().toAbsolutePath().toString(),
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!answers(port)) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IllegalStateException("S3Proxy does not start:\n" + Files.readString(log));
            }
        }
        return Optional.of(new LocalS3(process, port));
    }

    private static boolean answers(int port) {
        try (java.net.Socket socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /// `http://host:port`.
    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
