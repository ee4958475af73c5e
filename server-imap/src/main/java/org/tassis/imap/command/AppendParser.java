package org.tassis.imap.command;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.NumberSet;
import org.tassis.imap.wire.Tokens;

/// APPEND: RFC 9051 §9, `append`; RFC 3502 §6, RFC 6855 §4 (`UTF8 (~{n}...)`), RFC 4469 §5 (CATENATE).
/// REPLACE: RFC 8508 §4.
final class AppendParser {
    /// Parts of all messages of a command together.
    private static final int MAX_PARTS = 1_000;

    private final Tokens tokens;
    private Open open = Open.NOTHING;
    private int partCount;

    private AppendParser(Tokens tokens) {
        this.tokens = tokens;
    }

    /// At what the command ends, as its last literal has only been announced.
    enum Open {
        NOTHING,
        /// The octets of a message, or of a part of one.
        MESSAGE,
        /// A URL.
        STRING
    }

    /// An APPEND as far as it is here.
    ///
    /// @param replaced of REPLACE, which takes one message: RFC 8508 §4
    /// @param messages what is said of each message, in order
    /// @param open     which octets the client has not sent yet
    record Syntax(Optional<MessageSet> replaced, MailboxName mailbox, List<MessageSyntax> messages, Open open) {}

    /// @param catenated of parts, whose octets are put together
    /// @param parts     in order; without CATENATE there is one, and a URL that was only announced is not
    ///     there yet
    record MessageSyntax(Flags flags, Optional<Instant> internalDate, boolean catenated, List<Part> parts) {}

    /// @param url of the octets; without one, the client sends them
    record Part(Optional<String> url) {}

    /// Whether it is a command that takes messages. Leaves everything as it was.
    static boolean begins(Tokens tokens) {
        int start = tokens.position();
        boolean is = tokens.tryWord("APPEND")
                || tokens.tryWord("REPLACE")
                || tokens.tryWord("UID") && tokens.tryTake(' ') && tokens.tryWord("REPLACE");
        tokens.back(start);
        return is;
    }

    /// Goes to where the mailbox's name begins.
    static void skipToMailbox(Tokens tokens) {
        replaced(tokens);
        tokens.space();
    }

    private static Optional<MessageSet> replaced(Tokens tokens) {
        if (tokens.tryWord("APPEND")) {
            return Optional.empty();
        }
        boolean byUid = tokens.tryWord("UID") && tokens.tryTake(' ');
        if (!tokens.tryWord("REPLACE")) {
            throw new ImapSyntaxException("APPEND expected");
        }
        tokens.space();
        long number = tokens.tryTake('*') ? NumberSet.STAR : tokens.positive();
        NumberSet one = NumberSet.of(number, number);
        return Optional.of(byUid ? new MessageSet.Uids(one) : new MessageSet.Sequence(one));
    }

    /// Parses what stands behind the tag and its space.
    static Syntax parse(Tokens tokens, boolean utf8) {
        Optional<MessageSet> replaced = replaced(tokens);
        MailboxName mailbox = MailboxParser.argument(tokens, utf8);
        AppendParser parser = new AppendParser(tokens);
        List<MessageSyntax> messages = new ArrayList<>();
        do {
            messages.add(parser.message());
        } while (parser.open == Open.NOTHING && !tokens.atEnd());
        if (replaced.isPresent() && messages.size() > 1) {
            throw new ImapSyntaxException("REPLACE takes one message");
        }
        return new Syntax(replaced, mailbox, messages, parser.open);
    }

    private MessageSyntax message() {
        tokens.space();
        Flags flags = Flags.NONE;
        if (tokens.at('(')) {
            flags = FlagParser.list(tokens, true);
            tokens.space();
        }
        Optional<Instant> date = Optional.empty();
        if (tokens.at('"')) {
            date = Optional.of(tokens.dateTime());
            tokens.space();
        }
        boolean catenated = tokens.tryWord("CATENATE");
        return new MessageSyntax(flags, date, catenated, catenated ? parts() : List.of(octets()));
    }

    /// Octets that the client sends, perhaps as `UTF8 (~{n}...)`.
    private Part octets() {
        boolean wrapped = tokens.tryPrefix("UTF8 (");
        if (!tokens.atLiteral()) {
            throw new ImapSyntaxException("Message expected");
        }
        if (!tokens.messageLiteral()) {
            open = Open.MESSAGE;
        } else if (wrapped) {
            tokens.take(')');
        }
        return new Part(Optional.empty());
    }

    /// RFC 4469 §5, `cat-part`; RFC 6855 §4 for those that are `UTF8`.
    private List<Part> parts() {
        tokens.space();
        tokens.take('(');
        List<Part> parts = new ArrayList<>();
        do {
            if (++partCount > MAX_PARTS) {
                throw new ImapSyntaxException("Too many parts");
            }
            if (tokens.tryWord("URL")) {
                tokens.space();
                if (tokens.atOpenLiteral()) {
                    open = Open.STRING;
                } else {
                    parts.add(new Part(Optional.of(tokens.astring())));
                }
            } else {
                if (tokens.tryWord("TEXT")) {
                    tokens.space();
                }
                parts.add(octets());
            }
        } while (open == Open.NOTHING && tokens.tryTake(' '));
        if (open == Open.NOTHING) {
            tokens.take(')');
        }
        return parts;
    }
}
