package org.tassis.search;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.tassis.core.MailboxId;
import org.tassis.core.UidSet;
import org.tassis.store.search.IndexedText;

/// The files of an index, open. One thread writes; any thread reads, what was there at the last {@link
/// #refresh}. Marks are written after what they say: so they are true in every state that a reader, or a
/// start after a crash, sees.
final class LuceneIndex implements AutoCloseable {
    private static final String FORMAT = "format";

    /// Bigger segments are not merged any more.
    private static final double MOST_SEGMENT_MB = 2048;

    /// UIDs next to each other, up to which they are removed one by one.
    private static final int NARROW = 64;

    private static final int AT_ONCE = 4096;

    /// It advises to start with a module of Java's that is not finished.
    private static final Logger ADVICE =
            Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

    static {
        ADVICE.setLevel(Level.SEVERE);
    }

    private final Path path;
    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final Stems stems = new Stems();
    /// Marks that readers do not see yet.
    private final Map<MailboxId, Mark> fresh = new ConcurrentHashMap<>();

    private LuceneIndex(Path path, Directory directory, IndexWriter writer, SearcherManager searchers) {
        this.path = path;
        this.directory = directory;
        this.writer = writer;
        this.searchers = searchers;
    }

    /// Opens what is there, of which every octet is compared with its checksum, or makes an index.
    ///
    /// @throws Unusable    it is damaged or of another format
    /// @throws IOException it cannot be read or written now
    static LuceneIndex open(SearchSettings settings) throws IOException {
        Files.createDirectories(settings.directory());
        Directory directory = FSDirectory.open(settings.directory());
        try {
            boolean there = DirectoryReader.indexExists(directory);
            if (there) {
                check(directory);
            }
            IndexWriter writer = new IndexWriter(directory, config(settings));
            try {
                if (!there) {
                    writer.setLiveCommitData(Map.of(FORMAT, Documents.FORMAT).entrySet());
                    writer.commit();
                }
                return new LuceneIndex(
                        settings.directory(),
                        directory,
                        writer,
                        new SearcherManager(writer, true, false, new SearcherFactory() {
                            @Override
                            public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader before) {
                                IndexSearcher searcher = new IndexSearcher(reader);
                                searcher.setQueryCache(null);
                                return searcher;
                            }
                        }));
            } catch (IOException | RuntimeException e) {
                writer.rollback();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /// The index there is of no use: it is to be made anew.
    static final class Unusable extends IOException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }

        Unusable(String message, Exception cause) {
            super(message, cause);
        }
    }

    private static void check(Directory directory) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            String format = reader.getIndexCommit().getUserData().getOrDefault(FORMAT, "");
            if (!format.equals(Documents.FORMAT)) {
                throw new Unusable("its format is '" + format + "' instead of '" + Documents.FORMAT + "'");
            }
            for (LeafReaderContext leaf : reader.leaves()) {
                if (leaf.reader() instanceof CodecReader segment) {
                    segment.checkIntegrity();
                }
            }
        } catch (CorruptIndexException
                | IndexFormatTooOldException
                | IndexFormatTooNewException
                | EOFException
                | FileNotFoundException
                | NoSuchFileException
                | IllegalArgumentException
                | IllegalStateException e) {
            throw new Unusable("it is damaged: " + e.getMessage(), e);
        }
    }

    private static IndexWriterConfig config(SearchSettings settings) {
        TieredMergePolicy merges = new TieredMergePolicy();
        merges.setMaxMergedSegmentMB(MOST_SEGMENT_MB);
        ConcurrentMergeScheduler merging = new ConcurrentMergeScheduler();
        merging.setMaxMergesAndThreads(2, 1);
        return new IndexWriterConfig(new KeywordAnalyzer()) // fields bring their own
                .setRAMBufferSizeMB(settings.memory() / 1048576.0)
                .setIndexSort(Documents.order())
                .setMergePolicy(merges)
                .setMergeScheduler(merging)
                .setMaxFullFlushMergeWaitMillis(0)
                .setCommitOnClose(false);
    }

    /// Takes away all files of an index that is not open.
    static void wipe(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    // ---- writing: one thread ----

    void add(MailboxId mailbox, long uid, IndexedText text) throws IOException {
        writer.addDocument(Documents.of(mailbox, uid, text, "", stems));
    }

    /// The same message with the text of its attachments. A reader, or a start after a crash, sees one or the
    /// other.
    void replace(MailboxId mailbox, long uid, IndexedText text, String files) throws IOException {
        remove(mailbox, UidSet.of(uid, uid));
        writer.addDocument(Documents.of(mailbox, uid, text, files, stems));
    }

    void remove(MailboxId mailbox, UidSet uids) throws IOException {
        long[] some = new long[AT_ONCE];
        int count = 0;
        for (int range = 0; range < uids.rangeCount(); range++) {
            long first = uids.first(range);
            long last = uids.last(range);
            if (last - first >= NARROW) {
                remove(mailbox, NumericDocValuesField.newSlowRangeQuery(Documents.UID, first, last));
                continue;
            }
            for (long uid = first; uid <= last; uid++) {
                if (count == AT_ONCE) {
                    remove(mailbox, NumericDocValuesField.newSlowSetQuery(Documents.UID, some.clone()));
                    count = 0;
                }
                some[count++] = uid;
            }
        }
        if (count > 0) {
            remove(mailbox, NumericDocValuesField.newSlowSetQuery(Documents.UID, Arrays.copyOf(some, count)));
        }
    }

    private void remove(MailboxId mailbox, Query uids) throws IOException {
        writer.deleteDocuments(new BooleanQuery.Builder()
                .add(new TermQuery(Documents.messages(mailbox)), Occur.FILTER)
                .add(uids, Occur.FILTER)
                .build());
    }

    /// A mailbox that is no more.
    void forget(MailboxId mailbox) throws IOException {
        writer.deleteDocuments(Documents.mark(mailbox), Documents.messages(mailbox));
        fresh.put(mailbox, Mark.none(mailbox));
    }

    /// After everything that it says was written.
    void mark(Mark mark) throws IOException {
        writer.updateDocument(Documents.mark(mark.mailbox()), Documents.of(mark));
        fresh.put(mark.mailbox(), mark);
    }

    /// The last one written.
    Mark mark(MailboxId mailbox) throws IOException {
        Mark written = fresh.get(mailbox);
        if (written != null) {
            return written;
        }
        IndexSearcher searcher = searchers.acquire();
        try {
            return Queries.mark(searcher, mailbox).orElse(Mark.none(mailbox));
        } finally {
            searchers.release(searcher);
        }
    }

    /// Whether something was written that readers do not see yet.
    boolean hasUnseen() {
        return !fresh.isEmpty();
    }

    /// Whether readers do not see yet all that was written of that mailbox; any thread.
    boolean hasUnseen(MailboxId mailbox) {
        return fresh.containsKey(mailbox);
    }

    /// Readers see everything written so far.
    void refresh() throws IOException {
        searchers.maybeRefreshBlocking();
        fresh.clear();
    }

    /// Everything written so far is durable.
    void commit() throws IOException {
        writer.commit();
    }

    /// The mailboxes that have marks, in the order of their ids; some of them may be gone.
    ///
    /// @param each told of one after the other
    void eachMarked(EachMailbox each) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), Documents.marks());
            if (terms == null) {
                return;
            }
            TermsEnum ids = terms.iterator();
            for (BytesRef id = ids.next(); id != null; id = ids.next()) {
                Optional<Mark> mark = Queries.mark(searcher, Documents.id(id));
                if (mark.isPresent()) {
                    each.mailbox(mark.get());
                }
            }
        } finally {
            searchers.release(searcher);
        }
    }

    interface EachMailbox {
        void mailbox(Mark mark) throws IOException;
    }

    // ---- reading: any thread ----

    interface Reading<T> {
        T read(IndexSearcher searcher) throws IOException;
    }

    <T> T read(Reading<T> reading) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            return reading.read(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    /// Messages that readers see.
    long messages() throws IOException {
        return read(searcher ->
                (long) searcher.getIndexReader().numDocs() - searcher.count(new FieldExistsQuery(Documents.NEXT)));
    }

    /// Octets on the disk.
    long octets() throws IOException {
        long octets = 0;
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                try {
                    octets += Files.size(file);
                } catch (NoSuchFileException _) { // merged away
                }
            }
        }
        return octets;
    }

    /// Ends merges that are under way; what was not committed is lost.
    @Override
    public void close() throws IOException {
        try (directory) {
            try {
                searchers.close();
            } finally {
                writer.rollback();
            }
        }
    }
}
