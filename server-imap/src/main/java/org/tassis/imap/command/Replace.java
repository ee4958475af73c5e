package org.tassis.imap.command;

import org.tassis.core.MailboxName;

/// REPLACE and UID REPLACE: RFC 8508 §3. Whoever took the command closes it.
///
/// @param replaced one message, which the new one takes the place of
public record Replace(MessageSet replaced, MailboxName mailbox, Append.Message message)
        implements ImapCommand.InMailbox, AutoCloseable {
    @Override
    public String word() {
        return replaced.byUid() ? "UID REPLACE" : "REPLACE";
    }

    @Override
    public boolean usesSequenceNumbers() {
        return false; // its own EXPUNGE is told: RFC 8508 §3.4
    }

    @Override
    public boolean namesSequenceNumbers() {
        return !replaced.byUid();
    }

    /// Gives the spooled octets back.
    @Override
    public void close() {
        message.sink().close();
    }
}
