package org.tassis.search;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Set;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;
import org.tassis.core.MailboxId;
import org.tassis.store.TextPart;
import org.tassis.store.search.IndexedText;

/// What the index holds. A document for each message of each mailbox, which never changes; and one for each
/// mailbox that says how far the index has come with it. Documents lie in the order of mailbox and UID, so
/// that those of one mailbox are neighbours, and the size of the others does not matter to a search.
final class Documents {
    /// Goes up when documents are made otherwise: an index of another format is made anew.
    static final String FORMAT = "3";

    /// Values: the mailbox, and the UID; of a mark that of the last message it tells of, so that documents
    /// lie in order as they come, and segments need no sorting.
    static final String BOX = "box";

    static final String UID = "uid";

    /// Values of a mark.
    static final String NEXT = "next";

    static final String MOD_SEQ = "modseq";

    /// Absent in marks of an index that was made without attachments.
    static final String FILES = "files";

    private static final String MAILBOX = "mailbox";
    private static final String MARK = "mark";
    private static final String DENSE = "dense";

    private static final FieldType THREES = type(IndexOptions.DOCS, true);
    private static final FieldType WORDS = type(IndexOptions.DOCS_AND_FREQS, false);

    private Documents() {}

    private static FieldType type(IndexOptions options, boolean withoutNorms) {
        FieldType type = new FieldType();
        type.setTokenized(true);
        type.setIndexOptions(options);
        type.setOmitNorms(withoutNorms);
        type.freeze();
        return type;
    }

    static Sort order() {
        return new Sort(new SortField(BOX, SortField.Type.LONG), new SortField(UID, SortField.Type.LONG));
    }

    /// @param files the text of its attachments, which only people's words are looked for in: it is no part
    ///     of what an exact search finds; empty when there is none, or none yet
    static Document of(MailboxId mailbox, long uid, IndexedText text, String files) {
        Document document = new Document();
        document.add(new StringField(MAILBOX, id(mailbox), Field.Store.NO));
        document.add(new NumericDocValuesField(BOX, mailbox.value()));
        document.add(new NumericDocValuesField(UID, uid));
        for (TextPart part : TextPart.values()) {
            int[] threes = text.threes().get(part);
            if (threes == null) {
                document.add(new StringField(DENSE, part.name(), Field.Store.NO));
            } else if (threes.length > 0 && isMapped(part)) {
                document.add(new BinaryDocValuesField(threes(part), ThreesMap.of(threes)));
            } else if (threes.length > 0) {
                document.add(new Field(threes(part), new ThreesStream(threes), THREES));
            }
            Set<String> letters = text.letters().getOrDefault(part, Set.of());
            if (!letters.isEmpty()) {
                document.add(new Field(letters(part), new WordsStream(letters), THREES));
            }
        }
        Language language = Language.of(text.words());
        document.add(new Field(language.field(), language.stream(text.words()), WORDS));
        if (!files.isEmpty()) {
            Language theirs = Language.of(files);
            document.add(new Field(theirs.files(), theirs.fileStream(files), WORDS));
        }
        return document;
    }

    static Document of(Mark mark) {
        Document document = new Document();
        document.add(new StringField(MARK, id(mark.mailbox()), Field.Store.NO));
        document.add(new NumericDocValuesField(BOX, mark.mailbox().value()));
        document.add(new NumericDocValuesField(UID, mark.next() - 1));
        document.add(new NumericDocValuesField(NEXT, mark.next()));
        document.add(new NumericDocValuesField(MOD_SEQ, mark.modSeq()));
        document.add(new NumericDocValuesField(FILES, mark.files()));
        return document;
    }

    /// All marks.
    static String marks() {
        return MARK;
    }

    static Term mark(MailboxId mailbox) {
        return new Term(MARK, id(mailbox));
    }

    /// The messages of a mailbox.
    static Term messages(MailboxId mailbox) {
        return new Term(MAILBOX, id(mailbox));
    }

    static String mailboxes() {
        return MAILBOX;
    }

    /// Whether the threes of a part are values, a {@link ThreesMap} for each message, rather than terms.
    static boolean isMapped(TextPart part) {
        return part == TextPart.HEADER || part == TextPart.BODY;
    }

    static Term three(TextPart part, int hash) {
        return new Term(threes(part), ThreesStream.term(hash & (IndexedText.PLACES - 1)));
    }

    /// A whole word of a part.
    static Term word(TextPart part, String word) {
        return new Term(letters(part), word);
    }

    private static String letters(TextPart part) {
        return "letters." + part.name().toLowerCase(Locale.ROOT);
    }

    /// Messages of which a part must be looked through.
    static Term dense(TextPart part) {
        return new Term(DENSE, part.name());
    }

    static String threes(TextPart part) {
        return "threes." + part.name().toLowerCase(Locale.ROOT);
    }

    /// Terms in the order of the ids.
    static BytesRef id(MailboxId mailbox) {
        return new BytesRef(ByteBuffer.allocate(8).putLong(mailbox.value()).array());
    }

    static MailboxId id(BytesRef term) {
        return new MailboxId(ByteBuffer.wrap(term.bytes, term.offset, 8).getLong());
    }
}
