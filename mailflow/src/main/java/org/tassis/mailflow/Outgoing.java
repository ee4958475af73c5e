package org.tassis.mailflow;

import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;

/// A message that is to leave for other servers, in one envelope.
///
/// @param id         under which the log knows it
/// @param owner      whose mail it is: the account that logged in to send it. It alone is told when the mail cannot be
///                   delivered; empty for mail of strangers that is passed on, about which nobody is told
/// @param sender     empty for the null sender
/// @param prefix     header fields to be put before the content when it is sent, each ended by CRLF, octets as
///                   Latin-1: signatures. At most {@link #MAX_PREFIX} characters
/// @param recipients at least one
public record Outgoing(
        String id,
        Optional<AccountId> owner,
        Optional<EmailAddress> sender,
        MailParameters parameters,
        String prefix,
        List<To> recipients) {
    public static final int MAX_PREFIX = 8000;

    public Outgoing {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("no recipients");
        }
        if (prefix.length() > MAX_PREFIX) {
            throw new IllegalArgumentException("a prefix of " + prefix.length() + " characters");
        }
    }

    /// One recipient and what its sender wants to hear about it.
    public record To(EmailAddress address, RecipientParameters parameters) {}
}
