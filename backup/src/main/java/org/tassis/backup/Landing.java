package org.tassis.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/// An empty place into which everything is put back. Used by one thread; what fails leaves a place that
/// cannot be used and must be emptied.
public interface Landing extends AutoCloseable {
    /// Makes the tables as they were.
    ///
    /// @param schema the steps that had been applied
    /// @throws BackupException a step is not known: the backup is of a newer program
    void prepare(List<String> schema) throws IOException;

    /// Fills a table; closed when that is all.
    Rows table(String name, List<String> columns) throws IOException;

    /// Rows of one table.
    interface Rows extends AutoCloseable {
        void put(Row row) throws IOException;

        @Override
        void close() throws IOException;
    }

    /// Reads back all rows of a table.
    ///
    /// @return what {@link Manifest.Table#digest} is of them
    String digest(String table, List<String> columns) throws IOException;

    /// A volume's file; durable when it was closed.
    OutputStream volume(long number) throws IOException;

    /// A file in the data directory, for its owner alone; durable when it was closed.
    OutputStream file(String path) throws IOException;

    /// Brings the tables to the present version, and sees to it that nothing that was given away after the
    /// backup is given again: numbers, UIDs, UIDLs.
    void finish() throws IOException;

    @Override
    void close();
}
