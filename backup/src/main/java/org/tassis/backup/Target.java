package org.tassis.backup;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// A place for objects with names: a directory, or a bucket. Names are relative paths of letters, digits,
/// `-`, `.` and `/`. An object is there whole, or not at all. Any thread.
public interface Target extends AutoCloseable {
    /// For people: where it is.
    String describe();

    /// Writes an object, in place of one that has this name. When it returns, the object is durable.
    ///
    /// @throws IOException         with what to do about it
    /// @throws InterruptedException the server stops
    void put(String name, byte[] octets) throws IOException, InterruptedException;

    /// The object's octets, or nothing when there is none of this name.
    ///
    /// @param atMost octets; a larger object is not read
    Optional<byte[]> get(String name, int atMost) throws IOException, InterruptedException;

    /// All objects whose names begin so, in any order.
    void list(String prefix, Consumer<Listed> each) throws IOException, InterruptedException;

    /// Does nothing when it is not there.
    void delete(String name) throws IOException, InterruptedException;

    @Override
    void close();

    /// @param size    octets as they are stored
    /// @param written when
    record Listed(String name, long size, Instant written) {}
}
