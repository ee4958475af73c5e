package org.tassis.imap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.tassis.core.AccountId;
import org.tassis.core.Flags;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.message.Spool;
import org.tassis.store.InMemoryMailStore;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.NewMessage;

/// An INBOX to be filled with messages from text.
public final class TestMailbox {
    public static final Instant NOW = Instant.parse("2026-02-15T12:00:00Z");

    private final InMemoryMailStore store = new InMemoryMailStore(_ -> Quota.UNLIMITED, () -> NOW);
    private final MailboxId inbox;

    public TestMailbox() {
        AccountId account = new AccountId(1);
        store.mailboxes(account);
        inbox = store.mailbox(account, MailboxName.INBOX).orElseThrow().id();
    }

    public MailStore store() {
        return store;
    }

    public MailboxId id() {
        return inbox;
    }

    public MailboxSnapshot snapshot() {
        return store.snapshot(inbox);
    }

    /// Lines may end with LF, which becomes CRLF; characters are octets.
    public TestMailbox add(String message) {
        return add(message, Flags.NONE, NOW);
    }

    public TestMailbox add(String message, Flags flags, Instant internalDate) {
        byte[] octets = crlf(message).getBytes(StandardCharsets.ISO_8859_1);
        try (Spool spool = new Spool(Path.of("/nowhere"), Integer.MAX_VALUE)) {
            spool.write(octets, 0, octets.length);
            spool.finish();
            store.append(inbox, List.of(new NewMessage(spool, flags, internalDate)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public static String crlf(String text) {
        return text.replace("\r\n", "\n").replace("\n", "\r\n");
    }
}
