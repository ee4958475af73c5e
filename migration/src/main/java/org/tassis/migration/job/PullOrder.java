package org.tassis.migration.job;

import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tassis.core.MailboxName;
import org.tassis.migration.imap.ImapServer;

/// What a job of the kind {@link Job.Kind#IMAP} brings in, and from where; without the password.
///
/// @param user  the name there, not empty
/// @param under the folder here below which everything is put; empty: where it is there
public record PullOrder(ImapServer server, String user, Optional<MailboxName> under) {
    /// In the words of {@link Job#spec}.
    public SortedMap<String, String> spec() {
        SortedMap<String, String> spec = new TreeMap<>();
        spec.put("host", server.host());
        spec.put("port", Integer.toString(server.port()));
        spec.put("tls", server.security().name().toLowerCase(Locale.ROOT));
        spec.put("user", user);
        server.pin().ifPresent(pin -> spec.put("pin", pin));
        under.ifPresent(folder -> spec.put("under", folder.value()));
        return spec;
    }
}
