package org.tassis.store;

import org.tassis.core.AccountId;
import org.tassis.core.MailboxId;

/// How far a mailbox has come, for those who follow the store and ask what they have missed.
///
/// @param uidNext       as {@link MailboxSnapshot#uidNext}
/// @param highestModSeq as {@link MailboxSnapshot#highestModSeq}
public record MailboxMark(AccountId account, MailboxId mailbox, long uidNext, long highestModSeq) {}
