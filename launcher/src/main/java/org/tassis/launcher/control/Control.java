package org.tassis.launcher.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.tassis.admin.api.ControlAccess;

/// The server's end: while it is open, commands are run, and port and key are in a file for those who may
/// read it.
public final class Control implements AutoCloseable {
    private final Path file;
    private final ControlAccess access;

    private Control(Path file, ControlAccess access) {
        this.file = file;
        this.access = access;
    }

    /// @throws IOException the file cannot be written
    /// @throws IllegalStateException there is no port yet
    public static Control open(Path file, ControlAccess access, Command command) throws IOException {
        int port = access.port().orElseThrow(() -> new IllegalStateException("the control port is not bound"));
        access.open(command::run);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, port + " " + access.key() + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new Control(file, access);
    }

    @Override
    public void close() throws IOException {
        access.close();
        Files.deleteIfExists(file);
    }
}
