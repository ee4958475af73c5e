package org.tassis.imap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tassis.core.MailboxName;
import org.tassis.imap.command.AppendGate;
import org.tassis.imap.command.CommandReader;
import org.tassis.imap.command.ImapCommand;
import org.tassis.imap.command.MessageSink;
import org.tassis.imap.command.Request;
import org.tassis.imap.wire.ResponseWriter;

/// Commands as a client spells them.
public final class TestCommands {
    private static final AppendGate NONE = new AppendGate() {
        @Override
        public Optional<Refusal> refuse(MailboxName mailbox, long size, long total, int messages, boolean replacing) {
            return Optional.of(Refusal.NOT_LOGGED_IN);
        }

        @Override
        public boolean catenates() {
            return true;
        }

        @Override
        public Optional<Part> part(String url) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MessageSink open(long size) {
            throw new UnsupportedOperationException();
        }
    };

    private TestCommands() {}

    /// @param line without tag and line end, in UTF-8
    public static ImapCommand parse(String line) {
        TestConnection connection =
                new TestConnection(("a " + line + "\r\n").getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE);
        CommandReader reader = new CommandReader(connection, new ResponseWriter(connection), NONE);
        try {
            if (reader.read(false, CommandReader.Limits.AFTER_LOGIN)
                    instanceof Request.Accepted(String _, ImapCommand command)) {
                return command;
            }
            throw new IllegalArgumentException(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
