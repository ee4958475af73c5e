package org.tassis.imap.session;

import java.io.IOException;
import java.util.Set;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.imap.command.StatusItem;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.MailboxSnapshot;

/// STATUS responses: RFC 9051 §7.3.4, RFC 7162 §3.1.7, RFC 7889 §4, RFC 8474 §4.3, RFC 9208 §4.1.4.
/// Everything comes from the mailbox's snapshot, in a time that does not depend on the number of messages.
/// No state; any thread.
final class StatusWriter {
    private static final StatusItem[] ITEMS = StatusItem.values();

    private final MailStore store;
    private final ImapSettings settings;

    StatusWriter(MailStore store, ImapSettings settings) {
        this.store = store;
        this.settings = settings;
    }

    void write(LoggedIn state, Mailbox mailbox, Set<StatusItem> items, ResponseWriter out) throws IOException {
        MailboxSnapshot now = store.snapshot(mailbox.id());
        long recent = items.contains(StatusItem.RECENT) ? recent(state, mailbox, now) : 0;
        out.raw("* STATUS ").mailbox(mailbox.name()).raw(" (");
        String separator = "";
        for (StatusItem item : ITEMS) {
            if (items.contains(item)) {
                out.raw(separator).raw(item.label()).space();
                separator = " ";
                switch (item) {
                    case MESSAGES -> out.number(now.count());
                    case RECENT -> out.number(recent);
                    case UIDNEXT -> out.number(now.uidNext());
                    case UIDVALIDITY -> out.number(now.uidValidity());
                    case UNSEEN -> out.number(now.unseen());
                    case DELETED -> out.number(now.deleted());
                    case DELETED_STORAGE -> out.number(deletedOctets(now));
                    case SIZE -> out.number(now.bytes());
                    case HIGHESTMODSEQ -> out.number(now.highestModSeq());
                    case APPENDLIMIT -> out.number(settings.appendLimit());
                    case MAILBOXID ->
                        out.raw("(").raw(ResponseCode.objectId(mailbox.id())).raw(")");
                }
            }
        }
        out.raw(")").crlf();
    }

    private long recent(LoggedIn state, Mailbox mailbox, MailboxSnapshot now) {
        if (state instanceof Selected selected && selected.mailbox().id().equals(mailbox.id())) {
            return Sync.countRecent(selected.recent(), now);
        }
        long first = store.recentFrom(mailbox.id());
        return Sync.countRecent(UidSet.between(first, now.uidNext()), now);
    }

    /// Looks at the messages only when some are deleted.
    private static long deletedOctets(MailboxSnapshot now) {
        long octets = 0;
        int left = now.deleted();
        for (int index = 0; left > 0 && index < now.count(); index++) {
            if ((now.flagBits(index) & SystemFlag.DELETED.bit()) != 0) {
                octets += now.size(index);
                left--;
            }
        }
        return octets;
    }
}
