package org.tassis.imap.session;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tassis.core.MailboxId;
import org.tassis.core.MailboxName;
import org.tassis.core.UidSet;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.command.MultiSearch.Source;
import org.tassis.imap.command.Notify;
import org.tassis.imap.command.Notify.Event;
import org.tassis.imap.command.Notify.Group;
import org.tassis.imap.command.StatusItem;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.reply.ResponseCode;
import org.tassis.imap.session.Reach.Reached;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.imap.session.SessionState.Selected;
import org.tassis.imap.session.Sync.Own;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.Right;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// NOTIFY (RFC 5465), and news of annotations (RFC 5464 §4.4.2): what clients are told without asking,
/// between commands, while they idle, and with each command. What is told is always the present, so that
/// nothing that happens in between is told twice or missed. No state of its own; any thread.
final class NotifyHandler {
    private static final Logger LOG = LoggerFactory.getLogger(NotifyHandler.class);

    private final MailStore store;
    private final Reach reach;
    private final Sync sync;
    private final StatusWriter status;
    private final FetchReplies replies;
    private final MetadataHandler metadata;

    NotifyHandler(
            MailStore store,
            Reach reach,
            Sync sync,
            StatusWriter status,
            FetchReplies replies,
            MetadataHandler metadata) {
        this.store = store;
        this.reach = reach;
        this.sync = sync;
        this.status = status;
        this.replies = replies;
        this.metadata = metadata;
    }

    Step set(LoggedIn state, Notify command, Client client) throws IOException {
        boolean annotations = state.user().capabilities().offers("METADATA");
        if (command.unknown() || command.asksAnnotations() && !annotations) {
            return new Step(state, Completion.badEvent(annotations));
        }
        Notifications notifications = client.notifications();
        List<Reached> seen = command.groups().isEmpty() ? List.of() : reach.listed(state.user());
        List<Mailbox> all = mailboxes(seen);
        notifications.want(command, state.user().id(), all, store, reach.shares());
        client.annotationNews().take(); // what was before is not told
        if (notifications.isOn()) {
            if (command.asksAnnotations()) {
                metadata.follow(state, client);
            }
            if (command.groups().stream()
                    .anyMatch(group -> group.tells(Event.MAILBOX_NAME) || group.tells(Event.SUBSCRIPTION_CHANGE))) {
                notifications.know(byId(all));
            }
            if (state instanceof Selected selected) {
                notifications.takeNext(
                        selected.mailbox().id(), selected.view().current().uidNext());
            }
            Asked asked = new Asked(state, command, store);
            for (Reached one : seen) {
                if (asked.group(one.mailbox())
                        .filter(group -> isKept(group, one))
                        .isPresent()) { // RFC 5465 §3.1
                    client.untagged()
                            .listNews(List.of("\\NoAccess"), one.mailbox().name(), Optional.empty());
                }
            }
            if (command.status()) {
                for (Mailbox mailbox : readable(seen)) {
                    Optional<Group> group = asked.group(mailbox);
                    if (group.isPresent() && group.get().tells(Event.MESSAGE_NEW)) {
                        tellStatus(state, mailbox, group.get(), client);
                    }
                }
            }
        }
        return new Step(state, Completion.ok(command.groups().isEmpty() ? "Nothing is told" : "You will be told"));
    }

    /// Whether something is asked of a mailbox for which the user has no right.
    private static boolean isKept(Group group, Reached mailbox) {
        return Notify.OF_MESSAGES.stream().anyMatch(group::tells) && !mailbox.may(Right.READ)
                || group.tells(Event.MAILBOX_METADATA_CHANGE) && !MetadataHandler.mayUse(mailbox);
    }

    /// Tells what there is to be told. Called where no command runs that uses sequence numbers.
    ///
    /// @param betweenCommands the client has sent nothing: of its selected mailbox it hears what it asked for
    LoggedIn tell(LoggedIn state, Client client, boolean betweenCommands) throws IOException {
        Notifications notifications = client.notifications();
        if (!notifications.isOn()) {
            if (!notifications.isDecided() && client.annotationNews().isOn()) {
                tellAnnotations(state, client);
            }
            return state;
        }
        boolean tooMuch = notifications.wanted().asksAnnotations()
                && client.annotationNews().isOverflowed();
        if (notifications.isOverflowed() || tooMuch) {
            notifications.none();
            client.annotationNews().take();
            client.untagged().ok(ResponseCode.NOTIFICATION_OVERFLOW, "Too much has happened; ask again");
            return state;
        }
        LoggedIn now = state;
        try {
            if (now instanceof Selected selected) {
                now = tellSelected(selected, notifications, betweenCommands, client);
            }
            tellOthers(now, notifications, client);
            tellAsked(now, notifications.wanted(), client);
        } catch (StoreException failed) {
            if (failed.failure() instanceof StoreFailure.NoSuchMailbox) {
                throw failed;
            }
            LOG.warn("{}: news cannot be told: {}", client.connection().id(), failed.failure(), failed.getCause());
        }
        return now;
    }

    /// Of all annotations, as the client has enabled it: RFC 5464 §4.1.
    private void tellAnnotations(LoggedIn state, Client client) throws IOException {
        try {
            metadata.tellNews(state, _ -> true, true, client);
        } catch (StoreException failed) {
            LOG.warn("{}: news cannot be told: {}", client.connection().id(), failed.failure(), failed.getCause());
        }
    }

    /// Of those annotations that NOTIFY asks for: RFC 5465 §5.6, §5.7.
    private void tellAsked(LoggedIn state, Notify wanted, Client client) throws IOException {
        if (client.annotationNews().isOn()) {
            Asked asked = new Asked(state, wanted, store);
            metadata.tellNews(
                    state,
                    mailbox -> asked.group(mailbox)
                            .filter(group -> group.tells(Event.MAILBOX_METADATA_CHANGE))
                            .isPresent(),
                    wanted.groups().stream().anyMatch(group -> group.tells(Event.SERVER_METADATA_CHANGE)),
                    client);
        }
    }

    private Selected tellSelected(
            Selected selected, Notifications notifications, boolean betweenCommands, Client client) throws IOException {
        Optional<Group> group = ofSelected(notifications);
        if (group.isEmpty()) {
            return selected;
        }
        Selected now = betweenCommands ? news(selected, !group.get().delayed(), client) : selected;
        tellNew(now, group.get(), client);
        return now;
    }

    /// Tells what has happened in the selected mailbox while no command, or IDLE, runs, to who has asked
    /// for it (RFC 5465 §4): what was asked of new messages comes before the results that they come into
    /// (§5.2).
    ///
    /// @throws StoreException nothing was told, and the view is as before
    Selected news(Selected selected, boolean tellExpunges, Client client) throws IOException {
        Optional<Group> group = ofSelected(client.notifications());
        Selected now = sync.catchUp(selected, client.untagged(), tellExpunges, Own.NOTIFIED, next -> {
            if (group.isPresent()) {
                tellNew(next, group.get(), client);
            }
        });
        client.untagged().tookBackTold();
        return now;
    }

    /// What is asked of the selected mailbox, if anything is.
    private static Optional<Group> ofSelected(Notifications notifications) {
        return notifications.wanted().groups().stream()
                .filter(Group::isOfSelected)
                .findFirst()
                .filter(group -> !group.events().isEmpty());
    }

    /// What is asked of each new message, once.
    private void tellNew(Selected now, Group group, Client client) throws IOException {
        long uidNext = now.view().current().uidNext();
        long from = client.notifications().takeNext(now.mailbox().id(), uidNext);
        if (from < uidNext && !group.items().isEmpty()) {
            UidSet fresh = MessageRanges.from(now.view(), from).uids(now.view());
            replies.tellNew(now, fresh, group.items(), client.out());
        }
    }

    private void tellOthers(LoggedIn state, Notifications notifications, Client client) throws IOException {
        boolean rights = notifications.takeRightsChanged();
        boolean names = notifications.takeNamesChanged() || rights;
        Map<MailboxId, Set<Event>> happened = notifications.takeHappened();
        if (state instanceof Selected selected) {
            happened.remove(selected.mailbox().id());
        }
        if (!names && happened.isEmpty()) {
            return;
        }
        List<Reached> seen = reach.listed(state.user());
        List<Mailbox> all = mailboxes(seen);
        if (names) {
            notifications.follow(state.user().id(), all, store);
            client.annotationNews().see(state.user().id(), all);
        }
        Asked asked = new Asked(state, notifications.wanted(), store);
        if (names && !notifications.known().isEmpty()) {
            tellNames(all, notifications, asked, client);
        }
        for (Mailbox mailbox : readable(seen)) {
            Set<Event> events = happened.get(mailbox.id());
            if (events != null) {
                Optional<Group> group = asked.group(mailbox);
                if (group.isPresent() && events.stream().anyMatch(group.get()::tells)) {
                    tellStatus(state, mailbox, group.get(), client);
                }
            }
        }
    }

    private static List<Mailbox> mailboxes(List<Reached> seen) {
        return seen.stream().map(Reached::mailbox).toList();
    }

    /// Of messages one hears where one may read: RFC 5465 §5.
    private static List<Mailbox> readable(List<Reached> seen) {
        return seen.stream()
                .filter(one -> one.may(Right.READ))
                .map(Reached::mailbox)
                .toList();
    }

    /// RFC 5465 §5.4, §5.5: what is new or has another name, what is no more, and what was subscribed to.
    private static void tellNames(List<Mailbox> all, Notifications notifications, Asked asked, Client client)
            throws IOException {
        Map<MailboxId, Mailbox> before = notifications.known();
        Map<MailboxId, Mailbox> now = byId(all);
        for (Mailbox mailbox : all) {
            Mailbox old = before.get(mailbox.id());
            Optional<MailboxName> oldName =
                    old == null || old.name().equals(mailbox.name()) ? Optional.empty() : Optional.of(old.name());
            boolean subscription = old != null && old.subscribed() != mailbox.subscribed();
            Optional<Group> group = asked.group(mailbox);
            if (group.isPresent()
                    && ((old == null || oldName.isPresent()) && group.get().tells(Event.MAILBOX_NAME)
                            || subscription && group.get().tells(Event.SUBSCRIPTION_CHANGE))) {
                client.untagged()
                        .listNews(mailbox.subscribed() ? List.of("\\Subscribed") : List.of(), mailbox.name(), oldName);
            }
        }
        for (Mailbox old : before.values()) {
            if (!now.containsKey(old.id())
                    && asked.group(old)
                            .filter(group -> group.tells(Event.MAILBOX_NAME))
                            .isPresent()) {
                client.untagged().listNews(List.of("\\NonExistent"), old.name(), Optional.empty());
            }
        }
        notifications.know(now);
    }

    private static Map<MailboxId, Mailbox> byId(List<Mailbox> all) {
        Map<MailboxId, Mailbox> byId = new HashMap<>();
        all.forEach(mailbox -> byId.put(mailbox.id(), mailbox));
        return byId;
    }

    private void tellStatus(LoggedIn state, Mailbox mailbox, Group group, Client client) throws IOException {
        Set<StatusItem> items =
                EnumSet.of(StatusItem.MESSAGES, StatusItem.UIDNEXT, StatusItem.UIDVALIDITY); // RFC 5465 §5.2
        boolean flags = group.tells(Event.FLAG_CHANGE);
        if (flags) {
            items.add(StatusItem.UNSEEN);
        }
        if (state.user().enabled().condstore()
                || flags && state.user().capabilities().offers("CONDSTORE")) { // RFC 5465 §3.1
            items.add(StatusItem.HIGHESTMODSEQ);
        }
        try {
            status.write(state, mailbox, items, client.out());
        } catch (StoreException failed) {
            if (!(failed.failure() instanceof StoreFailure.NoSuchMailbox)) { // deleted meanwhile
                throw failed;
            }
        }
    }

    /// Which group a mailbox belongs to: the first that means it. The selected mailbox's messages are
    /// another matter.
    private static final class Asked {
        private final LoggedIn state;
        private final Notify wanted;
        private final MailStore store;
        private Optional<Set<MailboxName>> subscribed = Optional.empty();

        Asked(LoggedIn state, Notify wanted, MailStore store) {
            this.state = state;
            this.wanted = wanted;
            this.store = store;
        }

        Optional<Group> group(Mailbox mailbox) {
            for (Group group : wanted.groups()) {
                if (!(group.source() instanceof Source.Current)
                        && !Sources.of(group.source(), state, List.of(mailbox), this::subscribed)
                                .isEmpty()) {
                    boolean selected =
                            state instanceof Selected now && now.mailbox().id().equals(mailbox.id());
                    return Optional.of(selected ? withoutMessages(group) : group);
                }
            }
            return Optional.empty();
        }

        private static Group withoutMessages(Group group) {
            Set<Event> rest = EnumSet.noneOf(Event.class);
            rest.addAll(group.events());
            rest.removeAll(Notify.OF_MESSAGES);
            return new Group(group.source(), false, rest, List.of());
        }

        private Set<MailboxName> subscribed() {
            if (subscribed.isEmpty()) {
                subscribed = Optional.of(store.subscriptions(state.user().id()));
            }
            return subscribed.get();
        }
    }
}
