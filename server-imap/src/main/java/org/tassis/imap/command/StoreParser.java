package org.tassis.imap.command;

import java.util.OptionalLong;
import org.tassis.core.Flags;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;
import org.tassis.store.FlagChange;

/// STORE: RFC 9051 §9, `store`; RFC 7162 §7, `store-modifier`.
final class StoreParser {
    private StoreParser() {}

    static StoreFlags store(Tokens tokens, boolean byUid) {
        tokens.space();
        MessageSet messages = CommandParser.messages(tokens, byUid);
        tokens.space();
        OptionalLong unchangedSince = OptionalLong.empty();
        if (tokens.tryTake('(')) {
            if (!tokens.tryWord("UNCHANGEDSINCE")) {
                throw new ImapSyntaxException("Unknown STORE modifier");
            }
            tokens.space();
            unchangedSince = OptionalLong.of(tokens.number64());
            tokens.take(')');
            tokens.space();
        }
        FlagChange.Mode mode = tokens.tryTake('+')
                ? FlagChange.Mode.ADD
                : tokens.tryTake('-') ? FlagChange.Mode.REMOVE : FlagChange.Mode.REPLACE;
        boolean silent =
                switch (tokens.word()) {
                    case "FLAGS" -> false;
                    case "FLAGS.SILENT" -> true;
                    default -> throw new ImapSyntaxException("FLAGS expected");
                };
        tokens.space();
        Flags flags = tokens.at('(') ? FlagParser.list(tokens, false) : FlagParser.bare(tokens);
        return new StoreFlags(messages, new FlagChange(mode, flags), silent, unchangedSince);
    }
}
