package org.tassis.directory.access;

import java.net.InetAddress;
import org.tassis.core.Secret;
import org.tassis.directory.Authenticator;

/// Lets in whom another one lets in, and remembers it.
public final class RecordedLogins implements Authenticator {
    private final Authenticator behind;
    private final LoginLog log;

    public RecordedLogins(Authenticator behind, LoginLog log) {
        this.behind = behind;
        this.log = log;
    }

    @Override
    public Outcome authenticate(String identity, Secret password, InetAddress client, String protocol) {
        Outcome outcome = behind.authenticate(identity, password, client, protocol);
        if (outcome instanceof Outcome.Granted granted) {
            log.loggedIn(granted.account().id(), protocol, client, "");
        }
        return outcome;
    }
}
