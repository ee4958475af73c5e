package org.tassis.launcher.backup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The files that are saved beside database and volumes: the settings file, and, only where backups are
/// encrypted, what else is in the data directory: keys and certificates.
final class SavedFiles {
    /// Saved otherwise, or of the running process, or not worth it.
    private static final Set<String> NOT = Set.of(
            "derby",
            "derby.log",
            "volumes",
            "spool",
            "lock",
            "control",
            "protocol",
            "backup",
            "drill",
            "figures",
            "search");

    private static final int MOST = 8 << 20;
    private static final String SETTINGS = "restored-settings.yml";

    private SavedFiles() {}

    /// @param settings where the settings were read
    static Map<String, Path> of(Path data, Optional<Path> settings, boolean encrypted) throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        settings.filter(Files::isRegularFile).ifPresent(file -> files.put(SETTINGS, file));
        if (encrypted) {
            Files.walkFileTree(data, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return data.equals(directory.getParent()) && NOT.contains(String.valueOf(directory.getFileName()))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    String path = data.relativize(file).toString().replace('\\', '/');
                    if (attributes.isRegularFile()
                            && attributes.size() <= MOST
                            && !NOT.contains(path)
                            && !path.equals(SETTINGS)
                            && !path.endsWith(".new")
                            && !path.contains("\n")) {
                        files.put(path, file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // gone meanwhile, or not ours to read
                }
            });
        }
        return files;
    }
}
