package org.tassis.launcher;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.directory.Account;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.setup.ProgramLinks;
import org.tassis.launcher.settings.Listening;
import org.tassis.launcher.settings.Settings;
import org.tassis.net.SignedContent;
import org.tassis.webmail.programs.ProgramParts;

/// What helps people to set up their mail programs, by the settings.
final class Programs {
    private static final Logger LOG = LoggerFactory.getLogger(Programs.class);
    private static final int HTTPS = 443;
    private static final int LOGINS = 50;

    private Programs() {}

    static ProgramParts parts(Storage storage, Certificates certificates) {
        return new ProgramParts(
                new ProgramLinks(storage.setUp(), InstantSource.system()),
                account -> {
                    storage.logins().flush(); // who waits for a login wants to see it now
                    return storage.access().logins(account, LOGINS);
                },
                profile -> signed(profile, certificates));
    }

    /// Only with a certificate that devices believe: signed by an unknown one it would look worse than
    /// unsigned.
    private static byte[] signed(byte[] profile, Certificates certificates) {
        if (!certificates.isFromAuthority()) {
            return profile;
        }
        try {
            return SignedContent.of(profile, certificates.main());
        } catch (IOException e) {
            LOG.warn("a profile is handed out unsigned: {}", e.getMessage());
            return profile;
        }
    }

    /// For letters: the address of the page that helps, with a new link; nothing where there are no pages.
    static Optional<String> link(Settings settings, String host, Storage storage, Account account) {
        Optional<Listening> pages = Optional.ofNullable(settings.listeners().get("https"))
                .filter(listening -> listening.enabled() && listening.port() > 0);
        try {
            return pages.map(listening -> "https://" + host
                    + (listening.port() == HTTPS ? "" : ":" + listening.port()) + "/programs/"
                    + new ProgramLinks(storage.setUp(), InstantSource.system()).make(account.id()));
        } catch (DirectoryException e) {
            LOG.warn("a letter has no link to the page for programs: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
