package org.tassis.imap.session;

import java.io.IOException;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.net.Connection;

/// The far end of a session: its connection and what is written to it. Used by the session's thread.
record Client(
        Connection connection,
        ResponseWriter out,
        Untagged untagged,
        Notifications notifications,
        AnnotationNews annotationNews) {
    static Client of(Connection connection) {
        ResponseWriter out = new ResponseWriter(connection);
        return new Client(
                connection, out, new Untagged(out), new Notifications(connection), new AnnotationNews(connection));
    }

    void flush() throws IOException {
        out.flush();
    }
}
