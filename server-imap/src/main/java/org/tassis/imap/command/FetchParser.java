package org.tassis.imap.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.tassis.imap.command.FetchItem.Section;
import org.tassis.imap.command.FetchItem.Simple;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;

/// FETCH: RFC 9051 §9, `fetch`; RFC 7162 §7, `fetch-modifier`; RFC 9394 §3.3.
final class FetchParser {
    private static final int MAX_ITEMS = 256;
    private static final int MAX_TOLD = 50;
    private static final int MAX_FIELDS = 256;

    private FetchParser() {}

    static Fetch fetch(Tokens tokens, boolean byUid) {
        tokens.space();
        MessageSet messages = CommandParser.messages(tokens, byUid);
        tokens.space();
        Set<FetchItem> items = new LinkedHashSet<>();
        boolean uidAsked = !byUid;
        if (byUid) {
            items.add(Simple.UID);
        }
        if (tokens.tryTake('(')) {
            do {
                FetchItem item = item(tokens);
                uidAsked |= item == Simple.UID;
                items.add(item);
                if (items.size() > MAX_ITEMS) {
                    throw new ImapSyntaxException("Too many items");
                }
            } while (tokens.tryTake(' '));
            tokens.take(')');
        } else if (tokens.tryWord("ALL")) {
            items.addAll(List.of(Simple.FLAGS, Simple.INTERNALDATE, Simple.RFC822_SIZE, Simple.ENVELOPE));
        } else if (tokens.tryWord("FAST")) {
            items.addAll(List.of(Simple.FLAGS, Simple.INTERNALDATE, Simple.RFC822_SIZE));
        } else if (tokens.tryWord("FULL")) {
            items.addAll(List.of(Simple.FLAGS, Simple.INTERNALDATE, Simple.RFC822_SIZE, Simple.ENVELOPE, Simple.BODY));
        } else {
            FetchItem item = item(tokens);
            uidAsked |= item == Simple.UID;
            items.add(item);
        }
        OptionalLong changedSince = OptionalLong.empty();
        boolean vanished = false;
        Optional<PartialRange> partial = Optional.empty();
        if (!tokens.atEnd()) {
            tokens.space();
            tokens.take('(');
            do {
                if (tokens.tryWord("CHANGEDSINCE")) {
                    tokens.space();
                    changedSince = OptionalLong.of(tokens.number64());
                } else if (tokens.tryWord("VANISHED")) {
                    vanished = true;
                } else if (partial.isEmpty() && tokens.tryWord("PARTIAL")) {
                    tokens.space();
                    partial = Optional.of(PartialRange.parse(tokens));
                } else {
                    throw new ImapSyntaxException("Unknown FETCH modifier");
                }
            } while (tokens.tryTake(' '));
            tokens.take(')');
        }
        if (changedSince.isPresent()) {
            items.add(Simple.MODSEQ); // RFC 7162 §3.1.4.1
        }
        return new Fetch(messages, new ArrayList<>(items), changedSince, vanished, partial, byUid && !uidAsked);
    }

    /// The items that are told of new messages, behind the `(`: RFC 5465 §8.
    static List<FetchItem> told(Tokens tokens) {
        List<FetchItem> items = new ArrayList<>();
        do {
            if (items.size() == MAX_TOLD) {
                throw new ImapSyntaxException("Too many items");
            }
            items.add(item(tokens));
        } while (tokens.tryTake(' '));
        tokens.take(')');
        return items;
    }

    static FetchItem item(Tokens tokens) {
        String name = tokens.itemName();
        return switch (name) {
            case "FLAGS" -> Simple.FLAGS;
            case "UID" -> Simple.UID;
            case "MODSEQ" -> Simple.MODSEQ;
            case "INTERNALDATE" -> Simple.INTERNALDATE;
            case "RFC822.SIZE" -> Simple.RFC822_SIZE;
            case "ENVELOPE" -> Simple.ENVELOPE;
            case "BODYSTRUCTURE" -> Simple.BODYSTRUCTURE;
            case "RFC822" -> Simple.RFC822;
            case "RFC822.HEADER" -> Simple.RFC822_HEADER;
            case "RFC822.TEXT" -> Simple.RFC822_TEXT;
            case "EMAILID" -> Simple.EMAILID;
            case "THREADID" -> Simple.THREADID;
            case "SAVEDATE" -> Simple.SAVEDATE;
            case "PREVIEW" -> new FetchItem.Preview(tokens.tryPrefix(" (LAZY)"));
            case "BODY" -> tokens.at('[') ? body(tokens, false) : Simple.BODY;
            case "BODY.PEEK" -> body(tokens, true);
            case "BINARY" -> new FetchItem.Binary(binaryPart(tokens), partial(tokens), false);
            case "BINARY.PEEK" -> new FetchItem.Binary(binaryPart(tokens), partial(tokens), true);
            case "BINARY.SIZE" -> new FetchItem.BinarySize(binaryPart(tokens));
            default -> throw new ImapSyntaxException("Unknown FETCH item");
        };
    }

    private static FetchItem.BodySection body(Tokens tokens, boolean peek) {
        tokens.take('[');
        Section section = section(tokens);
        return new FetchItem.BodySection(section, partial(tokens), peek);
    }

    /// All of a text is a section.
    static Section section(String text) {
        Tokens tokens = Tokens.of((text + ']').getBytes(StandardCharsets.UTF_8));
        Section section = section(tokens);
        tokens.end();
        return section;
    }

    /// With the bracket behind it.
    private static Section section(Tokens tokens) {
        List<Integer> part = new ArrayList<>();
        boolean text = !part(tokens, part);
        Section section;
        if (text && !tokens.at(']')) {
            section = text(tokens, part);
        } else if (text && !part.isEmpty()) {
            throw new ImapSyntaxException("Section expected");
        } else {
            section = new Section(part, Section.What.CONTENT, List.of());
        }
        tokens.take(']');
        return section;
    }

    private static Section text(Tokens tokens, List<Integer> part) {
        if (tokens.tryWord("HEADER.FIELDS.NOT")) {
            return new Section(part, Section.What.HEADER_FIELDS_NOT, fields(tokens));
        }
        if (tokens.tryWord("HEADER.FIELDS")) {
            return new Section(part, Section.What.HEADER_FIELDS, fields(tokens));
        }
        if (tokens.tryWord("HEADER")) {
            return new Section(part, Section.What.HEADER, List.of());
        }
        if (tokens.tryWord("TEXT")) {
            return new Section(part, Section.What.TEXT, List.of());
        }
        if (!part.isEmpty() && tokens.tryWord("MIME")) {
            return new Section(part, Section.What.MIME, List.of());
        }
        throw new ImapSyntaxException("Unknown section");
    }

    private static List<String> fields(Tokens tokens) {
        tokens.space();
        tokens.take('(');
        List<String> fields = new ArrayList<>();
        do {
            if (fields.size() == MAX_FIELDS) {
                throw new ImapSyntaxException("Too many header fields");
            }
            fields.add(tokens.astring());
        } while (tokens.tryTake(' '));
        tokens.take(')');
        return fields;
    }

    /// `[1.2.3]`, perhaps `[]`.
    private static List<Integer> binaryPart(Tokens tokens) {
        tokens.take('[');
        List<Integer> part = new ArrayList<>();
        if (!part(tokens, part) && !part.isEmpty()) {
            throw new ImapSyntaxException("Part number expected");
        }
        tokens.take(']');
        return part;
    }

    /// Takes `1.2.3` or `1.2.` or nothing.
    ///
    /// @return whether the last thing taken was a number, not a dot
    private static boolean part(Tokens tokens, List<Integer> part) {
        while (!tokens.at(']')) {
            int before = tokens.position();
            if (!atDigit(tokens)) {
                tokens.back(before);
                return false;
            }
            if (part.size() == Section.MAX_DEPTH) {
                throw new ImapSyntaxException("Part number too deep");
            }
            part.add((int) Math.min(Integer.MAX_VALUE, tokens.positive()));
            if (!tokens.tryTake('.')) {
                return true;
            }
        }
        return false;
    }

    private static boolean atDigit(Tokens tokens) {
        for (char digit = '0'; digit <= '9'; digit++) {
            if (tokens.at(digit)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<FetchItem.Partial> partial(Tokens tokens) {
        if (!tokens.tryTake('<')) {
            return Optional.empty();
        }
        long offset = tokens.number64();
        tokens.take('.');
        long count = tokens.number64();
        if (count == 0) {
            throw new ImapSyntaxException("Number must not be zero");
        }
        tokens.take('>');
        return Optional.of(new FetchItem.Partial(offset, count));
    }
}
