package org.tassis.imap.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.tassis.core.MailboxName;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;
import org.tassis.store.Annotations;

/// GETMETADATA and SETMETADATA: RFC 5464 §5.
final class MetadataParser {
    private static final int MAX_ENTRIES = 100;

    private MetadataParser() {}

    static GetMetadata get(Tokens tokens, boolean utf8) {
        int start = tokens.position();
        tokens.space();
        OptionalLong maxSize = OptionalLong.empty();
        GetMetadata.Depth depth = GetMetadata.Depth.ITSELF;
        if (tokens.tryTake('(')) {
            for (int i = 0; i == 0 || tokens.hasItem(i); i++) {
                switch (tokens.word()) {
                    case "MAXSIZE" -> {
                        tokens.space();
                        maxSize = OptionalLong.of(tokens.number());
                    }
                    case "DEPTH" -> {
                        tokens.space();
                        depth = depth(tokens.word());
                    }
                    default -> throw new ImapSyntaxException("Unknown GETMETADATA option");
                }
            }
        } else {
            tokens.back(start);
        }
        Optional<MailboxName> mailbox = mailbox(tokens, utf8);
        tokens.space();
        return new GetMetadata(mailbox, entries(tokens), maxSize, depth);
    }

    private static GetMetadata.Depth depth(String word) {
        return switch (word) {
            case "0" -> GetMetadata.Depth.ITSELF;
            case "1" -> GetMetadata.Depth.ONE;
            case "INFINITY" -> GetMetadata.Depth.INFINITY;
            default -> throw new ImapSyntaxException("DEPTH is 0, 1 or infinity");
        };
    }

    static SetMetadata set(Tokens tokens, boolean utf8) {
        Optional<MailboxName> mailbox = mailbox(tokens, utf8);
        tokens.space();
        tokens.take('(');
        Map<String, Optional<String>> changes = new LinkedHashMap<>();
        for (int i = 0; i == 0 || tokens.hasItem(i); i++) {
            String entry = entry(tokens);
            tokens.space();
            changes.put(
                    entry,
                    tokens.tryWord("NIL")
                            ? Optional.empty()
                            : Optional.of(new String(tokens.anyOctets(), StandardCharsets.ISO_8859_1)));
            if (changes.size() > MAX_ENTRIES) {
                throw new ImapSyntaxException("Too many entries");
            }
        }
        return new SetMetadata(mailbox, changes);
    }

    /// A space and a mailbox's name, or the empty one, which is the server.
    private static Optional<MailboxName> mailbox(Tokens tokens, boolean utf8) {
        int start = tokens.position();
        tokens.space();
        if (tokens.tryPrefix("\"\"")) {
            return Optional.empty();
        }
        tokens.back(start);
        return Optional.of(MailboxParser.argument(tokens, utf8));
    }

    /// `entry` or `(entry ...)`.
    static List<String> entries(Tokens tokens) {
        List<String> entries = new ArrayList<>();
        if (!tokens.tryTake('(')) {
            entries.add(entry(tokens));
            return entries;
        }
        do {
            if (entries.size() == MAX_ENTRIES) {
                throw new ImapSyntaxException("Too many entries");
            }
            entries.add(entry(tokens));
        } while (tokens.tryTake(' '));
        tokens.take(')');
        return entries;
    }

    /// RFC 5464 §5, `entry`: of printable ASCII, with slashes that nothing lacks between, without wildcards.
    private static String entry(Tokens tokens) {
        String name = tokens.astring().toLowerCase(Locale.ROOT);
        boolean good = name.length() > 1
                && name.length() <= Annotations.MAX_NAME
                && name.charAt(0) == '/'
                && !name.endsWith("/")
                && !name.contains("//");
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = c >= ' ' && c <= '~' && c != '*' && c != '%';
        }
        if (!good) {
            throw new ImapSyntaxException("That is no name of an entry");
        }
        return name;
    }
}
