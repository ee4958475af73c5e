package org.tassis.imap.command;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tassis.core.SystemFlag;
import org.tassis.core.UidSet;
import org.tassis.imap.command.SearchKey.DateOf;
import org.tassis.imap.command.SearchKey.Relation;
import org.tassis.imap.wire.ImapSyntaxException;
import org.tassis.imap.wire.Tokens;

/// SEARCH: RFC 9051 §9, `search`; SORT and THREAD: RFC 5256 §5.
final class SearchParser {
    private static final int MAX_KEYS = 1000;
    /// Each may cost a pass over every message.
    private static final int MAX_TEXT_KEYS = 50;

    private final Tokens tokens;
    private final Charset charset;
    private int keys;
    private int textKeys;

    private SearchParser(Tokens tokens, Charset charset) {
        this.tokens = tokens;
        this.charset = charset;
    }

    static Search search(Tokens tokens, boolean byUid) {
        tokens.space();
        SearchOptions options = SearchOptions.parse(tokens);
        Charset charset = StandardCharsets.UTF_8; // of which US-ASCII, the default, is a part
        if (tokens.tryWord("CHARSET")) {
            tokens.space();
            charset = charset(tokens.astring());
            tokens.space();
        }
        return new Search(byUid, options, ofFuzzy(options, new SearchParser(tokens, charset).program()));
    }

    /// `sort [RETURN (...)] (criteria) charset keys`: RFC 5256 §5, RFC 5267 §6.
    static Sort sort(Tokens tokens, boolean byUid) {
        tokens.space();
        SearchOptions options = SearchOptions.parse(tokens);
        tokens.take('(');
        List<SortCriterion> order = new ArrayList<>();
        for (int i = 0; i == 0 || tokens.hasItem(i); i++) {
            boolean reverse = tokens.tryWord("REVERSE");
            if (reverse) {
                tokens.space();
            }
            SortCriterion.By by = SortCriterion.By.named(tokens.word())
                    .orElseThrow(() -> new ImapSyntaxException("Unknown sort criterion"));
            if (i == Sort.MAX_CRITERIA) {
                throw new ImapSyntaxException("Too many sort criteria");
            }
            order.add(new SortCriterion(by, reverse));
        }
        tokens.space();
        SearchKey key = ofFuzzy(options, charsetAndProgram(tokens));
        if (order.stream().anyMatch(one -> one.by() == SortCriterion.By.RELEVANCY) && !isFuzzy(key)) {
            throw new ImapSyntaxException("RELEVANCY is of FUZZY searches");
        }
        return new Sort(byUid, options, order, key);
    }

    /// `thread algorithm charset keys`: RFC 5256 §5.
    static ThreadCommand thread(Tokens tokens, boolean byUid) {
        tokens.space();
        ThreadCommand.Algorithm algorithm = ThreadCommand.Algorithm.named(tokens.word())
                .orElseThrow(() -> new ImapSyntaxException("Unknown threading algorithm"));
        tokens.space();
        return new ThreadCommand(byUid, algorithm, charsetAndProgram(tokens));
    }

    /// `esearch [IN (sources)] [RETURN (...)] [CHARSET charset] keys`: RFC 7377 §4.
    static MultiSearch multi(Tokens tokens, boolean utf8) {
        tokens.space();
        List<MultiSearch.Source> sources = List.of(new MultiSearch.Source.Current());
        if (tokens.tryWord("IN")) {
            sources = SourceParser.list(tokens, utf8);
            tokens.space();
        }
        SearchOptions given = SearchOptions.parse(tokens);
        Charset charset = StandardCharsets.UTF_8;
        if (tokens.tryWord("CHARSET")) {
            tokens.space();
            charset = charset(tokens.astring());
            tokens.space();
        }
        SearchOptions options = new SearchOptions(true, given.returns(), given.partial(), given.items());
        MultiSearch search =
                new MultiSearch(sources, options, ofFuzzy(options, new SearchParser(tokens, charset).program()));
        if (!search.isOfCurrentOnly()
                && (search.key().namesSequenceNumbers()
                        || search.key().namesSaved()
                        || options.asks(Search.Return.SAVE))) {
            throw new ImapSyntaxException(
                    "Sequence numbers and SAVE are of the selected mailbox only"); // RFC 7377 §2.2
        }
        return search;
    }

    /// RFC 6203 §4: scores are of fuzzy searches only.
    private static SearchKey ofFuzzy(SearchOptions options, SearchKey key) {
        if (options.asks(Search.Return.RELEVANCY) && !isFuzzy(key)) {
            throw new ImapSyntaxException("RELEVANCY is of FUZZY searches");
        }
        return key;
    }

    private static boolean isFuzzy(SearchKey key) {
        return key.any(one -> one instanceof SearchKey.Fuzzy);
    }

    private static SearchKey charsetAndProgram(Tokens tokens) {
        String charset = tokens.astring();
        tokens.space();
        return new SearchParser(tokens, charset(charset)).program();
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) { // illegal or unknown
            throw new RefusedArgument(Request.Reason.BAD_CHARSET);
        }
    }

    private SearchKey program() {
        SearchKey key = sequence(0);
        tokens.end();
        return key;
    }

    /// Keys with spaces between.
    private SearchKey sequence(int depth) {
        List<SearchKey> all = new ArrayList<>();
        do {
            all.add(key(depth));
        } while (tokens.tryTake(' '));
        return all.size() == 1 ? all.getFirst() : new SearchKey.And(all);
    }

    private SearchKey key(int depth) {
        if (++keys > MAX_KEYS) {
            throw new ImapSyntaxException("Too many search keys");
        }
        if (depth > SearchKey.MAX_DEPTH) {
            throw new ImapSyntaxException("Search keys nested too deep");
        }
        if (tokens.tryTake('(')) {
            SearchKey inner = sequence(depth + 1);
            tokens.take(')');
            return inner;
        }
        if (tokens.at('$') || tokens.at('*') || atDigit()) {
            return new SearchKey.Messages(CommandParser.messages(tokens, false));
        }
        return named(tokens.word(), depth);
    }

    private boolean atDigit() {
        for (char digit = '0'; digit <= '9'; digit++) {
            if (tokens.at(digit)) {
                return true;
            }
        }
        return false;
    }

    private SearchKey named(String word, int depth) {
        return switch (word) {
            case "ALL" -> new SearchKey.All();
            case "ANSWERED" -> new SearchKey.HasFlag(SystemFlag.ANSWERED);
            case "DELETED" -> new SearchKey.HasFlag(SystemFlag.DELETED);
            case "DRAFT" -> new SearchKey.HasFlag(SystemFlag.DRAFT);
            case "FLAGGED" -> new SearchKey.HasFlag(SystemFlag.FLAGGED);
            case "SEEN" -> new SearchKey.HasFlag(SystemFlag.SEEN);
            case "UNANSWERED" -> without(SystemFlag.ANSWERED);
            case "UNDELETED" -> without(SystemFlag.DELETED);
            case "UNDRAFT" -> without(SystemFlag.DRAFT);
            case "UNFLAGGED" -> without(SystemFlag.FLAGGED);
            case "UNSEEN" -> without(SystemFlag.SEEN);
            case "RECENT" -> new SearchKey.Recent();
            case "NEW" -> new SearchKey.And(List.of(new SearchKey.Recent(), without(SystemFlag.SEEN)));
            case "OLD" -> new SearchKey.Not(new SearchKey.Recent());
            case "KEYWORD" -> new SearchKey.HasKeyword(keyword());
            case "UNKEYWORD" -> new SearchKey.Not(new SearchKey.HasKeyword(keyword()));
            case "NOT" -> {
                tokens.space();
                yield new SearchKey.Not(key(depth + 1));
            }
            case "OR" -> {
                tokens.space();
                SearchKey one = key(depth + 1);
                tokens.space();
                yield new SearchKey.Or(one, key(depth + 1));
            }
            case "UID" -> {
                tokens.space();
                yield new SearchKey.Messages(CommandParser.messages(tokens, true));
            }
            case "UIDAFTER" -> { // RFC 9738 §3.2
                tokens.space();
                yield new SearchKey.UidsBeside(tokens.positive() + 1, UidSet.MAX_UID);
            }
            case "UIDBEFORE" -> {
                tokens.space();
                yield new SearchKey.UidsBeside(1, tokens.positive() - 1);
            }
            case "FUZZY" -> {
                tokens.space();
                yield new SearchKey.Fuzzy(key(depth + 1));
            }
            case "LARGER" -> new SearchKey.Larger(number());
            case "SMALLER" -> new SearchKey.Smaller(number());
            case "OLDER" -> new SearchKey.Older(interval());
            case "YOUNGER" -> new SearchKey.Younger(interval());
            case "BEFORE" -> dated(DateOf.INTERNAL, Relation.BEFORE);
            case "ON" -> dated(DateOf.INTERNAL, Relation.ON);
            case "SINCE" -> dated(DateOf.INTERNAL, Relation.SINCE);
            case "SENTBEFORE" -> dated(DateOf.SENT, Relation.BEFORE);
            case "SENTON" -> dated(DateOf.SENT, Relation.ON);
            case "SENTSINCE" -> dated(DateOf.SENT, Relation.SINCE);
            case "SAVEDBEFORE" -> dated(DateOf.SAVED, Relation.BEFORE);
            case "SAVEDON" -> dated(DateOf.SAVED, Relation.ON);
            case "SAVEDSINCE" -> dated(DateOf.SAVED, Relation.SINCE);
            case "SAVEDATESUPPORTED" -> new SearchKey.SaveDateSupported();
            case "MODSEQ" -> modSeq();
            case "EMAILID" -> new SearchKey.EmailId(objectId());
            case "THREADID" -> new SearchKey.ThreadId(objectId());
            case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new SearchKey.Header(word.toLowerCase(Locale.ROOT), text());
            case "HEADER" -> {
                tokens.space();
                String field = tokens.astring().toLowerCase(Locale.ROOT);
                yield new SearchKey.Header(field, text());
            }
            case "BODY" -> new SearchKey.Body(text());
            case "TEXT" -> new SearchKey.Text(text());
            default -> throw new ImapSyntaxException("Unknown search key");
        };
    }

    private static SearchKey without(SystemFlag flag) {
        return new SearchKey.Not(new SearchKey.HasFlag(flag));
    }

    private String keyword() {
        tokens.space();
        return FlagParser.keyword(tokens);
    }

    private String objectId() {
        tokens.space();
        return tokens.atom();
    }

    private long number() {
        tokens.space();
        return tokens.number64();
    }

    private long interval() {
        tokens.space();
        return tokens.positive();
    }

    private SearchKey dated(DateOf of, Relation relation) {
        tokens.space();
        return new SearchKey.Dated(of, relation, tokens.date());
    }

    /// RFC 7162 §7: `"MODSEQ" [search-modseq-ext] SP mod-sequence-valzer`.
    private SearchKey modSeq() {
        tokens.space();
        if (tokens.at('"')) {
            tokens.stringOctets();
            tokens.space();
            switch (tokens.word()) {
                case "PRIV", "SHARED", "ALL" -> {}
                default -> throw new ImapSyntaxException("Unknown entry type");
            }
            tokens.space();
        }
        return new SearchKey.ModSeq(tokens.number64());
    }

    private String text() {
        tokens.space();
        if (++textKeys > MAX_TEXT_KEYS) {
            throw new ImapSyntaxException("Too many search keys for text");
        }
        try {
            return charset.newDecoder()
                    .decode(ByteBuffer.wrap(tokens.astringOctets()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ImapSyntaxException("String is not in its charset");
        }
    }
}
