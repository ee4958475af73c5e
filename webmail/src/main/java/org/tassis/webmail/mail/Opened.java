package org.tassis.webmail.mail;

import org.tassis.core.SystemFlag;
import org.tassis.message.MessageStructure;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoredMessage;
import org.tassis.webmail.MessageRef;
import org.tassis.webmail.Reach.Reached;

/// A message that the visitor may read, ready to be read by one thread.
public record Opened(
        MessageRef ref,
        Reached place,
        MailboxSnapshot snapshot,
        int index,
        StoredMessage message,
        MessageStructure structure) {
    private static final int MAX_HEADER = 1024 * 1024;

    public Mailbox mailbox() {
        return place.mailbox();
    }

    public boolean has(SystemFlag flag) {
        return (snapshot.flagBits(index) & flag.bit()) != 0;
    }

    /// Its header section, at most a megabyte of it.
    public byte[] header() {
        return message.octets(0, (int) Math.min(MAX_HEADER, structure.root().bodyStart()));
    }
}
