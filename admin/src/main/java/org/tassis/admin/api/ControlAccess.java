package org.tassis.admin.api;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The way in for the command line of this machine: a port on loopback, a key that whoever may read the
/// data directory finds there, and what runs commands. Any thread.
public final class ControlAccess {
    private final String key;
    private volatile OptionalInt port = OptionalInt.empty();
    private volatile Optional<Commands> commands = Optional.empty();

    /// Runs a command as it was typed.
    @FunctionalInterface
    public interface Commands {
        /// @return the exit status: 0 done, 1 refused or failed, 2 wrong usage
        int run(List<String> words, InputStream in, PrintWriter out, PrintWriter err);
    }

    /// With a key by chance.
    public ControlAccess() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = HexFormat.of().formatHex(random);
    }

    public String key() {
        return key;
    }

    /// The port is known as soon as it is bound.
    public void bound(int local) {
        port = OptionalInt.of(local);
    }

    public OptionalInt port() {
        return port;
    }

    /// From now on commands are run.
    public void open(Commands runner) {
        commands = Optional.of(runner);
    }

    /// From now on they are not.
    public void close() {
        commands = Optional.empty();
    }

    Optional<Commands> commands() {
        return commands;
    }

    boolean isControlPort(int local) {
        return port.isPresent() && port.getAsInt() == local;
    }

    boolean isKey(String given) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
    }
}
