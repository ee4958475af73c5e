package org.tassis.mailflow.srs;

import java.util.Optional;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;

/// One copy of a message that leaves this server because of an alias or a forward, or as a bounce that finds
/// its way back.
///
/// @param sender of the envelope; empty for the null sender
/// @param prefix fields to put before the message, each ended by CRLF; in UTF-8
/// @param forwarder whose forward it is: what cannot be delivered belongs into this mailbox, with a note;
///     nobody else is told
/// @param copyKept whether that mailbox has the message already
public record Departure(
        Optional<EmailAddress> sender,
        EmailAddress recipient,
        String prefix,
        Optional<AccountId> forwarder,
        boolean copyKept) {}
