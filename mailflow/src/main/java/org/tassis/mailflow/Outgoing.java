package org.tassis.mailflow;

import java.util.List;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;

/// A message that is to leave for other servers, or to wait for its time, in one envelope.
///
/// @param id         under which the log knows it
/// @param owner      whose errand it is: the account that logged in to send it, or the one whose owner has it passed
///                   on. It alone is told when the mail cannot be delivered; empty for mail of strangers that an
///                   alias passes on, about which its sender is never told
/// @param sender     empty for the null sender
/// @param prefix     header fields to be put before the content when it is sent, each ended by CRLF, octets as
///                   Latin-1: signatures. At most {@link #MAX_PREFIX} characters
/// @param recipients at least one
/// @param authored   whether its author is known to be of this server, so that it is signed when it leaves. Mail of
///                   strangers never is, whoever passes it on
public record Outgoing(
        String id,
        Optional<AccountId> owner,
        Optional<EmailAddress> sender,
        MailParameters parameters,
        String prefix,
        List<To> recipients,
        Errand errand,
        boolean authored) {
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

    /// Sent by its owner.
    public Outgoing(
            String id,
            Optional<AccountId> owner,
            Optional<EmailAddress> sender,
            MailParameters parameters,
            String prefix,
            List<To> recipients) {
        this(id, owner, sender, parameters, prefix, recipients, Errand.SENT, owner.isPresent());
    }

    public Outgoing withPrefix(String fields) {
        return new Outgoing(id, owner, sender, parameters, fields, recipients, errand, authored);
    }

    /// One recipient and what its sender wants to hear about it.
    ///
    /// @param here of this server: it waits for the time its sender named, then it goes through mail flow again
    public record To(EmailAddress address, RecipientParameters parameters, boolean here) {
        /// Of another server.
        public To(EmailAddress address, RecipientParameters parameters) {
            this(address, parameters, false);
        }
    }
}
