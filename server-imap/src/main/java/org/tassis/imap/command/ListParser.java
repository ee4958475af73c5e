package org.tassis.imap.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;

/// LIST and LSUB: RFC 9051 §9, `list`; RFC 3501 §9, `lsub`.
final class ListParser {
    private static final int MAX_PATTERNS = 50;

    private ListParser() {}

    static Lsub lsub(Tokens tokens, boolean utf8) {
        tokens.space();
        String reference = MailboxParser.pattern(tokens.astringOctets(), utf8);
        tokens.space();
        return new Lsub(reference, MailboxParser.pattern(tokens.listMailboxOctets(), utf8));
    }

    static ListCommand list(Tokens tokens, boolean utf8) {
        tokens.space();
        boolean extended = false;
        Set<ListCommand.Selection> selection = EnumSet.noneOf(ListCommand.Selection.class);
        if (tokens.tryTake('(')) {
            extended = true;
            selection(tokens, selection);
            tokens.space();
        }
        String reference = MailboxParser.pattern(tokens.astringOctets(), utf8);
        tokens.space();
        List<String> patterns = new ArrayList<>();
        if (tokens.tryTake('(')) {
            extended = true;
            do {
                if (patterns.size() == MAX_PATTERNS) {
                    throw new ImapSyntaxException("Too many patterns");
                }
                patterns.add(MailboxParser.pattern(tokens.listMailboxOctets(), utf8));
            } while (tokens.tryTake(' '));
            tokens.take(')');
        } else {
            patterns.add(MailboxParser.pattern(tokens.listMailboxOctets(), utf8));
        }
        Set<ListCommand.Return> returns = EnumSet.noneOf(ListCommand.Return.class);
        Optional<Set<StatusItem>> status = Optional.empty();
        List<String> metadata = List.of();
        if (!tokens.atEnd()) {
            extended = true;
            tokens.space();
            if (!tokens.tryWord("RETURN")) {
                throw new ImapSyntaxException("RETURN expected");
            }
            tokens.space();
            tokens.take('(');
            for (int i = 0; tokens.hasItem(i); i++) {
                switch (tokens.word()) {
                    case "SUBSCRIBED" -> returns.add(ListCommand.Return.SUBSCRIBED);
                    case "CHILDREN" -> returns.add(ListCommand.Return.CHILDREN);
                    case "SPECIAL-USE" -> returns.add(ListCommand.Return.SPECIAL_USE);
                    case "MYRIGHTS" -> returns.add(ListCommand.Return.MYRIGHTS);
                    case "METADATA" -> {
                        tokens.space();
                        metadata = MetadataParser.entries(tokens);
                    }
                    case "STATUS" -> {
                        tokens.space();
                        status = Optional.of(MailboxParser.statusItems(tokens));
                    }
                    default -> throw new ImapSyntaxException("Unknown LIST return option");
                }
            }
        }
        return new ListCommand(reference, patterns, selection, returns, status, metadata, extended);
    }

    private static void selection(Tokens tokens, Set<ListCommand.Selection> selection) {
        for (int i = 0; tokens.hasItem(i); i++) {
            switch (tokens.word()) {
                case "SUBSCRIBED" -> selection.add(ListCommand.Selection.SUBSCRIBED);
                case "REMOTE" -> selection.add(ListCommand.Selection.REMOTE);
                case "RECURSIVEMATCH" -> selection.add(ListCommand.Selection.RECURSIVEMATCH);
                case "SPECIAL-USE" -> selection.add(ListCommand.Selection.SPECIAL_USE);
                default -> throw new ImapSyntaxException("Unknown LIST selection option");
            }
        }
        // RFC 9051 §6.3.9.1: it cannot be used alone, nor with REMOTE only
        if (selection.contains(ListCommand.Selection.RECURSIVEMATCH)
                && !selection.contains(ListCommand.Selection.SUBSCRIBED)
                && !selection.contains(ListCommand.Selection.SPECIAL_USE)) {
            throw new ImapSyntaxException("RECURSIVEMATCH needs another selection option");
        }
    }
}
