package org.tassis.imap.command;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tassis.core.Flags;
import org.tassis.core.MailboxName;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;

/// APPEND: RFC 9051 §9, `append`; RFC 3502 §6, RFC 6855 §4 (`UTF8 (~{n}...)`).
final class AppendParser {
    private AppendParser() {}

    /// An APPEND as far as it is here.
    ///
    /// @param messages what is said of each message, in order
    /// @param open     the command ends at the `{n}` of its last message, whose octets the client has not sent yet
    record Syntax(MailboxName mailbox, List<MessageSyntax> messages, boolean open) {}

    record MessageSyntax(Flags flags, Optional<Instant> internalDate) {}

    /// Parses what stands behind the tag and its space.
    static Syntax parse(Tokens tokens, boolean utf8) {
        if (!tokens.tryWord("APPEND")) {
            throw new ImapSyntaxException("APPEND expected");
        }
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
        return new Syntax(mailbox, messages, !here);
    }
}
