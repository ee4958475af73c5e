package org.tassis.search;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
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
    static final String FORMAT = "4";

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

    /// Without norms: looking them up for each word was a third of the work, and that a word weighs more in a
    /// short message matters little to who looks for one.
    private static final FieldType WORDS = new FieldType();

    static {
        WORDS.setTokenized(true);
        WORDS.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        WORDS.setOmitNorms(true);
        WORDS.freeze();
    }

    private static final String LETTERS = "letters";

    private Documents() {}

    static Sort order() {
        return new Sort(new SortField(BOX, SortField.Type.LONG), new SortField(UID, SortField.Type.LONG));
    }

    /// @param files the text of its attachments, which only people's words are looked for in: it is no part
    ///     of what an exact search finds; empty when there is none, or none yet
    static Document of(MailboxId mailbox, long uid, IndexedText text, String files, Stems stems) {
        Document document = new Document();
        document.add(new StringField(MAILBOX, id(mailbox), Field.Store.NO));
        document.add(new NumericDocValuesField(BOX, mailbox.value()));
        document.add(new NumericDocValuesField(UID, uid));
        for (TextPart part : TextPart.values()) {
            String whole = text.texts().get(part);
            int[] threes = text.threes().get(part);
            if (whole != null && isText(whole)) {
                if (!whole.isEmpty()) {
                    document.add(new BinaryDocValuesField(value(part), octets(whole)));
                }
            } else if (threes == null) {
                document.add(new StringField(DENSE, part.name(), Field.Store.NO));
            } else if (threes.length > 0) {
                document.add(new BinaryDocValuesField(value(part), ThreesMap.of(threes)));
            }
        }
        if (text.letters().length > 0) {
            document.add(new BinaryDocValuesField(LETTERS, new BytesRef(text.letters())));
        }
        Language language = Language.of(text.words());
        document.add(new Field(language.field(), stems.of(language, text.words()), WORDS));
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

    /// What is kept of a part: of a short one its text, of the others a {@link ThreesMap}. A message that
    /// has no value lacks everything there, unless it is {@link #dense}.
    static String value(TextPart part) {
        return "part." + part.name().toLowerCase(Locale.ROOT);
    }

    /// The octets of a text, which are comparable with those of others.
    static BytesRef octets(String text) {
        return new BytesRef(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Whether octets can stand for it: not for halves of characters.
    static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /// Values: words that the body holds.
    static String letters() {
        return LETTERS;
    }

    /// Messages of which a part must be looked through.
    static Term dense(TextPart part) {
        return new Term(DENSE, part.name());
    }

    /// Terms in the order of the ids.
    static BytesRef id(MailboxId mailbox) {
        return new BytesRef(ByteBuffer.allocate(8).putLong(mailbox.value()).array());
    }

    static MailboxId id(BytesRef term) {
        return new MailboxId(ByteBuffer.wrap(term.bytes, term.offset, 8).getLong());
    }
}
