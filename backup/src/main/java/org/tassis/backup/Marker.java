package org.tassis.backup;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.tassis.directory.Argon2Hash;

/// The object that makes a place one for backups: how they are encrypted there, so that a wrong key is told
/// from damage. In clear.
///
/// @param way         none, key or passphrase
/// @param salt        of the passphrase, hexadecimal; else empty
/// @param memory      of Argon2id, in KiB
/// @param fingerprint of the key; empty without one
record Marker(String way, String salt, int memory, int iterations, int lanes, String fingerprint) {
    static final String OBJECT = "tassis-backup.txt";
    private static final String FIRST = "tassis-backup 1";
    private static final int MEMORY = 64 << 10; // RFC 9106 §4, the second recommended choice
    private static final int ITERATIONS = 3;
    private static final int LANES = 4;

    /// What a marker brings together with a key.
    record Opened(Marker marker, Lock lock) {}

    /// For a place that has none.
    static Opened fresh(KeySource keys) {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        Marker plain =
                switch (keys) {
                    case KeySource.None _ -> new Marker("none", "", 0, 0, 0, "");
                    case KeySource.Key _ -> new Marker("key", "", 0, 0, 0, "");
                    case KeySource.Passphrase _ ->
                        new Marker("passphrase", Hex.of(salt), MEMORY, ITERATIONS, LANES, "");
                };
        Lock lock = plain.lock(keys);
        return new Opened(
                new Marker(
                        plain.way,
                        plain.salt,
                        plain.memory,
                        plain.iterations,
                        plain.lanes,
                        lock.isEncrypting() ? lock.fingerprint() : ""),
                lock);
    }

    /// @throws BackupException the key is none, or another one
    Lock open(KeySource keys, String place) {
        String given =
                switch (keys) {
                    case KeySource.None _ -> "none";
                    case KeySource.Key _ -> "key";
                    case KeySource.Passphrase _ -> "passphrase";
                };
        if (!given.equals(way)) {
            throw new BackupException(
                    switch (way) {
                        case "none" ->
                            "the backups in " + place + " are not encrypted, and backup.encrypt names a key: name"
                                    + " another place in backup.target, or leave backup.key-file and"
                                    + " backup.passphrase-file empty";
                        case "key" ->
                            "the backups in " + place + " are encrypted with a key file: name it in backup.key-file";
                        default ->
                            "the backups in " + place + " are encrypted with a passphrase: name the file that holds it"
                                    + " in backup.passphrase-file";
                    });
        }
        Lock lock = lock(keys);
        if (lock.isEncrypting() && !lock.fingerprint().equals(fingerprint)) {
            throw new BackupException("this is not the " + (way.equals("key") ? "key" : "passphrase")
                    + " with which the backups in " + place + " are encrypted; nothing was read or written there");
        }
        return lock;
    }

    private Lock lock(KeySource keys) {
        return switch (keys) {
            case KeySource.None _ -> Lock.open();
            case KeySource.Key(byte[] octets) -> Lock.with(octets);
            case KeySource.Passphrase(var secret) ->
                Lock.with(Argon2Hash.key(secret, Hex.parse(salt), memory, iterations, lanes));
        };
    }

    byte[] encode() {
        return (FIRST + "\nencryption " + way + "\n"
                        + (salt.isEmpty()
                                ? ""
                                : "salt " + salt + "\nargon2id " + memory + " " + iterations + " " + lanes + "\n")
                        + (fingerprint.isEmpty() ? "" : "fingerprint " + fingerprint + "\n"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// @throws BackupException.Damaged it is no marker
    static Marker decode(byte[] octets) {
        String text = new String(octets, StandardCharsets.US_ASCII);
        Map<String, String> facts = new HashMap<>();
        text.lines().skip(1).forEach(line -> {
            int space = line.indexOf(' ');
            if (space > 0) {
                facts.put(line.substring(0, space), line.substring(space + 1));
            }
        });
        try {
            if (!text.startsWith(FIRST + "\n")) {
                throw new IllegalArgumentException("another first line");
            }
            String[] cost = facts.getOrDefault("argon2id", "0 0 0").split(" ", -1);
            String way = facts.getOrDefault("encryption", "");
            if (!way.matches("none|key|passphrase")) {
                throw new IllegalArgumentException("another encryption");
            }
            return new Marker(
                    way,
                    facts.getOrDefault("salt", ""),
                    Integer.parseInt(cost[0]),
                    Integer.parseInt(cost[1]),
                    Integer.parseInt(cost[2]),
                    facts.getOrDefault("fingerprint", ""));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new BackupException.Damaged(
                    OBJECT, "is damaged, or of a newer version of this program: it says how backups are encrypted.");
        }
    }
}
