package org.tassis.imap.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tassis.core.Flags;
import org.tassis.core.SystemFlag;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;

/// Flags: RFC 9051 §9, `flag` and `flag-list`.
final class FlagParser {
    private final Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
    private final List<String> keywords = new ArrayList<>();

    private FlagParser() {}

    /// `(flag flag ...)`, perhaps empty.
    ///
    /// @param forAppend `\Recent` is passed over: some clients copy it from where they read the message
    static Flags list(Tokens tokens, boolean forAppend) {
        FlagParser flags = new FlagParser();
        tokens.take('(');
        for (int i = 0; tokens.hasItem(i); i++) {
            flags.one(tokens, forAppend);
        }
        return Flags.of(flags.system, flags.keywords);
    }

    /// `flag flag ...` to the end of the command: RFC 9051 §9, `store-att-flags`.
    static Flags bare(Tokens tokens) {
        FlagParser flags = new FlagParser();
        do {
            flags.one(tokens, false);
        } while (tokens.tryTake(' '));
        return Flags.of(flags.system, flags.keywords);
    }

    private void one(Tokens tokens, boolean forAppend) {
        if (tokens.tryTake('\\')) {
            String name = "\\" + tokens.atom();
            if (!(forAppend && name.toLowerCase(Locale.ROOT).equals("\\recent"))) {
                system.add(SystemFlag.named(name).orElseThrow(() -> new ImapSyntaxException("Unknown system flag")));
            }
        } else {
            keywords.add(keyword(tokens));
        }
    }

    static String keyword(Tokens tokens) {
        String keyword = tokens.atom();
        if (!Flags.isKeyword(keyword)) {
            throw new ImapSyntaxException("A keyword has at most " + Flags.MAX_KEYWORD + " characters");
        }
        return keyword;
    }
}
