package org.tassis.core;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A password or token on its way to being checked. Prints as `***`; {@link #close} wipes it.
/// Not thread-safe.
public final class Secret implements AutoCloseable {
    private final char[] value;

    /// Takes a copy.
    public Secret(CharSequence value) {
        this.value = CharBuffer.wrap(value).toString().toCharArray();
    }

    /// The characters, to be handed to a verifier and to nothing that keeps or prints them.
    public String reveal() {
        return new String(value);
    }

    public byte[] utf8() {
        return reveal().getBytes(StandardCharsets.UTF_8);
    }

    public boolean isEmpty() {
        return value.length == 0;
    }

    @Override
    public void close() {
        Arrays.fill(value, '\0');
    }

    @Override
    public String toString() {
        return "***";
    }
}
