package org.tassis.imap.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tassis.core.MailboxName;
import org.tassis.core.SpecialUse;
import org.tassis.imap.command.ListCommand;
import org.tassis.imap.command.ListCommand.Return;
import org.tassis.imap.command.ListCommand.Selection;
import org.tassis.imap.command.Lsub;
import org.tassis.imap.command.StatusItem;
import org.tassis.imap.reply.Completion;
import org.tassis.imap.session.Reach.Reached;
import org.tassis.imap.session.SessionState.LoggedIn;
import org.tassis.store.MailStore;
import org.tassis.store.Mailbox;
import org.tassis.store.Right;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;

/// LIST and LSUB: RFC 9051 §6.3.9, RFC 3501 §6.3.9, RFC 5258, RFC 5819, RFC 6154, RFC 8440. No state; any
/// thread.
final class ListHandler {
    private final MailStore store;
    private final Reach reach;
    private final StatusWriter status;
    private final MetadataHandler metadata;

    ListHandler(MailStore store, Reach reach, StatusWriter status, MetadataHandler metadata) {
        this.metadata = metadata;
        this.store = store;
        this.reach = reach;
        this.status = status;
    }

    /// The names of an account, so that questions about what lies below a name cost one look-up.
    private record Names(TreeMap<String, Reached> existing, TreeSet<String> subscribed) {
        boolean hasExistingBelow(String name) {
            String next = existing.higherKey(name + MailboxName.SEPARATOR);
            return next != null && next.startsWith(name + MailboxName.SEPARATOR);
        }

        boolean hasSubscribedBelow(String name) {
            String next = subscribed.higher(name + MailboxName.SEPARATOR);
            return next != null && next.startsWith(name + MailboxName.SEPARATOR);
        }

        /// Whether one of the subscribed names below it is not shown for itself, so that its parent has
        /// something to tell: RFC 5258 §3.5.
        boolean hidesSubscribedBelow(String name, List<MailboxPattern> patterns) {
            String parent = name + MailboxName.SEPARATOR;
            return subscribed.tailSet(parent, false).stream()
                    .takeWhile(below -> below.startsWith(parent))
                    .anyMatch(below -> patterns.stream().noneMatch(pattern -> pattern.matches(below)));
        }
    }

    private Names names(LoggedIn state, boolean withSubscriptions) {
        TreeMap<String, Reached> existing = new TreeMap<>();
        for (Reached one : reach.listed(state.user())) {
            existing.put(one.mailbox().name().value(), one);
        }
        TreeSet<String> subscribed = new TreeSet<>();
        if (withSubscriptions) {
            for (MailboxName name : store.subscriptions(state.user().id())) {
                subscribed.add(name.value());
            }
        }
        return new Names(existing, subscribed);
    }

    Step list(LoggedIn state, ListCommand command, Client client) throws IOException {
        if (!command.extended() && command.patterns().getFirst().isEmpty()) {
            root("LIST", client);
            return new Step(state, Completion.ok("List completed"));
        }
        Set<Selection> selection = command.selection();
        boolean onlySubscribed = selection.contains(Selection.SUBSCRIBED);
        boolean recursive = onlySubscribed && selection.contains(Selection.RECURSIVEMATCH);
        boolean tellSubscribed = onlySubscribed || command.returns().contains(Return.SUBSCRIBED);
        boolean tellUses = state.user().capabilities().offers("SPECIAL-USE");
        Names names = names(state, tellSubscribed);
        TreeSet<String> candidates = new TreeSet<>(onlySubscribed ? names.subscribed : names.existing.keySet());
        if (!onlySubscribed || recursive) {
            addAncestors(candidates);
        }
        List<MailboxPattern> patterns = new ArrayList<>();
        for (String pattern : command.patterns()) {
            if (!pattern.isEmpty()) { // in a list of patterns an empty one matches nothing
                patterns.add(MailboxPattern.of(command.reference(), pattern));
            }
        }
        for (String name : candidates) {
            Reached reached = names.existing.get(name);
            boolean there = reached != null || onlySubscribed || !name.startsWith(Reach.OTHERS);
            // whose mailboxes these are is told where a pattern ends there: RFC 4314 §4
            if (patterns.stream().noneMatch(pattern -> pattern.matches(name) && (there || pattern.stopsAtLevels()))) {
                continue;
            }
            Mailbox mailbox = reached == null ? null : reached.mailbox();
            boolean selected = (!onlySubscribed || names.subscribed.contains(name))
                    && (!selection.contains(Selection.SPECIAL_USE)
                            || mailbox != null && !mailbox.uses().isEmpty());
            boolean childInfo = recursive && names.hasSubscribedBelow(name);
            if (selected || childInfo && names.hidesSubscribedBelow(name, patterns)) {
                List<String> attributes = attributes(names, name, mailbox != null, !command.extended());
                if (tellSubscribed && names.subscribed.contains(name)) {
                    attributes.add("\\Subscribed");
                }
                if (tellUses && mailbox != null) {
                    for (SpecialUse use : SpecialUse.values()) {
                        if (mailbox.uses().contains(use)) {
                            attributes.add(use.attribute());
                        }
                    }
                }
                client.untagged().list("LIST", attributes, new MailboxName(name), childInfo);
                if (selected && reached != null) {
                    tellMore(state, reached, command, client);
                }
            }
        }
        return new Step(state, Completion.ok("List completed"));
    }

    private void tellMore(LoggedIn state, Reached mailbox, ListCommand command, Client client) throws IOException {
        if (command.returns().contains(Return.MYRIGHTS)) {
            AclHandler.tellMine(mailbox, client.out());
        }
        if (!command.metadata().isEmpty()) {
            metadata.tell(state, mailbox, command.metadata(), client.out()); // RFC 9590 §3
        }
        if (mailbox.may(Right.READ) && command.status().isPresent()) {
            tellStatus(state, mailbox.mailbox(), command.status(), client);
        }
    }

    private void tellStatus(LoggedIn state, Mailbox mailbox, Optional<Set<StatusItem>> items, Client client)
            throws IOException {
        try {
            status.write(state, mailbox, items.orElse(Set.of()), client.out());
        } catch (StoreException failed) {
            if (!(failed.failure() instanceof StoreFailure.NoSuchMailbox)) { // deleted meanwhile: RFC 5819 §2
                throw failed;
            }
        }
    }

    Step lsub(LoggedIn state, Lsub command, Client client) throws IOException {
        if (command.pattern().isEmpty()) {
            root("LSUB", client);
            return new Step(state, Completion.ok("Lsub completed"));
        }
        Names names = names(state, true);
        MailboxPattern pattern = MailboxPattern.of(command.reference(), command.pattern());
        TreeSet<String> candidates = new TreeSet<>(names.subscribed);
        if (pattern.stopsAtLevels()) { // RFC 3501 §6.3.9: foo of foo/bar, for the pattern %
            addAncestors(candidates);
        }
        for (String name : candidates) {
            if (pattern.matches(name)) {
                Reached mailbox = names.existing.get(name);
                List<String> attributes = attributes(names, name, mailbox != null, true);
                if (!names.subscribed.contains(name) && mailbox != null) {
                    attributes.addFirst("\\Noselect");
                }
                client.untagged().list("LSUB", attributes, new MailboxName(name), false);
            }
        }
        return new Step(state, Completion.ok("Lsub completed"));
    }

    /// @param old the client may not know that what does not exist cannot be selected: RFC 5258 §3.4
    private static List<String> attributes(Names names, String name, boolean exists, boolean old) {
        List<String> attributes = new ArrayList<>(4);
        boolean children = names.hasExistingBelow(name);
        if (!exists) {
            if (old) {
                attributes.add("\\Noselect");
            }
            attributes.add("\\NonExistent");
        }
        if (children || exists) {
            attributes.add(children ? "\\HasChildren" : "\\HasNoChildren");
        }
        return attributes;
    }

    private static void addAncestors(TreeSet<String> names) {
        for (String name : List.copyOf(names)) {
            for (int cut = name.lastIndexOf(MailboxName.SEPARATOR);
                    cut > 0 && names.add(name.substring(0, cut));
                    cut = name.lastIndexOf(MailboxName.SEPARATOR, cut - 1)) {
                // each missing ancestor once
            }
        }
    }

    /// The separator and the root's name: RFC 9051 §6.3.9.
    private static void root(String kind, Client client) throws IOException {
        client.out().raw("* ").raw(kind).raw(" (\\Noselect) \"/\" \"\"").crlf();
    }
}
