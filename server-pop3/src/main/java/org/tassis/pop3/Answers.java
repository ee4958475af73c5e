package org.tassis.pop3;

import java.io.IOException;
import org.tassis.net.Connection;
import org.tassis.pop3.reply.Pop3Reply;

/// Where replies go out, and are counted. Used by the session's thread.
final class Answers {
    private final Connection connection;
    private final Pop3Meters meters;

    Answers(Connection connection, Pop3Meters meters) {
        this.connection = connection;
        this.meters = meters;
    }

    void write(Pop3Reply reply) throws IOException {
        meters.reply(reply);
        connection.write(reply.line());
    }

    /// Counts a reply that was written together with what follows it.
    void count(Pop3Reply reply) {
        meters.reply(reply);
    }

    /// Writes a reply and gives back the state to be in.
    SessionState stay(SessionState state, Pop3Reply reply) throws IOException {
        write(reply);
        return state;
    }
}
