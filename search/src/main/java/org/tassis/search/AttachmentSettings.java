package org.tassis.search;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// How the text of attachments is read: by a process of its own (docs/adr/0037), which is given one file
/// after the other and may hang, die or be killed at any time.
///
/// @param command    starts that process; two arguments are added to it, the time limit in seconds and the
///     characters
/// @param scratch    its working directory and the place of its temporary files, of nobody else: emptied
///     whenever it starts; made when it is not there
/// @param timeLimit  for one file; afterwards the process is killed and the file has no text
/// @param largest    octets of a file; larger ones are not read
/// @param characters of the text of all attachments of a message; the rest is left out
/// @param idle       without work for so long the process is ended
/// @param retry      how long to wait when the process cannot be started
public record AttachmentSettings(
        List<String> command,
        Path scratch,
        Duration timeLimit,
        long largest,
        int characters,
        Duration idle,
        Duration retry) {
    public AttachmentSettings {
        command = List.copyOf(command);
    }

    /// The defaults.
    public static AttachmentSettings of(List<String> command, Path scratch) {
        return new AttachmentSettings(
                command,
                scratch,
                Duration.ofSeconds(20),
                32L << 20,
                200_000,
                Duration.ofSeconds(30),
                Duration.ofMinutes(1));
    }
}
