package org.tassis.imap.session;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.net.Connection;

/// Asked now and then while a command takes its time: whether the client is still there. Tells it meanwhile
/// that work goes on: RFC 9585 §3. Used by the session's thread, where nothing of a response is half
/// written.
final class Progress implements BooleanSupplier {
    /// RFC 9585 §3: not so often that it becomes a burden.
    static final Duration EVERY = Duration.ofSeconds(10);

    private final Client client;
    private final String tag;
    private final boolean told;
    private final InstantSource clock;
    private Instant next;

    /// @param told whether the client may be told
    Progress(Client client, String tag, boolean told, InstantSource clock) {
        this.client = client;
        this.tag = tag;
        this.told = told;
        this.clock = clock;
        this.next = clock.instant().plus(EVERY);
    }

    @Override
    public boolean getAsBoolean() {
        try {
            if (told && !clock.instant().isBefore(next)) {
                next = clock.instant().plus(EVERY);
                client.untagged().ok(ResponseCode.inProgress(tag), "Still at it");
                client.flush();
            }
            return client.connection().await(Duration.ZERO) != Connection.Event.CLOSED;
        } catch (IOException gone) {
            return false;
        }
    }
}
