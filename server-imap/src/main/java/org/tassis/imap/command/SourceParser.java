package org.tassis.imap.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.MailboxName;
import org.tassis.imap.command.MultiSearch.Source;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;

/// Which mailboxes are meant: RFC 5465 §8, `filter-mailboxes`, RFC 7377 §4, `source-mbox`.
final class SourceParser {
    private static final int MAX_NAMES = 1000;

    private SourceParser() {}

    /// `IN (source ...)`, the `IN` taken. Options behind are read and have no meaning: none is defined.
    static List<Source> list(Tokens tokens, boolean utf8) {
        tokens.space();
        tokens.take('(');
        List<Source> sources = new ArrayList<>();
        do {
            if (sources.size() == MAX_NAMES) {
                throw new ImapSyntaxException("Too many mailboxes");
            }
            sources.add(one(tokens, utf8).orElseThrow(() -> new ImapSyntaxException("Unknown source of messages")));
        } while (tokens.tryTake(' '));
        tokens.take(')');
        return sources;
    }

    /// Empty, with nothing taken, when it is none of these words.
    static Optional<Source> one(Tokens tokens, boolean utf8) {
        if (tokens.tryWord("SELECTED")) {
            return Optional.of(new Source.Current());
        }
        if (tokens.tryWord("INBOXES")) {
            return Optional.of(new Source.Inboxes());
        }
        if (tokens.tryWord("PERSONAL")) {
            return Optional.of(new Source.Personal());
        }
        if (tokens.tryWord("SUBSCRIBED")) {
            return Optional.of(new Source.Subscribed());
        }
        if (tokens.tryWord("SUBTREE-ONE")) {
            return Optional.of(new Source.Subtree(names(tokens, utf8), true));
        }
        if (tokens.tryWord("SUBTREE")) {
            return Optional.of(new Source.Subtree(names(tokens, utf8), false));
        }
        if (tokens.tryWord("MAILBOXES")) {
            return Optional.of(new Source.Named(names(tokens, utf8)));
        }
        return Optional.empty();
    }

    /// `mailbox` or `(mailbox ...)`.
    private static List<MailboxName> names(Tokens tokens, boolean utf8) {
        int before = tokens.position();
        tokens.space();
        if (!tokens.tryTake('(')) {
            tokens.back(before);
            return List.of(MailboxParser.argument(tokens, utf8));
        }
        List<MailboxName> names = new ArrayList<>();
        do {
            if (names.size() == MAX_NAMES) {
                throw new ImapSyntaxException("Too many mailboxes");
            }
            names.add(MailboxParser.inList(tokens, utf8));
        } while (tokens.tryTake(' '));
        tokens.take(')');
        return names;
    }
}
