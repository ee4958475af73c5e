package org.tassis.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import org.tassis.core.Secret;
import org.tassis.directory.Account;
import org.tassis.directory.Authenticator;

/// Whether whoever sits before an open browser is its owner: knows the password that opens everything.
/// Guesses are slowed down as at the login.
record PresentPassword(Authenticator authenticator) {
    private static final int MAX = 1_000;

    boolean isRight(Account account, String present, HttpServletRequest request) {
        if (present.isEmpty() || present.length() > MAX) {
            return false;
        }
        try (Secret secret = new Secret(present)) {
            return authenticator.authenticate(
                            account.login().value(),
                            secret,
                            InetAddress.ofLiteral(request.getRemoteAddr()),
                            Authenticator.ADMINISTRATION)
                    instanceof Authenticator.Outcome.Granted;
        }
    }
}
