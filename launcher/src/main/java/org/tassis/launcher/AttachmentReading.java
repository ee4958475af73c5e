package org.tassis.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.tassis.launcher.settings.Settings;
import org.tassis.search.AttachmentSettings;

/// How the process that reads attachments is started (docs/adr/0037): with the lowest priority and no
/// network, where the system has the programs for that, with little memory, and with no more than a
/// moderate file on the disk.
final class AttachmentReading {
    /// In units of 512 octets: no temporary file grows beyond.
    private static final int MOST_BLOCKS = 1 << 20;

    private static final int PATIENCE_SECONDS = 5;

    private AttachmentReading() {}

    /// Nothing when attachments are not to be read.
    static Optional<AttachmentSettings> of(Settings settings) {
        Settings.Search search = settings.search();
        if (!search.attachments()) {
            return Optional.empty();
        }
        Path scratch = settings.dataDirectory().toAbsolutePath().resolve("search-attachments");
        AttachmentSettings defaults = AttachmentSettings.of(
                command(classPath(), scratch, search.attachmentsMemory().toMegabytes()), scratch);
        return Optional.of(new AttachmentSettings(
                defaults.command(),
                scratch,
                search.attachmentsTimeLimit(),
                search.attachmentsLargest().toBytes(),
                defaults.characters(),
                defaults.idle(),
                defaults.retry()));
    }

    /// @param megabytes of its heap
    static List<String> command(String classPath, Path scratch, long megabytes) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/bin/sh"))) {
            command.addAll(
                    List.of("/bin/sh", "-c", "ulimit -c 0; ulimit -f " + MOST_BLOCKS + "; exec \"$@\"", "attachments"));
        }
        if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
            command.addAll(List.of("/usr/bin/nice", "-n", "19"));
        }
        List<String> alone = List.of("/usr/bin/unshare", "--user", "--map-current-user", "--net", "--");
        if (Files.isExecutable(Path.of(alone.getFirst())) && works(alone)) {
            command.addAll(alone);
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + megabytes + "m",
                "-XX:MaxMetaspaceSize=128m",
                "-XX:MaxDirectMemorySize=16m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8",
                "-Djava.io.tmpdir=" + scratch,
                "-cp",
                classPath,
                "org.tassis.extract.Worker"));
        return List.copyOf(command);
    }

    /// Many systems do not let everybody have a network of their own.
    private static boolean works(List<String> prefix) {
        List<String> nothing = new ArrayList<>(prefix);
        nothing.add("/bin/true");
        try {
            Process process = new ProcessBuilder(nothing)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Its libraries lie beside the program, and are no part of it. Where the program runs from classes, they
    /// are on its own class path.
    private static String classPath() {
        try {
            Path own = Path.of(AttachmentReading.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isDirectory(own)
                    ? System.getProperty("java.class.path", "")
                    : own.resolveSibling("extract") + "/*";
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
