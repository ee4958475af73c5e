package org.tassis.pop3;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.tassis.directory.Authenticator;
import org.tassis.net.Connection;
import org.tassis.net.Protocol;
import org.tassis.pop3.reply.Pop3Reply;
import org.tassis.store.MailStore;
import org.tassis.store.PopIds;

/// The POP3 engine: RFC 1939 with CAPA, STLS, AUTH PLAIN, UTF8 and LANG. Thread-safe.
public final class Pop3Protocol implements Protocol {
    private final Pop3Settings settings;
    private final MailStore store;
    private final PopIds ids;
    private final Authenticator authenticator;
    private final Pop3Meters meters;

    public Pop3Protocol(Pop3Settings settings, MailStore store, Authenticator authenticator, MeterRegistry registry) {
        this(settings, store, PopIds.NONE, authenticator, registry);
    }

    /// @param ids that messages brought along from other servers
    public Pop3Protocol(
            Pop3Settings settings, MailStore store, PopIds ids, Authenticator authenticator, MeterRegistry registry) {
        this.ids = ids;
        this.settings = settings;
        this.store = store;
        this.authenticator = authenticator;
        this.meters = new Pop3Meters(registry);
    }

    @Override
    public String name() {
        return "pop3";
    }

    @Override
    public void serve(Connection connection) throws IOException {
        new Session(settings, store, ids, authenticator, meters, connection).run();
    }

    @Override
    public String refusal(Refusal why) {
        return switch (why) {
            case TOO_MANY_CONNECTIONS -> Pop3Reply.CONNECTIONS_FULL.line();
            case TOO_MANY_FROM_YOUR_ADDRESS -> Pop3Reply.CONNECTIONS_FROM_YOU.line();
            case STOPPING -> Pop3Reply.STOPPING.line();
        };
    }
}
