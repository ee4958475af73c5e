package org.tassis.directory;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tassis.core.EmailAddress;
import org.tassis.core.Quota;

/// One change of a mailbox account; several are made together or not at all.
public sealed interface MailboxChange {
    record RealName(String value) implements MailboxChange {}

    record Limit(Quota value) implements MailboxChange {}

    /// Switched off: mail to it is refused and nobody logs in.
    record Enabled(boolean value) implements MailboxChange {}

    /// The address becomes one of the mailbox when it is not yet; the primary address before stays as an ordinary one.
    record Primary(EmailAddress value) implements MailboxChange {}

    /// Switches the primary address off: it no longer leads here and becomes free.
    record NoPrimary() implements MailboxChange {}

    /// Those the mailbox already has are ignored.
    record AddAddresses(List<EmailAddress> value) implements MailboxChange {
        public AddAddresses {
            value = List.copyOf(value);
        }
    }

    /// Refused when the mailbox does not have one of them. A removed primary address is switched off.
    record RemoveAddresses(List<EmailAddress> value) implements MailboxChange {
        public RemoveAddresses {
            value = List.copyOf(value);
        }
    }

    record PopDelete(Account.PopDelete value) implements MailboxChange {}

    /// Replaces the whole set.
    record HiddenCapabilities(Set<String> value) implements MailboxChange {
        public HiddenCapabilities {
            value = Set.copyOf(value);
        }
    }

    record Language(Locale value) implements MailboxChange {}
}
