package org.tassis.greylist;

import java.net.InetAddress;
import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;

/// A sender's try to name a recipient.
///
/// @param sender  empty for the null sender
/// @param spfPass whether the client may send for the sender's domain: RFC 7208 §2.6.3
/// @param owner   of the mailbox that the recipient leads to; empty when there are several or none
public record Attempt(
        InetAddress client,
        Optional<EmailAddress> sender,
        EmailAddress recipient,
        boolean spfPass,
        Optional<AccountId> owner) {
    /// For a recipient of whom no owner is known.
    public Attempt(InetAddress client, Optional<EmailAddress> sender, EmailAddress recipient, boolean spfPass) {
        this(client, sender, recipient, spfPass, Optional.empty());
    }
}
