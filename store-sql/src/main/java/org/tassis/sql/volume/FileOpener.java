package org.tassis.sql.volume;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/// How files are opened: {@link FileChannel#open(Path, OpenOption...)}, or something that fails when it is
/// told to.
@FunctionalInterface
public interface FileOpener {
    FileOpener PLAIN = FileChannel::open;

    FileChannel open(Path path, OpenOption... options) throws IOException;
}
