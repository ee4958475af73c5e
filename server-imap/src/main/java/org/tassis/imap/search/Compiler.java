package org.tassis.imap.search;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tassis.core.UidSet;
import org.tassis.imap.command.KnownMailbox;
import org.tassis.imap.command.MessageRanges;
import org.tassis.imap.command.SearchKey;
import org.tassis.imap.fetch.ObjectIds;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.search.SearchedMessage;
import org.tassis.store.search.TextTests;

/// Makes tests of search keys, with the operands of AND and OR in the order of what they cost.
final class Compiler {
    private static final int FREE = 0;
    private static final int SNAPSHOT = 1;
    private static final int STRUCTURE = 100;
    private static final int HEADER = 200;
    private static final int BODY = 10_000;

    private final KnownMailbox mailbox;
    private final UidSet saved;
    private final UidSet recent;
    private final long now;
    private final Supplier<Relevance> relevance;

    /// @param relevance asked for only where something is FUZZY
    Compiler(KnownMailbox mailbox, UidSet saved, UidSet recent, Instant now, Supplier<Relevance> relevance) {
        this.relevance = relevance;
        this.mailbox = mailbox;
        this.saved = saved;
        this.recent = recent;
        this.now = now.getEpochSecond();
    }

    interface Predicate {
        boolean holds(Candidate candidate);
    }

    /// @param cost relative; decides about the order only
    record Test(int cost, Predicate predicate) {
        boolean holds(Candidate candidate) {
            return predicate.holds(candidate);
        }

        boolean readsMessages() {
            return cost >= STRUCTURE;
        }
    }

    /// The messages that can match at all, by the sets that every match must be in.
    MessageRanges domain(SearchKey key) {
        return switch (key) {
            case SearchKey.Messages messages -> messages.set().existing(mailbox, saved);
            case SearchKey.And and ->
                and.keys().stream()
                        .map(this::domain)
                        .reduce(MessageRanges::and)
                        .orElseGet(() -> MessageRanges.all(mailbox));
            case SearchKey.UidsBeside beside -> beside.in(mailbox);
            default -> MessageRanges.all(mailbox);
        };
    }

    Test compile(SearchKey key) {
        return switch (key) {
            case SearchKey.All _ -> new Test(FREE, _ -> true);
            case SearchKey.And and -> and(and.keys());
            case SearchKey.Or or -> or(compile(or.one()), compile(or.other()));
            case SearchKey.Not not -> {
                Test inner = compile(not.key());
                yield new Test(inner.cost(), candidate -> !inner.holds(candidate));
            }
            case SearchKey.Fuzzy(SearchKey inner) -> fuzzy(inner);
            case SearchKey.Messages _, SearchKey.UidsBeside _ -> {
                MessageRanges ranges = domain(key);
                yield new Test(FREE, candidate -> ranges.contains(candidate.sequence()));
            }
            case SearchKey.HasFlag flag -> {
                long bit = flag.flag().bit();
                yield new Test(SNAPSHOT, c -> (c.snapshot().flagBits(c.index()) & bit) != 0);
            }
            case SearchKey.HasKeyword keyword -> new Test(SNAPSHOT, new KeywordTest(keyword.keyword()));
            case SearchKey.Recent _ -> new Test(SNAPSHOT, candidate -> recent.contains(candidate.uid()));
            case SearchKey.Larger larger -> new Test(SNAPSHOT, c -> c.snapshot().size(c.index()) > larger.octets());
            case SearchKey.Smaller smaller ->
                new Test(SNAPSHOT, c -> c.snapshot().size(c.index()) < smaller.octets());
            case SearchKey.Dated dated -> dated(dated);
            case SearchKey.SaveDateSupported _ -> new Test(FREE, _ -> true);
            case SearchKey.Older older ->
                new Test(SNAPSHOT, c -> c.snapshot().internalDate(c.index()) <= now - older.seconds());
            case SearchKey.Younger younger ->
                new Test(SNAPSHOT, c -> c.snapshot().internalDate(c.index()) >= now - younger.seconds());
            case SearchKey.ModSeq modSeq -> new Test(SNAPSHOT, c -> c.snapshot().modSeq(c.index()) >= modSeq.atLeast());
            case SearchKey.EmailId email ->
                new Test(SNAPSHOT, c -> ObjectIds.email(c.snapshot().contentId(c.index()))
                        .equals(email.id()));
            case SearchKey.ThreadId thread -> {
                SearchedMessage.Content content = c -> c.structure().threadId() != 0
                        && ObjectIds.thread(c.structure().threadId()).equals(thread.id());
                yield new Test(STRUCTURE, candidate -> candidate.test(content));
            }
            case SearchKey.Header header -> {
                SearchedMessage.Content content =
                        TextTests.header(header.field().toLowerCase(Locale.ROOT), header.text());
                yield new Test(HEADER, candidate -> candidate.test(content));
            }
            case SearchKey.Body body -> {
                SearchedMessage.Content content = TextTests.body(body.text());
                yield new Test(BODY, candidate -> candidate.test(content));
            }
            case SearchKey.Text text -> {
                SearchedMessage.Content content = TextTests.text(text.text());
                yield new Test(BODY + HEADER, candidate -> candidate.test(content));
            }
        };
    }

    /// What matches, and what is like the text; other keys have no likeness (RFC 6203 §3).
    private Test fuzzy(SearchKey key) {
        return switch (key) {
            case SearchKey.And(List<SearchKey> keys) ->
                and(keys.stream()
                        .map(one -> (SearchKey) new SearchKey.Fuzzy(one))
                        .toList());
            case SearchKey.Or(SearchKey one, SearchKey other) -> or(fuzzy(one), fuzzy(other));
            case SearchKey.Header _, SearchKey.Body _, SearchKey.Text _ -> {
                Test exact = compile(key);
                Relevance like = relevance.get();
                yield or(new Test(SNAPSHOT, candidate -> like.names(candidate.uid())), exact);
            }
            default -> compile(key);
        };
    }

    private Test and(List<SearchKey> keys) {
        List<Test> tests = new ArrayList<>();
        flatten(keys, tests);
        tests.sort(Comparator.comparingInt(Test::cost));
        Test[] all = tests.toArray(Test[]::new);
        return new Test(all[all.length - 1].cost(), candidate -> {
            for (Test test : all) {
                if (!test.holds(candidate)) {
                    return false;
                }
            }
            return true;
        });
    }

    /// Keys in parentheses within AND are as good as without.
    private void flatten(List<SearchKey> keys, List<Test> tests) {
        for (SearchKey key : keys) {
            if (key instanceof SearchKey.And and) {
                flatten(and.keys(), tests);
            } else {
                tests.add(compile(key));
            }
        }
    }

    private static Test or(Test one, Test other) {
        Test cheap = one.cost() <= other.cost() ? one : other;
        Test dear = cheap == one ? other : one;
        return new Test(dear.cost(), candidate -> cheap.holds(candidate) || dear.holds(candidate));
    }

    private static Test dated(SearchKey.Dated dated) {
        long day = dated.date().toEpochDay();
        SearchKey.Relation relation = dated.relation();
        return switch (dated.of()) {
            case INTERNAL -> new Test(SNAPSHOT, c -> holds(dayOf(c.snapshot().internalDate(c.index())), relation, day));
            case SAVED -> new Test(SNAPSHOT, c -> holds(dayOf(c.snapshot().saveDate(c.index())), relation, day));
            case SENT -> {
                SearchedMessage.Content content = candidate -> {
                    @Nullable LocalDate sent = HeaderDay.of(candidate.structure());
                    return sent != null && holds(sent.toEpochDay(), relation, day);
                };
                yield new Test(STRUCTURE, candidate -> candidate.test(content));
            }
        };
    }

    private static long dayOf(long epochSecond) {
        return Math.floorDiv(epochSecond, 86_400L);
    }

    private static boolean holds(long day, SearchKey.Relation relation, long than) {
        return switch (relation) {
            case BEFORE -> day < than;
            case ON -> day == than;
            case SINCE -> day >= than;
        };
    }

    /// Looks the keyword up once for a snapshot, not for each message.
    private static final class KeywordTest implements Predicate {
        private final String keyword;
        private @Nullable MailboxSnapshot known;
        private long bit;

        KeywordTest(String keyword) {
            this.keyword = keyword;
        }

        @Override
        public boolean holds(Candidate candidate) {
            MailboxSnapshot snapshot = candidate.snapshot();
            if (snapshot != known) {
                known = snapshot;
                bit = 0;
                List<String> keywords = snapshot.keywords();
                for (int i = 0; i < keywords.size(); i++) {
                    if (keywords.get(i).equalsIgnoreCase(keyword)) {
                        bit = 1L << (MailboxSnapshot.FIRST_KEYWORD_BIT + i);
                    }
                }
            }
            return (snapshot.flagBits(candidate.index()) & bit) != 0;
        }
    }
}
