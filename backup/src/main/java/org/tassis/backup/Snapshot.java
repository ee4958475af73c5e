package org.tassis.backup;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Everything a server keeps, as it was at one moment. While it is open, no volume is removed; mail flows.
/// Used by one thread.
public interface Snapshot extends AutoCloseable {
    /// The moment.
    Instant taken();

    /// Steps of the tables that have been applied, in order.
    List<String> schema();

    /// Names of the tables, so ordered that none refers to a later one.
    List<String> tables();

    /// Writes all rows of a table, always in the same order.
    ///
    /// @return its columns
    List<String> table(String name, RowWriter to) throws IOException, InterruptedException;

    /// All tables that are wanted were read: what was held for them is given back. Volumes can be read on.
    void tablesAreRead();

    /// The volumes, by their numbers.
    List<Volume> volumes();

    /// @param length octets that belong to the snapshot
    /// @param sealed whether these are all it will ever have
    record Volume(long number, long length, boolean sealed) {}

    /// For reading; nothing when there is no such file.
    Optional<SeekableByteChannel> open(long volume) throws IOException;

    /// Something that is another when the file was changed, such as its size and time.
    String stamp(long volume) throws IOException;

    @Override
    void close();

    /// Takes snapshots.
    @FunctionalInterface
    interface Source {
        Snapshot take() throws IOException, InterruptedException;
    }
}
