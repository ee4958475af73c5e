package org.tassis.directory;

import java.util.Locale;
import java.util.Optional;
import org.tassis.core.DomainName;

/// Which mailboxes are wanted.
///
/// @param customer only those of one
/// @param domain   only those with an address in it
/// @param words    each is somewhere in the login, the real name or an address, in any case; empty: all
/// @param removed  whether removed ones are wanted, or those that exist
public record MailboxQuery(Optional<CustomerId> customer, Optional<DomainName> domain, String words, boolean removed) {
    public static final MailboxQuery ALL = new MailboxQuery(Optional.empty(), Optional.empty(), "", false);

    private static final int MAX_WORDS = 200;

    public MailboxQuery {
        words = words.strip().toLowerCase(Locale.ROOT);
        words = words.substring(0, Math.min(MAX_WORDS, words.length()));
    }

    public MailboxQuery of(CustomerId owner) {
        return new MailboxQuery(Optional.of(owner), domain, words, removed);
    }

    public MailboxQuery in(DomainName name) {
        return new MailboxQuery(customer, Optional.of(name), words, removed);
    }

    public MailboxQuery with(String text) {
        return new MailboxQuery(customer, domain, text, removed);
    }

    public MailboxQuery removedOnes() {
        return new MailboxQuery(customer, domain, words, true);
    }
}
