package org.tassis.imap.command;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// NOTIFY: RFC 5465 §3.
///
/// @param status  the present state of the mailboxes is told at once
/// @param groups  in the order in which mailboxes are looked for; none of them with NOTIFY NONE
/// @param unknown an event is asked for that is not told here
public record Notify(boolean status, List<Group> groups, boolean unknown) implements ImapCommand.AfterLogin {
    /// Of messages; the others are of mailboxes and of the server.
    public static final Set<Event> OF_MESSAGES = Set.of(Event.MESSAGE_NEW, Event.MESSAGE_EXPUNGE, Event.FLAG_CHANGE);

    public Notify {
        groups = List.copyOf(groups);
    }

    /// Whether it asks for news of annotations: RFC 5465 §5.6, §5.7.
    public boolean asksAnnotations() {
        return groups.stream().flatMap(group -> group.events().stream()).anyMatch(Event::isOfAnnotations);
    }

    /// What is told of some mailboxes.
    ///
    /// @param delayed only of the selected one: expunges wait until a command lets them be told (RFC 5465
    ///     §6.2)
    /// @param events  none, with NONE
    /// @param items   what is told of each new message of the selected mailbox
    public record Group(MultiSearch.Source source, boolean delayed, Set<Event> events, List<FetchItem> items) {
        public Group {
            events = Set.copyOf(events);
            items = List.copyOf(items);
        }

        public boolean tells(Event event) {
            return events.contains(event);
        }

        /// Whether it is about the selected mailbox, and its messages.
        public boolean isOfSelected() {
            return source instanceof MultiSearch.Source.Current;
        }
    }

    /// RFC 5465 §5.
    public enum Event {
        FLAG_CHANGE("FlagChange"),
        MAILBOX_METADATA_CHANGE("MailboxMetadataChange"),
        MAILBOX_NAME("MailboxName"),
        MESSAGE_EXPUNGE("MessageExpunge"),
        MESSAGE_NEW("MessageNew"),
        SERVER_METADATA_CHANGE("ServerMetadataChange"),
        SUBSCRIPTION_CHANGE("SubscriptionChange");

        private final String label;

        Event(String label) {
            this.label = label;
        }

        /// Whether only who may use METADATA hears of it: RFC 5465 §5.6, §5.7.
        public boolean isOfAnnotations() {
            return this == MAILBOX_METADATA_CHANGE || this == SERVER_METADATA_CHANGE;
        }

        /// As IMAP spells it.
        public String label() {
            return label;
        }

        static Optional<Event> named(String word) {
            for (Event event : values()) {
                if (event.label.equalsIgnoreCase(word)) {
                    return Optional.of(event);
                }
            }
            return Optional.empty();
        }
    }

    @Override
    public String word() {
        return "NOTIFY";
    }
}
