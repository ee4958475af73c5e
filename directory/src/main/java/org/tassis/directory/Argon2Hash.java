package org.tassis.directory;

import com.password4j.Argon2Function;
import com.password4j.SaltGenerator;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;

/// Argon2id (RFC 9106), written in the PHC string form `$argon2id$v=19$m=...,t=...,p=...$salt$hash`, which carries its
/// own parameters: they may change at any time, older hashes stay good.
public final class Argon2Hash implements PasswordHash {
    private static final int HASH_OCTETS = 32;
    private static final int SALT_OCTETS = 16;
    private static final String PREFIX = "$argon2id$v=19$m=";

    private final Argon2Function function;
    private final String parameters;

    /// What RFC 9106 §4 and common advice give for interactive logins on a server with many users: 19 MiB, two passes,
    /// one lane.
    public Argon2Hash() {
        this(19 * 1024, 2, 1);
    }

    /// @param memory      KiB, 8 to 1,048,576
    /// @param iterations  passes, 1 to 100
    /// @param parallelism lanes, 1 to 16
    public Argon2Hash(int memory, int iterations, int parallelism) {
        if (memory < 8 * parallelism
                || memory > 1024 * 1024
                || iterations < 1
                || iterations > 100
                || parallelism < 1
                || parallelism > 16) {
            throw new IllegalArgumentException(
                    "Argon2 parameters out of range: m=" + memory + ",t=" + iterations + ",p=" + parallelism);
        }
        function = Argon2Function.getInstance(memory, iterations, parallelism, HASH_OCTETS, Argon2.ID);
        parameters = PREFIX + memory + ",t=" + iterations + ",p=" + parallelism + "$";
    }

    @Override
    public String hash(String password) {
        byte[] salt = SaltGenerator.generate(SALT_OCTETS);
        return function.hash(password.getBytes(StandardCharsets.UTF_8), salt).getResult();
    }

    @Override
    public boolean verify(String password, String stored) {
        if (!stored.startsWith(PREFIX)) {
            return false;
        }
        try {
            return Argon2Function.getInstanceFromHash(stored).check(password, stored);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public boolean isOutdated(String stored) {
        return !stored.startsWith(parameters);
    }
}
