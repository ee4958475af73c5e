package org.tassis.imap.session;

import java.io.IOException;
import java.util.Optional;
import org.tassis.core.MailboxName;
import org.tassis.core.Quota;
import org.tassis.core.SpecialUse;
import org.tassis.imap.command.Create;
import org.tassis.imap.command.Delete;
import org.tassis.imap.command.GetQuota;
import org.tassis.imap.command.GetQuotaRoot;
import org.tassis.imap.command.Rename;
import org.tassis.imap.command.Status;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.Usage;

/// CREATE, DELETE, RENAME, SUBSCRIBE, STATUS, NAMESPACE, GETQUOTA: RFC 9051 §6.3, RFC 6154 §3, RFC 9208.
/// No state; any thread.
final class MailboxHandler {
    /// The one quota root of an account: everything it holds.
    private static final String QUOTA_ROOT = "";

    private final MailStore store;
    private final StatusWriter status;
    private final MetadataHandler metadata;

    MailboxHandler(MailStore store, StatusWriter status, MetadataHandler metadata) {
        this.metadata = metadata;
        this.store = store;
        this.status = status;
    }

    Step create(LoggedIn state, Create command) {
        // \All and \Flagged are views of other mailboxes, which this server does not make
        if (command.asksUnknownUse()
                || command.uses().contains(SpecialUse.ALL)
                || command.uses().contains(SpecialUse.FLAGGED)) {
            return new Step(state, Completion.BAD_USE);
        }
        Mailbox made = store.create(state.user().id(), command.mailbox(), command.uses());
        return new Step(
                state,
                state.user().capabilities().offers("OBJECTID")
                        ? Completion.ok(ResponseCode.mailboxId(made.id()), "Created")
                        : Completion.ok("Created"));
    }

    /// Deleting what one has selected leaves it first.
    Step delete(LoggedIn state, Delete command, Client client) throws IOException {
        Optional<Mailbox> gone = store.mailbox(state.user().id(), command.mailbox());
        store.delete(state.user().id(), command.mailbox());
        gone.ifPresent(mailbox -> metadata.deleted(state, mailbox));
        if (state instanceof Selected selected && isGone(selected)) {
            client.untagged().ok(ResponseCode.CLOSED, "The selected mailbox is deleted");
            return new Step(selected.closed(), Completion.ok("Deleted"));
        }
        return new Step(state, Completion.ok("Deleted"));
    }

    /// By its id: its name may be another's by now.
    private boolean isGone(Selected selected) {
        return store.mailboxes(selected.user().id()).stream()
                .noneMatch(mailbox -> mailbox.id().equals(selected.mailbox().id()));
    }

    Step rename(LoggedIn state, Rename command) {
        store.rename(state.user().id(), command.from(), command.to());
        return new Step(state, Completion.ok("Renamed"));
    }

    Step subscribe(LoggedIn state, MailboxName name, boolean subscribed) {
        store.subscribe(state.user().id(), name, subscribed);
        return new Step(state, Completion.ok(subscribed ? "Subscribed" : "Unsubscribed"));
    }

    Step status(LoggedIn state, Status command, Client client) throws IOException {
        Optional<Mailbox> mailbox = store.mailbox(state.user().id(), command.mailbox());
        if (mailbox.isEmpty()) {
            return new Step(state, Completion.NO_SUCH_MAILBOX);
        }
        status.write(state, mailbox.get(), command.items(), client.out());
        return new Step(state, Completion.ok("Status completed"));
    }

    /// One personal namespace without a prefix: RFC 9051 §6.3.10.
    Step namespace(LoggedIn state, Client client) throws IOException {
        client.out().raw("* NAMESPACE ((\"\" \"/\")) NIL NIL").crlf();
        return new Step(state, Completion.ok("Namespace completed"));
    }

    Step quota(LoggedIn state, GetQuota command, Client client) throws IOException {
        Usage usage = store.usage(state.user().id());
        if (!command.root().equals(QUOTA_ROOT) || !isLimited(usage.quota())) {
            return new Step(state, Completion.NO_SUCH_QUOTA_ROOT);
        }
        tellQuota(usage, client.out());
        return new Step(state, Completion.ok("Quota completed"));
    }

    Step quotaRoot(LoggedIn state, GetQuotaRoot command, Client client) throws IOException {
        if (store.mailbox(state.user().id(), command.mailbox()).isEmpty()) {
            return new Step(state, Completion.NO_SUCH_MAILBOX);
        }
        Usage usage = store.usage(state.user().id());
        boolean limited = isLimited(usage.quota());
        client.out().raw("* QUOTAROOT ").mailbox(command.mailbox());
        if (limited) {
            client.out().raw(" \"" + QUOTA_ROOT + "\"");
        }
        client.out().crlf();
        if (limited) {
            tellQuota(usage, client.out());
        }
        return new Step(state, Completion.ok("Quota completed"));
    }

    private static boolean isLimited(Quota quota) {
        return quota.limitsBytes() || quota.limitsMessages();
    }

    /// STORAGE counts in units of 1024 octets, rounded up: RFC 9208 §5.1.
    private static void tellQuota(Usage usage, ResponseWriter out) throws IOException {
        out.raw("* QUOTA \"" + QUOTA_ROOT + "\" (");
        if (usage.quota().limitsBytes()) {
            out.raw("STORAGE ").number(units(usage.bytes())).space();
            out.number(usage.quota().bytes() / 1024);
        }
        if (usage.quota().limitsMessages()) {
            out.raw(usage.quota().limitsBytes() ? " " : "").raw("MESSAGE ").number(usage.messages());
            out.space().number(usage.quota().messages());
        }
        out.raw(")").crlf();
    }

    private static long units(long octets) {
        return octets / 1024 + (octets % 1024 == 0 ? 0 : 1);
    }
}
