package org.tassis.mailflow.report.tls;

import org.tassis.mailflow.remote.TlsSession;
import org.tassis.mailflow.report.Tally.Kind;
import org.tassis.mailflow.report.TallyBuffer;

/// Counts connections for reports. Any thread.
public final class TlsCounter implements TlsSession.Observer {
    private final TallyBuffer buffer;

    public TlsCounter(TallyBuffer buffer) {
        this.buffer = buffer;
    }

    @Override
    public void ended(TlsSession session) {
        buffer.count(Kind.TLS_SEEN, session.domain(), TlsFacts.of(session).written());
    }
}
