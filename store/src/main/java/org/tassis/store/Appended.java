package org.tassis.store;

import org.tassis.core.MailboxId;
import org.tassis.core.MessageId;

/// Where a message went: what APPENDUID reports (RFC 9051 §7.1).
public record Appended(MailboxId mailbox, long uidValidity, long uid, MessageId id) {}
