package org.tassis.search;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.MailboxId;

/// Notes on the disk which message's attachments are being read, so that one in the middle of which the whole
/// server ends is not tried at every start. One thread.
final class Tries {
    private static final Logger LOG = LoggerFactory.getLogger(Tries.class);

    /// As often a message is tried.
    static final int MOST = 3;

    private final Path file;
    private String last = "";
    private int tries;

    /// Beside the index.
    static Path file(SearchSettings settings) {
        return settings.directory().resolveSibling(settings.directory().getFileName() + ".reading");
    }

    /// @param file need not be there
    Tries(Path file) {
        this.file = file;
        try {
            if (Files.isRegularFile(file) && Files.size(file) < 100) {
                String[] words =
                        Files.readString(file, StandardCharsets.US_ASCII).split(" ", -1);
                if (words.length == 3 && words[2].matches("[0-9]{1,4}")) {
                    last = words[0] + " " + words[1];
                    tries = Integer.parseInt(words[2]);
                }
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be read", file, e);
        }
    }

    /// Notes that it is tried now.
    ///
    /// @return false when it was tried often enough
    boolean begin(MailboxId mailbox, long uid) {
        String message = mailbox.value() + " " + uid;
        tries = message.equals(last) ? tries + 1 : 1;
        last = message;
        try {
            Files.writeString(file, last + " " + tries, StandardCharsets.US_ASCII);
        } catch (IOException e) { // it is only for the worst case
            LOG.debug("{} cannot be written", file, e);
        }
        return tries <= MOST;
    }

    /// That it ended was nobody's fault: it will not have been tried.
    void forget() {
        last = "";
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.debug("{} cannot be deleted", file, e);
        }
    }
}
