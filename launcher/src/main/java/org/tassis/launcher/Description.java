package org.tassis.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The facts of a running demo, for programs: what `--describe FILE` writes.
///
/// @param ports       by name: smtp submission submissions imap imaps pop3 pop3s https admin
/// @param certificate PEM file of the issuer to trust
record Description(
        String host, long pid, Map<String, Integer> ports, String certificate, Login operator, List<Login> accounts) {

    /// Somebody who can log in.
    record Login(String login, String password, List<String> addresses) {}

    /// Writes the file whole or not at all: whoever waits for it never reads a half. Readable by its owner only,
    /// since
    /// passwords are in it.
    void write(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                fresh,
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
