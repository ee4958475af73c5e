package org.tassis.imap.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tassis.imap.command.MultiSearch.Source;
import org.tassis.imap.command.Notify.Event;
import org.tassis.imap.command.Notify.Group;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;

/// NOTIFY: RFC 5465 §8.
final class NotifyParser {
    private static final int MAX_GROUPS = 100;

    private final Tokens tokens;
    private final boolean utf8;
    private boolean unknown;

    private NotifyParser(Tokens tokens, boolean utf8) {
        this.tokens = tokens;
        this.utf8 = utf8;
    }

    static Notify notify(Tokens tokens, boolean utf8) {
        tokens.space();
        if (tokens.tryWord("NONE")) {
            return new Notify(false, List.of(), false);
        }
        if (!tokens.tryWord("SET")) {
            throw new ImapSyntaxException("SET or NONE expected");
        }
        tokens.space();
        boolean status = tokens.tryWord("STATUS");
        if (status) {
            tokens.space();
        }
        NotifyParser parser = new NotifyParser(tokens, utf8);
        List<Group> groups = new ArrayList<>();
        do {
            if (groups.size() == MAX_GROUPS) {
                throw new ImapSyntaxException("Too many groups of mailboxes");
            }
            groups.add(parser.group());
        } while (tokens.tryTake(' '));
        if (groups.stream().filter(Group::isOfSelected).count() > 1) {
            throw new ImapSyntaxException("The selected mailbox is meant once"); // RFC 5465 §6.1
        }
        return new Notify(status, groups, parser.unknown);
    }

    private Group group() {
        tokens.take('(');
        boolean delayed = tokens.tryWord("SELECTED-DELAYED");
        Source source = delayed
                ? new Source.Current()
                : SourceParser.one(tokens, utf8)
                        .orElseThrow(() -> new ImapSyntaxException("Unknown group of mailboxes"));
        tokens.space();
        Set<Event> events = EnumSet.noneOf(Event.class);
        Set<FetchItem> items = new LinkedHashSet<>();
        if (!tokens.tryWord("NONE")) {
            tokens.take('(');
            do {
                event(events, items, source instanceof Source.Current);
            } while (tokens.tryTake(' '));
            tokens.take(')');
        }
        tokens.take(')');
        return new Group(source, delayed, checked(events, source), List.copyOf(items));
    }

    private void event(Set<Event> events, Set<FetchItem> items, boolean selected) {
        Optional<Event> event = Event.named(tokens.word());
        if (event.isEmpty()) {
            unknown = true; // refused, but not as a fault of syntax: RFC 5465 §3.1
            return;
        }
        events.add(event.get());
        int before = tokens.position();
        if (event.get() == Event.MESSAGE_NEW && tokens.tryTake(' ')) {
            if (!tokens.tryTake('(')) {
                tokens.back(before);
                return;
            }
            if (!selected) {
                throw new ImapSyntaxException("Items are told of the selected mailbox only"); // RFC 5465 §5.2
            }
            if (!items.isEmpty()) {
                throw new ImapSyntaxException("MessageNew is there twice");
            }
            items.addAll(FetchParser.told(tokens));
        }
    }

    /// RFC 5465 §5, §6.1: new and expunged messages go together, flags with them, and of the selected
    /// mailbox nothing else is told.
    private static Set<Event> checked(Set<Event> events, Source source) {
        boolean both = events.contains(Event.MESSAGE_NEW) && events.contains(Event.MESSAGE_EXPUNGE);
        boolean any = events.contains(Event.MESSAGE_NEW)
                || events.contains(Event.MESSAGE_EXPUNGE)
                || events.contains(Event.FLAG_CHANGE);
        if (any && !both) {
            throw new ImapSyntaxException("MessageNew and MessageExpunge go together");
        }
        if (source instanceof Source.Current && !Notify.OF_MESSAGES.containsAll(events)) {
            throw new ImapSyntaxException("Only messages are told of the selected mailbox");
        }
        return events;
    }
}
