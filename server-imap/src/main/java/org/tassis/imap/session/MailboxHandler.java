package org.tassis.imap.session;

import java.io.IOException;
import java.util.Optional;
import org.tassis.core.AccountId;
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
import org.tassis.imap.session.Reach.Place;
import org.tassis.imap.session.Reach.Reached;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.session.SessionState.User;
import org.tassis.imap.wire.ResponseWriter;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.Right;
import org.tassis.store.UrlKeys;
import org.tassis.store.Usage;

/// CREATE, DELETE, RENAME, SUBSCRIBE, STATUS, NAMESPACE, GETQUOTA: RFC 9051 §6.3, RFC 6154 §3, RFC 9208.
/// No state; any thread.
final class MailboxHandler {
    /// The one quota root of an account: everything it holds. Those of others are named by their login.
    private static final String QUOTA_ROOT = "";

    private final MailStore store;
    private final Reach reach;
    private final StatusWriter status;
    private final MetadataHandler metadata;
    private final UrlKeys urlKeys;

    MailboxHandler(MailStore store, Reach reach, StatusWriter status, MetadataHandler metadata, UrlKeys urlKeys) {
        this.metadata = metadata;
        this.urlKeys = urlKeys;
        this.store = store;
        this.reach = reach;
        this.status = status;
    }

    Step create(LoggedIn state, Create command) {
        // \All and \Flagged are views of other mailboxes, which this server does not make
        if (command.asksUnknownUse()
                || command.uses().contains(SpecialUse.ALL)
                || command.uses().contains(SpecialUse.FLAGGED)) {
            return new Step(state, Completion.BAD_USE);
        }
        Place place = placeToMake(state.user(), command.mailbox());
        if (!place.owner().equals(state.user().id()) && !command.uses().isEmpty()) {
            return new Step(state, Completion.BAD_USE); // what a mailbox is for is its owner's to say
        }
        Mailbox made = store.create(place.owner(), place.name(), command.uses()); // shared as what it is below
        return new Step(
                state,
                state.user().capabilities().offers("OBJECTID")
                        ? Completion.ok(ResponseCode.mailboxId(made.id()), "Created")
                        : Completion.ok("Created"));
    }

    /// Below a mailbox of somebody else it takes the right to create there, whatever is there already: who
    /// may not is told nothing of it.
    private Place placeToMake(User user, MailboxName name) {
        if (!Reach.isOthers(name)) {
            return new Place(user.id(), name);
        }
        Optional<Place> place = reach.placeOfOther(user, name);
        if (place.isEmpty()
                || reach.above(user, place.get())
                        .filter(above -> above.may(Right.CREATE))
                        .isEmpty()) {
            throw new RefusedCommand(Completion.NO_RIGHT);
        }
        return place.get();
    }

    /// Deleting what one has selected leaves it first.
    Step delete(LoggedIn state, Delete command, Client client) throws IOException {
        Reached gone = reach.find(state.user(), command.mailbox(), Right.DELETE);
        store.delete(gone.owner(), gone.name());
        metadata.deleted(gone.mailbox());
        urlKeys.forget(gone.owner(), gone.mailbox().id());
        if (state instanceof Selected selected && isGone(selected)) {
            client.untagged().ok(ResponseCode.CLOSED, "The selected mailbox is deleted");
            return new Step(selected.closed(), Completion.ok("Deleted"));
        }
        return new Step(state, Completion.ok("Deleted"));
    }

    /// By its id: its name may be another's by now.
    private boolean isGone(Selected selected) {
        return store.mailboxes(selected.mailbox().account()).stream()
                .noneMatch(mailbox -> mailbox.id().equals(selected.mailbox().id()));
    }

    /// With its rights: RFC 4314 §4. A name of the own ones that is no mailbox may have some below it.
    Step rename(LoggedIn state, Rename command) {
        User user = state.user();
        boolean others = Reach.isOthers(command.from())
                && store.mailbox(user.id(), command.from()).isEmpty();
        Place from =
                others ? placeOf(reach.find(user, command.from(), Right.DELETE)) : new Place(user.id(), command.from());
        Optional<AccountId> to = Reach.isOthers(command.to())
                ? reach.placeOfOther(user, command.to()).map(Place::owner)
                : Optional.of(user.id());
        if (to.filter(from.owner()::equals).isEmpty()) {
            return new Step(state, others ? Completion.STAYS_WITH_OWNER : Completion.OTHERS_NAME);
        }
        store.rename(from.owner(), from.name(), placeToMake(user, command.to()).name());
        return new Step(state, Completion.ok("Renamed"));
    }

    private static Place placeOf(Reached mailbox) {
        return new Place(mailbox.owner(), mailbox.name());
    }

    Step subscribe(LoggedIn state, MailboxName name, boolean subscribed) {
        store.subscribe(state.user().id(), name, subscribed);
        return new Step(state, Completion.ok(subscribed ? "Subscribed" : "Unsubscribed"));
    }

    Step status(LoggedIn state, Status command, Client client) throws IOException {
        Reached mailbox = reach.find(state.user(), command.mailbox(), Right.READ);
        status.write(state, mailbox.mailbox(), command.items(), client.out());
        return new Step(state, Completion.ok("Status completed"));
    }

    /// One personal namespace without a prefix, and what others share: RFC 9051 §6.3.10.
    Step namespace(LoggedIn state, Client client) throws IOException {
        client.out().raw("* NAMESPACE ((\"\" \"/\")) ");
        client.out()
                .raw(Reach.sees(state.user()) ? "((\"" + Reach.OTHERS + "/\" \"/\"))" : "NIL")
                .raw(" NIL")
                .crlf();
        return new Step(state, Completion.ok("Namespace completed"));
    }

    Step quota(LoggedIn state, GetQuota command, Client client) throws IOException {
        Optional<Usage> usage =
                ownerOfRoot(state.user(), command.root()).map(store::usage).filter(some -> isLimited(some.quota()));
        if (usage.isEmpty()) {
            return new Step(state, Completion.NO_SUCH_QUOTA_ROOT);
        }
        tellQuota(command.root(), usage.get(), client.out());
        return new Step(state, Completion.ok("Quota completed"));
    }

    /// Of others, who share something that may be read.
    private Optional<AccountId> ownerOfRoot(User user, String root) {
        if (root.equals(QUOTA_ROOT)) {
            return Optional.of(user.id());
        }
        return reach.readable(user).stream()
                .filter(mailbox -> !mailbox.account().equals(user.id()))
                .filter(mailbox -> root.equals(root(user, mailbox.account())))
                .map(Mailbox::account)
                .findFirst();
    }

    /// The name of an account's quota root.
    private String root(User user, AccountId owner) {
        return owner.equals(user.id())
                ? QUOTA_ROOT
                : reach.people()
                        .loginOf(owner)
                        .map(login -> Reach.OTHERS + MailboxName.SEPARATOR + login)
                        .orElse(QUOTA_ROOT);
    }

    Step quotaRoot(LoggedIn state, GetQuotaRoot command, Client client) throws IOException {
        Reached mailbox = reach.find(state.user(), command.mailbox(), Right.READ);
        Usage usage = store.usage(mailbox.owner());
        String root = root(state.user(), mailbox.owner());
        boolean limited = isLimited(usage.quota());
        client.out().raw("* QUOTAROOT ").mailbox(command.mailbox());
        if (limited) {
            client.out().space().string(root);
        }
        client.out().crlf();
        if (limited) {
            tellQuota(root, usage, client.out());
        }
        return new Step(state, Completion.ok("Quota completed"));
    }

    private static boolean isLimited(Quota quota) {
        return quota.limitsBytes() || quota.limitsMessages();
    }

    /// STORAGE counts in units of 1024 octets, rounded up: RFC 9208 §5.1.
    private static void tellQuota(String root, Usage usage, ResponseWriter out) throws IOException {
        out.raw("* QUOTA ").string(root).raw(" (");
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
