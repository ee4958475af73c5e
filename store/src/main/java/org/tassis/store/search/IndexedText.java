package org.tassis.store.search;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.TextIndex;
import org.tassis.store.TextPart;

/// What an index keeps of one message: the text or the threes of each part, by which {@link
/// TextIndex#candidates} is answered, and its words as people read them. Made by the code that looks through
/// messages, so that both see the same text. A part of which there is neither text nor threes must be looked
/// through: it holds more than is kept, or could not be read.
///
/// @param texts  of the parts that are short ({@link TextPart#isShort}), folded as searches fold; in this the
///     search finds exactly what it finds in the message
/// @param threes of the other parts, without repetition, each less than {@link #PLACES}
/// @param letters words of ASCII letters in lower case that the body holds for certain, some of them: {@link
///     WordSet#holds}; empty when there are none
/// @param words  subject, people, text and names of attachments, at most {@link #MAX_WORDS} characters
public record IndexedText(Map<TextPart, String> texts, Map<TextPart, int[]> threes, byte[] letters, String words) {
    /// Of a message of which nothing is known.
    public static final IndexedText LOOK_THROUGH = new IndexedText(Map.of(), Map.of(), new byte[0], "");

    /// Hashes of threes are kept modulo this power of two: so many bits are at hand in the nearest memory.
    public static final int PLACES = 1 << 18;

    /// Different threes of one part. A text that has more holds nearly anything.
    public static final int MAX_THREES = 30_000;

    /// Characters of the text of a short part; of a longer one nothing is kept.
    public static final int MAX_SHORT = 10_000;

    /// Characters.
    public static final int MAX_WORDS = 48 * 1024;

    /// Characters of one text part that are read; of a longer one nothing is kept.
    public static final int MAX_TEXT = 8 * 1024 * 1024;

    /// Reads messages, one after the other. Holds buffers; one thread.
    public static final class Source {
        private final BooleanSupplier goOn;
        private final SearchedMessage message;
        private final Kept kept = new Kept();

        /// @param goOn whether to go on; asked while a message is read
        public Source(MailStore store, BooleanSupplier goOn) {
            this.goOn = goOn;
            this.message = new SearchedMessage(store, new TextSignatures(0), goOn);
        }

        /// One that cannot be read is told as one whose parts must be looked through.
        ///
        /// @throws StoreException        the store cannot be read now
        /// @throws CancellationException not to go on
        public IndexedText read(MailboxSnapshot snapshot, int index) {
            message.move(snapshot, index);
            kept.begin(goOn);
            Map<TextPart, String> texts = new EnumMap<>(TextPart.class);
            Map<TextPart, int[]> threes = new EnumMap<>(TextPart.class);
            byte[] letters = {};
            try {
                for (TextPart part : TextPart.values()) {
                    if (part.isShort()) {
                        String text = TextTests.text(message, part);
                        kept.hear(text);
                        if (text.length() <= MAX_SHORT) {
                            texts.put(part, Fold.fold(text));
                        }
                        continue;
                    }
                    kept.start(part == TextPart.BODY);
                    if (TextTests.sign(message, part, kept) && !kept.tooMany) {
                        threes.put(part, kept.distinct());
                    }
                }
                letters = kept.letters.octets();
            } catch (StoreException e) {
                if (!(e.failure() instanceof StoreFailure.Gone || e.failure() instanceof StoreFailure.Damaged)) {
                    throw e;
                }
                texts.clear();
                threes.clear();
            } catch (IOException e) { // only the store is read here
                throw new StoreException(new StoreFailure.Unavailable(), e);
            } finally {
                message.leave();
            }
            if (!goOn.getAsBoolean()) {
                throw new CancellationException("the index is being closed");
            }
            return new IndexedText(texts, threes, letters, kept.words());
        }
    }

    /// Hashes without repetition, and what was read on the way.
    private static final class Kept extends Threes {
        private static final char[] LINE = {'\n'};

        private final long[] present = new long[PLACES / 64];
        private final char[] words = new char[MAX_WORDS];
        private int wordsEnd;
        private final WordSet letters = new WordSet();
        private final byte[] word = new byte[WordSet.LONGEST];
        /// Of the word that is being read; more than fit when it is none.
        private int length;

        private int hash;

        private int[] found = new int[1024];
        private int count;
        private boolean tooMany;
        private boolean body;
        private BooleanSupplier goOn = () -> true;

        /// Another message.
        private void begin(BooleanSupplier wanted) {
            wordsEnd = 0;
            letters.clear();
            length = 0;
            hash = 0;
            goOn = wanted;
        }

        /// Another part of it.
        private void start(boolean isBody) {
            for (int i = 0; i < count; i++) {
                present[found[i] >>> 6] = 0;
            }
            count = 0;
            tooMany = false;
            body = isBody;
        }

        private int[] distinct() {
            return Arrays.copyOf(found, count);
        }

        private String words() {
            return new String(words, 0, wordsEnd);
        }

        @Override
        void three(int hash) {
            int place = hash & (PLACES - 1);
            if (tooMany || (present[place >>> 6] & 1L << place) != 0) {
                return;
            }
            if (count == MAX_THREES) {
                tooMany = true;
                return;
            }
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            present[place >>> 6] |= 1L << place;
            found[count++] = place;
        }

        /// For people's words alone.
        private void hear(String text) {
            int amount = Math.min(MAX_WORDS - wordsEnd, text.length());
            text.getChars(0, amount, words, wordsEnd);
            wordsEnd += amount;
            hear(LINE, 0, 1);
        }

        private void hear(char[] text, int from, int count) {
            int amount = Math.min(MAX_WORDS - wordsEnd, count);
            System.arraycopy(text, from, words, wordsEnd, amount);
            wordsEnd += amount;
        }

        @Override
        void add(String text) {
            if (body) {
                hear(text);
                keep(text.toCharArray(), 0, text.length());
                keep(LINE, 0, 1); // ends a word, too
            }
            super.add(text);
        }

        @Override
        boolean add(Reader text, BooleanSupplier wanted) throws IOException {
            long[] read = new long[1];
            Reader heard = new FilterReader(text) {
                @Override
                public int read(char[] into, int from, int length) throws IOException {
                    int got = super.read(into, from, length);
                    if (got > 0) {
                        read[0] += got;
                        hear(into, from, got);
                        keep(into, from, got);
                    }
                    return got;
                }
            };
            boolean all = super.add(heard, () -> read[0] <= MAX_TEXT && !tooMany && goOn.getAsBoolean());
            hear(LINE, 0, 1);
            keep(LINE, 0, 1);
            return all;
        }

        private void keep(char[] text, int from, int amount) {
            for (int i = from; i < from + amount; i++) {
                char c = text[i];
                if (c >= 'a' && c <= 'z') {
                    letter(c);
                } else if (c >= 'A' && c <= 'Z') {
                    letter(c + 32);
                } else if (length > 0) {
                    endWord(c);
                }
            }
        }

        private void letter(int c) {
            if (length < WordSet.LONGEST) {
                word[length] = (byte) c;
                hash = WordSet.hash(hash, c);
            }
            length = Math.min(length + 1, WordSet.LONGEST + 1);
        }

        /// What is not ASCII may be an accent of the last letter, and then the word is another one.
        private void endWord(char next) {
            if (length >= WordSet.SHORTEST && length <= WordSet.LONGEST && next < 0x80) {
                letters.add(word, length, hash);
            }
            length = 0;
            hash = 0;
        }
    }
}
