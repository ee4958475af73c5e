package org.tassis.directory.access;

import java.net.InetAddress;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
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

    @Override
    public void letIn(Account account, InetAddress client, String protocol) {
        behind.letIn(account, client, protocol);
        log.loggedIn(account.id(), protocol, client, "");
    }

    @Override
    public void turnedAway(Account account, InetAddress client, String protocol) {
        behind.turnedAway(account, client, protocol);
    }
}
