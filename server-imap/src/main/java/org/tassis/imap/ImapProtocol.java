package org.tassis.imap;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import org.tassis.directory.Authenticator;
import org.tassis.imap.session.Engine;
import org.tassis.imap.session.ImapSettings;
import org.tassis.imap.session.Sharing;
import org.tassis.imap.url.UrlAuthority;
import org.tassis.net.Connection;
import org.tassis.net.Protocol;
import org.tassis.store.Annotations;
import org.tassis.store.MailStore;
import org.tassis.store.UrlKeys;

/// The IMAP engine as listeners run it: IMAP4rev1 (RFC 3501) and IMAP4rev2 (RFC 9051) with the extensions
/// that CAPABILITY names. One for all listeners; any thread.
public final class ImapProtocol implements Protocol {
    private final Engine engine;

    /// @param urlKeys   of mailboxes
    /// @param authority makes and reads URLs by these keys
    public ImapProtocol(
            ImapSettings settings,
            MailStore store,
            Annotations annotations,
            Sharing sharing,
            UrlKeys urlKeys,
            UrlAuthority authority,
            Authenticator authenticator,
            MeterRegistry meters) {
        this(settings, store, annotations, sharing, urlKeys, authority, authenticator, meters, InstantSource.system());
    }

    /// @param clock decides about internal dates that clients do not give, relative searches and the end of
    ///     IDLE
    public ImapProtocol(
            ImapSettings settings,
            MailStore store,
            Annotations annotations,
            Sharing sharing,
            UrlKeys urlKeys,
            UrlAuthority authority,
            Authenticator authenticator,
            MeterRegistry meters,
            InstantSource clock) {
        this.engine =
                new Engine(settings, store, annotations, sharing, urlKeys, authority, authenticator, meters, clock);
    }

    @Override
    public String name() {
        return "imap";
    }

    @Override
    public void serve(Connection connection) throws IOException {
        engine.serve(connection);
    }

    @Override
    public String refusal(Refusal why) {
        return switch (why) {
            case TOO_MANY_CONNECTIONS -> "* BYE [UNAVAILABLE] Too many connections, try again later\r\n";
            case TOO_MANY_FROM_YOUR_ADDRESS -> "* BYE [LIMIT] Too many connections from your address\r\n";
            case STOPPING -> "* BYE [UNAVAILABLE] The server is stopping\r\n";
        };
    }
}
