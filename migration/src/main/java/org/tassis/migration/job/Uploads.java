package org.tassis.migration.job;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tassis.core.AccountId;
import org.tassis.migration.intake.Progress;

/// Files that people sent to have the mail in them brought in: one for each mailbox, until that is done, or
/// for {@link #KEPT} when it failed. Nobody but the user who runs the server reads them. Any thread.
public final class Uploads {
    /// How long a file waits for somebody to try again.
    public static final Duration KEPT = Duration.ofDays(7);

    private static final Pattern KEY = Pattern.compile("[0-9]{1,19}-[0-9a-f]{32}");
    private static final int MAX_NAME = 100;

    private final Path directory;
    private final SecureRandom random = new SecureRandom();

    /// @param directory which is made when it is not there
    public Uploads(Path directory) {
        this.directory = directory.toAbsolutePath(); // whoever writes there may have a working directory of its own
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory);
                if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Puts a file where it is wanted.
    @FunctionalInterface
    public interface Writing {
        /// @param file that is not there yet
        void to(File file) throws IOException;
    }

    /// Takes one; those that the mailbox had before are forgotten.
    ///
    /// @return its key
    /// @throws IOException it could not be written; nothing of it stays
    public String take(AccountId account, Writing writing) throws IOException {
        for (Path earlier : files(account.value() + "-*")) {
            Files.deleteIfExists(earlier);
        }
        byte[] octets = new byte[16];
        random.nextBytes(octets);
        String key = account.value() + "-" + HexFormat.of().formatHex(octets);
        Path path = directory.resolve(key);
        try {
            writing.to(path.toFile());
            return key;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /// @return empty when it is no longer there
    public Optional<Path> find(String key) {
        return Optional.of(key)
                .filter(text -> KEY.matcher(text).matches())
                .map(directory::resolve)
                .filter(Files::isRegularFile);
    }

    /// Ignored when it is not there.
    void forget(String key) {
        find(key).ifPresent(path -> {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// Forgets files that were sent before that instant.
    ///
    /// @return how many
    public int forget(Instant before) {
        int forgotten = 0;
        try {
            for (Path path : files("*")) {
                if (Files.getLastModifiedTime(path).toInstant().isBefore(before) && Files.deleteIfExists(path)) {
                    forgotten++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return forgotten;
    }

    private List<Path> files(String pattern) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, pattern)) {
            all.forEach(found::add);
        }
        return found;
    }

    /// What a file is called by whoever sent it, made harmless: the last level of its path, at most 100
    /// characters; `mail` where nothing is left of it.
    public static String name(Optional<String> given) {
        String path = given.orElse("");
        String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        String safe = Progress.harmless(last, MAX_NAME).strip();
        return safe.isEmpty() || safe.chars().allMatch(c -> c == '.') ? "mail" : safe;
    }
}
