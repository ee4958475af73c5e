package org.tassis.smtp;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.tassis.directory.Authenticator;
import org.tassis.mailflow.MailFlow;
import org.tassis.net.Connection;
import org.tassis.net.Protocol;
import org.tassis.smtp.reply.SmtpReply;

/// The SMTP engine in one of its roles. Thread-safe; one for any number of listeners.
public final class SmtpProtocol implements Protocol {
    private final Engine engine;

    /// @param spool an existing directory, for messages too large for memory on their way in
    public SmtpProtocol(
            SmtpSettings settings,
            MailFlow flow,
            Authenticator authenticator,
            MeterRegistry meters,
            InstantSource clock,
            Path spool) {
        this(new Engine(
                settings,
                flow,
                authenticator,
                new SmtpMeters(meters, settings.role()),
                clock,
                spool,
                MessageUrls.NONE));
    }

    private SmtpProtocol(Engine engine) {
        this.engine = engine;
    }

    /// The same, where users may have messages sent that are here already: RFC 4468.
    public SmtpProtocol withUrls(MessageUrls urls) {
        return new SmtpProtocol(new Engine(
                engine.settings(),
                engine.flow(),
                engine.authenticator(),
                engine.meters(),
                engine.clock(),
                engine.spool(),
                urls));
    }

    @Override
    public String name() {
        return switch (engine.settings().role()) {
            case MX -> "smtp";
            case SUBMISSION -> "submission";
            case LMTP -> "lmtp";
        };
    }

    @Override
    public void serve(Connection connection) throws IOException {
        new SmtpSession(engine, connection).run();
    }

    @Override
    public String refusal(Refusal why) {
        SmtpReply reply =
                switch (why) {
                    case TOO_MANY_CONNECTIONS -> SmtpReply.CONNECTIONS_FULL;
                    case TOO_MANY_FROM_YOUR_ADDRESS -> SmtpReply.CONNECTIONS_FROM_YOU;
                    case STOPPING -> SmtpReply.STOPPING;
                };
        return reply.wire();
    }
}
