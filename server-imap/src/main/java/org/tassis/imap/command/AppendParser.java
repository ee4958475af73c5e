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

/// APPEND: RFC 9051 §9, `append`; RFC 3502 §6, RFC 6855 §4 (`UTF8 (~{n}...)`). REPLACE: RFC 8508 §4.
final class AppendParser {
    private AppendParser() {}

    /// An APPEND as far as it is here.
    ///
    /// @param replaced of REPLACE, which takes one message: RFC 8508 §4
    /// @param messages what is said of each message, in order
    /// @param open     the command ends at the `{n}` of its last message, whose octets the client has not
    ///     sent yet
    record Syntax(Optional<MessageSet> replaced, MailboxName mailbox, List<MessageSyntax> messages, boolean open) {}

    record MessageSyntax(Flags flags, Optional<Instant> internalDate) {}

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
        List<MessageSyntax> messages = new ArrayList<>();
        boolean here;
        do {
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
            boolean wrapped = tokens.tryPrefix("UTF8 (");
            if (!tokens.atLiteral()) {
                throw new ImapSyntaxException("Message expected");
            }
            here = tokens.messageLiteral();
            if (here && wrapped) {
                tokens.take(')');
            }
            messages.add(new MessageSyntax(flags, date));
        } while (here && !tokens.atEnd());
        if (replaced.isPresent() && messages.size() > 1) {
            throw new ImapSyntaxException("REPLACE takes one message");
        }
        return new Syntax(replaced, mailbox, messages, !here);
    }
}
