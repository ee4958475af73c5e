package org.tassis.launcher.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.tassis.backup.BackupException;
import org.tassis.backup.DirectoryTarget;
import org.tassis.backup.KeySource;
import org.tassis.backup.S3Target;
import org.tassis.backup.Target;
import org.tassis.backup.Vault;
import org.tassis.core.Secret;
import org.tassis.launcher.settings.Settings;

/// Where the settings say that backups are, opened with the key they name.
public final class Places {
    private Places() {}

    /// @param at another directory or `s3://` place than the settings', for looking at old ones
    /// @throws BackupException there is none, or the key is not the right one
    public static Vault open(Settings settings, Optional<String> at) throws IOException, InterruptedException {
        Settings.Backup backup = settings.backup();
        String place = at.orElse(backup.target());
        if (place.isEmpty()) {
            throw new BackupException(
                    "no place for backups is set: give backup.target in the settings file, such as /mnt/backup");
        }
        Target target = target(backup, place);
        try {
            return Vault.open(target, keys(backup));
        } catch (IOException | InterruptedException | RuntimeException e) {
            target.close();
            throw e;
        }
    }

    private static Target target(Settings.Backup backup, String place) {
        if (!place.startsWith("s3://")) {
            return new DirectoryTarget(Path.of(place));
        }
        if (backup.s3Endpoint().isEmpty()) {
            throw new BackupException("backup.s3-endpoint does not say which service has " + place);
        }
        return new S3Target(
                S3Target.Place.of(backup.s3Endpoint(), place),
                backup.s3Region(),
                backup.s3AccessKey(),
                new Secret(
                        backup.s3SecretKeyFile().isEmpty()
                                ? ""
                                : read(backup.s3SecretKeyFile(), "backup.s3-secret-key-file")),
                InstantSource.system(),
                Duration.ofSeconds(2));
    }

    private static KeySource keys(Settings.Backup backup) {
        if (!backup.keyFile().isEmpty()) {
            return KeySource.key(read(backup.keyFile(), "backup.key-file"));
        }
        if (!backup.passphraseFile().isEmpty()) {
            return KeySource.passphrase(read(backup.passphraseFile(), "backup.passphrase-file"));
        }
        return new KeySource.None();
    }

    static String read(String file, String setting) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new BackupException(
                    setting + ": " + file + " cannot be read; it must be a file of UTF-8 text that this user may read",
                    e);
        }
    }
}
