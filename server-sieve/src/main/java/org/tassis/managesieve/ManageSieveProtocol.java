package org.tassis.managesieve;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.tassis.directory.Authenticator;
import org.tassis.mailflow.filter.Filters;
import org.tassis.managesieve.reply.Reply;
import org.tassis.net.Connection;
import org.tassis.net.Protocol;

/// The ManageSieve engine: RFC 5804. Thread-safe.
public final class ManageSieveProtocol implements Protocol {
    private final ManageSieveSettings settings;
    private final Filters filters;
    private final Authenticator authenticator;
    private final MeterRegistry registry;

    public ManageSieveProtocol(
            ManageSieveSettings settings, Filters filters, Authenticator authenticator, MeterRegistry registry) {
        this.settings = settings;
        this.filters = filters;
        this.authenticator = authenticator;
        this.registry = registry;
    }

    @Override
    public String name() {
        return "managesieve";
    }

    @Override
    public void serve(Connection connection) throws IOException {
        new Session(settings, filters, authenticator, registry, connection).run();
    }

    @Override
    public String refusal(Refusal why) {
        return switch (why) {
            case TOO_MANY_CONNECTIONS -> Reply.CONNECTIONS_FULL.line();
            case TOO_MANY_FROM_YOUR_ADDRESS -> Reply.CONNECTIONS_FROM_YOU.line();
            case STOPPING -> Reply.STOPPING.line();
        };
    }
}
