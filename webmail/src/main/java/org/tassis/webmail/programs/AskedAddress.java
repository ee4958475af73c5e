package org.tassis.webmail.programs;

import java.net.InetAddress;
import java.util.Optional;
import org.tassis.core.DomainName;
import org.tassis.core.EmailAddress;
import org.tassis.directory.Directory;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;

/// The address for which a program wants to know everything.
///
/// @param login what it is to log in with: the login name where it may be told, else what `unknown` says
record AskedAddress(EmailAddress address, String login) {
    /// @param unknown the login where none is told
    /// @return nothing when it is no address, or not of this server
    static Optional<AskedAddress> of(
            String text, String unknown, Directory directory, LoginTeller teller, InetAddress client) {
        return EmailAddress.parse(text.strip())
                .filter(address -> isHere(address.domain(), directory))
                .map(address -> new AskedAddress(
                        address,
                        teller.login(address.toString(), client)
                                .map(login -> login.value())
                                .orElse(unknown)));
    }

    /// Which domains are here, the DNS tells everybody.
    static boolean isHere(DomainName domain, Directory directory) {
        try {
            return directory.mailDomain(domain).enabled();
        } catch (DirectoryException e) {
            if (e.failure() instanceof DirectoryFailure.Unavailable) {
                throw e;
            }
            return false;
        }
    }
}
