package org.tassis.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.tassis.core.Secret;

/// Argon2id (RFC 9106), written in the PHC string form `$argon2id$v=19$m=...,t=...,p=...$salt$hash`, which
/// carries its own parameters: they may change at any time, older hashes stay good. Any thread.
public final class Argon2Hash implements PasswordHash {
    private static final int HASH_OCTETS = 32;
    private static final int SALT_OCTETS = 16;
    private static final String PREFIX = "$argon2id$v=19$m=";
    private static final Pattern FORM =
            Pattern.compile("\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,3}),p=([0-9]{1,2})"
                    + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Cost cost;
    private final String parameters;

    /// @param memory      KiB
    /// @param iterations  passes
    /// @param parallelism lanes
    private record Cost(int memory, int iterations, int parallelism) {
        /// Also for stored hashes: one that asks for more would be an attack on this server.
        boolean isAllowed() {
            return parallelism >= 1
                    && parallelism <= 16
                    && memory >= 8 * parallelism
                    && memory <= 1024 * 1024
                    && iterations >= 1
                    && iterations <= 100;
        }

        byte[] hash(String password, byte[] salt, int length) {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withMemoryAsKB(memory)
                    .withIterations(iterations)
                    .withParallelism(parallelism)
                    .withSalt(salt)
                    .build());
            byte[] hash = new byte[length];
            generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
            return hash;
        }
    }

    private record Stored(Cost cost, byte[] salt, byte[] hash) {
        static Optional<Stored> parse(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                return Optional.empty();
            }
            Cost cost = new Cost(
                    Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)), Integer.parseInt(form.group(3)));
            try {
                Base64.Decoder decoder = Base64.getDecoder();
                return cost.isAllowed()
                        ? Optional.of(new Stored(cost, decoder.decode(form.group(4)), decoder.decode(form.group(5))))
                        : Optional.empty();
            } catch (IllegalArgumentException e) { // a length that base64 does not have
                return Optional.empty();
            }
        }
    }

    /// What common advice gives for interactive logins: 7 MiB, five passes, one lane, as hard to search as
    /// 19 MiB and two passes. Of the equal choices it is the one that leaves the least memory to clean up
    /// after a login.
    public Argon2Hash() {
        this(7 * 1024, 5, 1);
    }

    /// @param memory      KiB, 8 times the lanes to 1,048,576
    /// @param iterations  passes, 1 to 100
    /// @param parallelism lanes, 1 to 16
    public Argon2Hash(int memory, int iterations, int parallelism) {
        cost = new Cost(memory, iterations, parallelism);
        if (!cost.isAllowed()) {
            throw new IllegalArgumentException(
                    "Argon2 parameters out of range: m=" + memory + ",t=" + iterations + ",p=" + parallelism);
        }
        parameters = PREFIX + memory + ",t=" + iterations + ",p=" + parallelism + "$";
    }

    /// A key of 32 octets that whoever does not know the passphrase can only guess, at this cost each time.
    ///
    /// @param memory     KiB
    /// @param iterations passes
    /// @param lanes      of the memory
    /// @throws IllegalArgumentException the cost is out of range
    public static byte[] key(Secret passphrase, byte[] salt, int memory, int iterations, int lanes) {
        Cost asked = new Cost(memory, iterations, lanes);
        if (!asked.isAllowed()) {
            throw new IllegalArgumentException(
                    "Argon2 parameters out of range: m=" + memory + ",t=" + iterations + ",p=" + lanes);
        }
        return asked.hash(passphrase.reveal(), salt, HASH_OCTETS);
    }

    @Override
    public String hash(String password) {
        byte[] salt = new byte[SALT_OCTETS];
        RANDOM.nextBytes(salt);
        Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
        return parameters
                + encoder.encodeToString(salt)
                + "$"
                + encoder.encodeToString(cost.hash(password, salt, HASH_OCTETS));
    }

    @Override
    public boolean verify(String password, String stored) {
        return Stored.parse(stored)
                .map(known -> MessageDigest.isEqual(
                        known.hash(), known.cost().hash(password, known.salt(), known.hash().length)))
                .orElse(false);
    }

    @Override
    public boolean isOutdated(String stored) {
        return !stored.startsWith(parameters);
    }
}
