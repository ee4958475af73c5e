package org.tassis.store.search;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.tassis.store.MailStore;
import org.tassis.store.MailboxSnapshot;
import org.tassis.store.StoreException;
import org.tassis.store.StoreFailure;
import org.tassis.store.TextIndex;
import org.tassis.store.TextPart;

/// What an index keeps of one message: the threes of each part, by which {@link TextIndex#candidates} is
/// answered, and its words as people read them. Made by the code that looks through messages, so that both
/// see the same text.
///
/// @param threes of each part, without repetition, each less than {@link #PLACES}; a part that is not there
///     holds more
/// than is kept, or could not be read: it must be looked through
/// @param letters words of ASCII letters in lower case that each part holds for certain, some of them; none
///     of the header
/// as a whole
/// @param words  subject, people, text and names of attachments, at most {@link #MAX_WORDS} characters
public record IndexedText(Map<TextPart, int[]> threes, Map<TextPart, Set<String>> letters, String words) {
    /// Hashes of threes are kept modulo this power of two: so many bits are at hand in the nearest memory.
    public static final int PLACES = 1 << 18;

    /// Different threes of one part. A text that has more holds nearly anything.
    public static final int MAX_THREES = 30_000;

    /// Words of letters of one part.
    public static final int MAX_LETTERS = 10_000;

    /// Characters of one such word.
    public static final int LONGEST = 24;

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
            kept.words.setLength(0);
            Map<TextPart, int[]> threes = new EnumMap<>(TextPart.class);
            Map<TextPart, Set<String>> letters = new EnumMap<>(TextPart.class);
            try {
                for (TextPart part : TextPart.values()) {
                    kept.start(part != TextPart.HEADER, goOn);
                    if (TextTests.sign(message, part, kept) && !kept.tooMany) {
                        threes.put(part, kept.distinct());
                        letters.put(part, Set.copyOf(kept.letters));
                    }
                }
            } catch (StoreException e) {
                if (!(e.failure() instanceof StoreFailure.Gone || e.failure() instanceof StoreFailure.Damaged)) {
                    throw e;
                }
                threes.clear();
                letters.clear();
            } catch (IOException e) { // only the store is read here
                throw new StoreException(new StoreFailure.Unavailable(), e);
            } finally {
                message.leave();
            }
            if (!goOn.getAsBoolean()) {
                throw new CancellationException("the index is being closed");
            }
            return new IndexedText(threes, letters, kept.words.toString());
        }
    }

    /// Hashes without repetition, and what was read on the way.
    private static final class Kept extends Threes {
        private static final char[] LINE = {'\n'};

        private final long[] present = new long[PLACES / 64];
        private final StringBuilder words = new StringBuilder();
        private final Set<String> letters = new HashSet<>();
        private final char[] word = new char[LONGEST];
        /// Of the word that is being read; more than fit when it is none.
        private int length;

        private int[] found = new int[1024];
        private int count;
        private boolean tooMany;
        private boolean forPeople;
        private BooleanSupplier goOn = () -> true;

        private void start(boolean words, BooleanSupplier wanted) {
            for (int i = 0; i < count; i++) {
                present[found[i] >>> 6] = 0;
            }
            count = 0;
            letters.clear();
            length = 0;
            tooMany = false;
            forPeople = words;
            goOn = wanted;
        }

        private int[] distinct() {
            return Arrays.copyOf(found, count);
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

        @Override
        void add(String text) {
            if (forPeople) {
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
                        keep(into, from, got);
                    }
                    return got;
                }
            };
            boolean all = super.add(heard, () -> read[0] <= MAX_TEXT && !tooMany && goOn.getAsBoolean());
            keep(LINE, 0, 1);
            return all;
        }

        private void keep(char[] text, int from, int amount) {
            int room = MAX_WORDS - words.length();
            if (room > 0) {
                words.append(text, from, Math.min(room, amount));
            }
            for (int i = from; i < from + amount; i++) {
                char c = text[i];
                if (c >= 'a' && c <= 'z') {
                    letter(c);
                } else if (c >= 'A' && c <= 'Z') {
                    letter((char) (c + 32));
                } else {
                    endWord(c);
                }
            }
        }

        private void letter(char c) {
            if (length < LONGEST) {
                word[length] = c;
            }
            length = Math.min(length + 1, LONGEST + 1);
        }

        /// What is not ASCII may be an accent of the last letter, and then the word is another one.
        private void endWord(char next) {
            if (length > 2 && length <= LONGEST && next < 0x80 && letters.size() < MAX_LETTERS) {
                letters.add(new String(word, 0, length));
            }
            length = 0;
        }
    }
}
