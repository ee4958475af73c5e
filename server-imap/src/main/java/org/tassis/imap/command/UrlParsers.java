package org.tassis.imap.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.MailboxName;
import org.tassis.imap.command.UrlFetch.Item;
import org.tassis.imap.command.UrlFetch.Wanted;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;

/// RESETKEY, GENURLAUTH, URLFETCH: RFC 4467 §9, RFC 5524 §4.
final class UrlParsers {
    private static final int MAX_URLS = 100;

    private UrlParsers() {}

    static ResetKey resetKey(Tokens tokens, boolean utf8) {
        if (tokens.atEnd()) {
            return new ResetKey(Optional.empty(), List.of());
        }
        MailboxName mailbox = MailboxParser.argument(tokens, utf8);
        List<String> mechanisms = new ArrayList<>();
        while (!tokens.atEnd()) {
            tokens.space();
            mechanisms.add(tokens.word());
        }
        return new ResetKey(Optional.of(mailbox), mechanisms);
    }

    static GenUrlAuth generate(Tokens tokens) {
        List<GenUrlAuth.Rump> urls = new ArrayList<>();
        do {
            tokens.space();
            String url = tokens.astring();
            tokens.space();
            urls.add(new GenUrlAuth.Rump(url, tokens.word()));
            bound(urls);
        } while (!tokens.atEnd());
        return new GenUrlAuth(urls);
    }

    static UrlFetch fetch(Tokens tokens) {
        List<Wanted> urls = new ArrayList<>();
        do {
            tokens.space();
            urls.add(tokens.at('(') ? extended(tokens) : new Wanted(tokens.astring(), Set.of()));
            bound(urls);
        } while (!tokens.atEnd());
        return new UrlFetch(urls);
    }

    private static Wanted extended(Tokens tokens) {
        tokens.take('(');
        String url = tokens.astring();
        Set<Item> items = EnumSet.noneOf(Item.class);
        while (!tokens.at(')')) { // without any it is as it was in RFC 4467
            tokens.space();
            String word = tokens.word();
            items.add(
                    switch (word) {
                        case "BODY" -> Item.BODY;
                        case "BINARY" -> Item.BINARY;
                        case "BODYPARTSTRUCTURE" -> Item.BODYPARTSTRUCTURE;
                        default -> throw new ImapSyntaxException("Unknown URLFETCH item");
                    });
        }
        tokens.take(')');
        if (items.contains(Item.BODY) && items.contains(Item.BINARY)) { // RFC 5524 §3.1
            throw new ImapSyntaxException("BODY and BINARY exclude each other");
        }
        return new Wanted(url, items);
    }

    private static void bound(List<?> urls) {
        if (urls.size() > MAX_URLS) {
            throw new ImapSyntaxException("Too many URLs");
        }
    }

    static Comparator comparator(Tokens tokens) {
        List<String> wanted = new ArrayList<>();
        while (!tokens.atEnd()) {
            tokens.space();
            wanted.add(tokens.astring());
            bound(wanted);
        }
        return new Comparator(wanted);
    }
}
