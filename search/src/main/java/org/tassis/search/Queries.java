package org.tassis.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.tassis.core.MailboxId;
import org.tassis.store.TextIndex.Similar;
import org.tassis.store.TextPart;
import org.tassis.store.search.WordSet;

/// What the index is asked.
final class Queries {
    /// Shorter words are not taken for misspelt.
    private static final int FUZZY_FROM = 5;

    private Queries() {}

    /// What the index says of a text in one mailbox: UIDs in ascending order.
    ///
    /// @param certain of the messages that hold it
    /// @param perhaps of those that must be looked through
    record Answers(long[] certain, long[] perhaps) {}

    /// Goes through the messages of the mailbox, which are neighbours, one after the other.
    ///
    /// @param threes of the text, at least one where the part is not short
    static Answers candidates(IndexSearcher searcher, MailboxId mailbox, TextPart part, String text, int[] threes)
            throws IOException {
        Uids certain = new Uids();
        Uids perhaps = new Uids();
        BytesRef octets = Documents.octets(text);
        Optional<byte[]> word =
                part == TextPart.BODY && isWord(text) ? Optional.of(WordSet.packed(text)) : Optional.empty();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            LeafReader reader = leaf.reader();
            PostingsEnum messages = reader.postings(Documents.messages(mailbox), PostingsEnum.NONE);
            BinaryDocValues values = messages == null ? null : reader.getBinaryDocValues(Documents.value(part));
            NumericDocValues uids = values == null ? null : reader.getNumericDocValues(Documents.UID);
            if (messages == null || values == null || uids == null) {
                continue;
            }
            BinaryDocValues words = word.isEmpty() ? null : reader.getBinaryDocValues(Documents.letters());
            Bits live = reader.getLiveDocs();
            for (int doc = messages.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = messages.nextDoc()) {
                if (live != null && !live.get(doc) || !values.advanceExact(doc)) {
                    continue;
                }
                BytesRef value = values.binaryValue();
                if (part.isShort()) {
                    if (contains(value, octets) && uids.advanceExact(doc)) {
                        certain.add(uids.longValue());
                    }
                } else if (ThreesMap.mayHold(value, threes) && uids.advanceExact(doc)) {
                    boolean holds = words != null
                            && words.advanceExact(doc)
                            && holds(words.binaryValue(), word.get(), text.length());
                    (holds ? certain : perhaps).add(uids.longValue());
                }
            }
        }
        Query dense = new BooleanQuery.Builder()
                .add(new TermQuery(Documents.messages(mailbox)), Occur.FILTER) // first: most segments lack it
                .add(new TermQuery(Documents.dense(part)), Occur.FILTER)
                .build();
        collect(searcher, dense, perhaps);
        return new Answers(certain.sorted(), perhaps.sorted());
    }

    /// Nothing but letters that fold to themselves, as many as words have that are kept.
    private static boolean isWord(String text) {
        return text.length() >= WordSet.SHORTEST
                && text.length() <= WordSet.LONGEST
                && text.chars().allMatch(c -> c >= 'a' && c <= 'z');
    }

    private static boolean holds(BytesRef words, byte[] word, int length) {
        return WordSet.holds(words.bytes, words.offset, word, length);
    }

    /// @param what not empty
    private static boolean contains(BytesRef text, BytesRef what) {
        byte first = what.bytes[what.offset];
        int last = text.offset + text.length - what.length;
        for (int i = text.offset; i <= last; i++) {
            if (text.bytes[i] == first
                    && Arrays.equals(
                            text.bytes, i, i + what.length, what.bytes, what.offset, what.offset + what.length)) {
                return true;
            }
        }
        return false;
    }

    private static void collect(IndexSearcher searcher, Query query, Uids into) throws IOException {
        Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE_NO_SCORES, 1);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Scorer scorer = weight.scorer(leaf);
            if (scorer == null) {
                continue;
            }
            LeafReader reader = leaf.reader();
            Bits live = reader.getLiveDocs();
            NumericDocValues uids = reader.getNumericDocValues(Documents.UID);
            DocIdSetIterator found = scorer.iterator();
            for (int doc = found.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = found.nextDoc()) {
                if ((live == null || live.get(doc)) && uids != null && uids.advanceExact(doc)) {
                    into.add(uids.longValue());
                }
            }
        }
    }

    private static final class Uids {
        private long[] uids = new long[64];
        private int count;

        private void add(long uid) {
            if (count == uids.length) {
                uids = Arrays.copyOf(uids, 2 * count);
            }
            uids[count++] = uid;
        }

        private long[] sorted() {
            long[] sorted = Arrays.copyOf(uids, count);
            Arrays.sort(sorted);
            return sorted;
        }
    }

    /// How far the index has come with a mailbox.
    static Optional<Mark> mark(IndexSearcher searcher, MailboxId mailbox) throws IOException {
        Term term = Documents.mark(mailbox);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            LeafReader reader = leaf.reader();
            PostingsEnum postings = reader.postings(term, PostingsEnum.NONE);
            if (postings == null) {
                continue;
            }
            Bits live = reader.getLiveDocs();
            for (int doc = postings.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = postings.nextDoc()) {
                if (live == null || live.get(doc)) {
                    return Optional.of(new Mark(
                            mailbox,
                            value(reader, Documents.NEXT, doc),
                            value(reader, Documents.MOD_SEQ, doc),
                            Math.max(1, value(reader, Documents.FILES, doc))));
                }
            }
        }
        return Optional.empty();
    }

    private static long value(LeafReader reader, String name, int doc) throws IOException {
        NumericDocValues values = reader.getNumericDocValues(name);
        return values != null && values.advanceExact(doc) ? values.longValue() : 0;
    }

    /// The messages whose words are most like these.
    static List<Similar> similar(IndexSearcher searcher, List<MailboxId> mailboxes, String words, int limit)
            throws IOException {
        List<Query> languages = new ArrayList<>();
        for (Language language : Language.values()) {
            List<String> stems = language.stems(words);
            if (!stems.isEmpty()) {
                languages.add(likeThese(
                        isThere(searcher, language.files())
                                ? List.of(language.field(), language.files())
                                : List.of(language.field()),
                        stems));
            }
        }
        if (languages.isEmpty() || mailboxes.isEmpty()) {
            return List.of();
        }
        List<BytesRef> ids = mailboxes.stream().map(Documents::id).toList();
        Query query = new BooleanQuery.Builder()
                .add(new DisjunctionMaxQuery(languages, 0.1f), Occur.MUST)
                .add(new TermInSetQuery(Documents.mailboxes(), ids), Occur.FILTER)
                .build();
        List<Similar> found = new ArrayList<>();
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        for (ScoreDoc hit : searcher.search(query, limit).scoreDocs) {
            LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(hit.doc, leaves));
            int doc = hit.doc - leaf.docBase;
            found.add(new Similar(
                    new MailboxId(value(leaf.reader(), Documents.BOX, doc)),
                    value(leaf.reader(), Documents.UID, doc),
                    hit.score));
        }
        return found;
    }

    /// Two words of three at least; of one letter other, too, for less.
    private static Query likeThese(List<String> fields, List<String> stems) {
        BooleanQuery.Builder words = new BooleanQuery.Builder();
        for (String stem : stems) {
            List<Query> places = new ArrayList<>();
            for (String field : fields) {
                Term term = new Term(field, stem);
                places.add(new TermQuery(term));
                if (stem.length() >= FUZZY_FROM) {
                    places.add(new BoostQuery(new FuzzyQuery(term, 1, 2), 0.3f));
                }
            }
            words.add(new DisjunctionMaxQuery(places, 0), Occur.SHOULD);
        }
        words.setMinimumNumberShouldMatch((2 * stems.size() + 2) / 3);
        return words.build();
    }

    /// Most indexes hold no attachments, or those of few languages.
    private static boolean isThere(IndexSearcher searcher, String field) {
        return searcher.getIndexReader().leaves().stream()
                .anyMatch(leaf -> leaf.reader().getFieldInfos().fieldInfo(field) != null);
    }

    /// UIDs of the messages whose attachments hold all these words, in any form of the attachments' language.
    static long[] inFiles(IndexSearcher searcher, MailboxId mailbox, String words) throws IOException {
        BooleanQuery.Builder languages = new BooleanQuery.Builder();
        boolean any = false;
        for (Language language : Language.values()) {
            List<String> stems = isThere(searcher, language.files()) ? language.stems(words) : List.of();
            BooleanQuery.Builder all = new BooleanQuery.Builder();
            stems.forEach(stem -> all.add(new TermQuery(new Term(language.files(), stem)), Occur.FILTER));
            if (!stems.isEmpty()) {
                languages.add(all.build(), Occur.SHOULD);
                any = true;
            }
        }
        Uids uids = new Uids();
        if (any) {
            collect(
                    searcher,
                    new BooleanQuery.Builder()
                            .add(new TermQuery(Documents.messages(mailbox)), Occur.FILTER)
                            .add(languages.build(), Occur.FILTER)
                            .build(),
                    uids);
        }
        return uids.sorted();
    }
}
