package org.tassis.webmail;

import java.nio.file.Path;

/// @param maxMessageSize octets of the largest message that is taken
/// @param spool          where large messages are while they are written
public record ComposeSettings(long maxMessageSize, Path spool) {}
