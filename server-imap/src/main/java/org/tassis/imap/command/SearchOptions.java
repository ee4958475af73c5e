package org.tassis.imap.command;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tassis.imap.command.Search.Return;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;

/// What a searching command is to tell: RFC 4731, RFC 5182, RFC 5267, RFC 9394.
///
/// @param extended RETURN was given (an empty list means ALL), so the reply is ESEARCH even in an IMAP4rev1
///     session
/// @param returns  the options; of a command without RETURN, ALL
/// @param partial  the window, with PARTIAL
/// @param items    what is told of each new message that comes into a result that is followed: RFC 5465 §7
public record SearchOptions(
        boolean extended, Set<Return> returns, Optional<PartialRange> partial, List<FetchItem> items) {
    /// Without RETURN.
    public static final SearchOptions PLAIN = new SearchOptions(false, Set.of(Return.ALL), Optional.empty(), List.of());

    public SearchOptions {
        returns = Set.copyOf(returns);
        items = List.copyOf(items);
    }

    public boolean asks(Return what) {
        return returns.contains(what);
    }

    /// `RETURN (...)` and the space behind it, if it comes next.
    static SearchOptions parse(Tokens tokens) {
        if (!tokens.tryWord("RETURN")) {
            return PLAIN;
        }
        tokens.space();
        tokens.take('(');
        Set<Return> returns = EnumSet.noneOf(Return.class);
        Optional<PartialRange> partial = Optional.empty();
        List<FetchItem> items = List.of();
        for (int i = 0; tokens.hasItem(i); i++) {
            switch (tokens.word()) {
                case "MIN" -> returns.add(Return.MIN);
                case "MAX" -> returns.add(Return.MAX);
                case "ALL" -> returns.add(Return.ALL);
                case "COUNT" -> returns.add(Return.COUNT);
                case "SAVE" -> returns.add(Return.SAVE);
                case "RELEVANCY" -> returns.add(Return.RELEVANCY);
                case "CONTEXT" -> returns.add(Return.CONTEXT);
                case "UPDATE" -> {
                    returns.add(Return.UPDATE);
                    items = items(tokens);
                }
                case "PARTIAL" -> {
                    tokens.space();
                    if (partial.isPresent()) {
                        throw PartialRange.twice();
                    }
                    partial = Optional.of(PartialRange.parse(tokens));
                    returns.add(Return.PARTIAL);
                }
                default -> throw new ImapSyntaxException("Unknown SEARCH return option");
            }
        }
        tokens.space();
        if (partial.isPresent() && returns.contains(Return.ALL)) {
            throw PartialRange.twice();
        }
        boolean nothing = returns.isEmpty()
                || EnumSet.of(Return.CONTEXT, Return.UPDATE, Return.RELEVANCY).containsAll(returns);
        if (nothing) {
            returns.add(Return.ALL);
        }
        return new SearchOptions(true, returns, partial, items);
    }

    /// With a space before, as the example of RFC 5465 §7 has it, and without, as its grammar does (§8).
    private static List<FetchItem> items(Tokens tokens) {
        int before = tokens.position();
        tokens.tryTake(' ');
        if (!tokens.tryTake('(')) {
            tokens.back(before);
            return List.of();
        }
        return FetchParser.told(tokens);
    }
}
