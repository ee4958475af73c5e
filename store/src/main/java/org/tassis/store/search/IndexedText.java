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

/// What an index keeps of one message: the threes of each part, by which {@link TextIndex#candidates} is
/// answered, and its words as people read them. Made by the code that looks through messages, so that both
/// see the same text.
///
/// @param threes of each part, without repetition, each less than {@link #PLACES}; a part that is not there
///     holds more
/// than is kept, or could not be read: it must be looked through
/// @param words  subject, people, text and names of attachments, at most {@link #MAX_WORDS} characters
public record IndexedText(Map<TextPart, int[]> threes, String words) {
    /// Hashes of threes are kept modulo this power of two.
    public static final int PLACES = 1 << 20;

    /// Different threes of one part. A text that has more holds nearly anything.
    public static final int MAX_THREES = 30_000;

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
            try {
                for (TextPart part : TextPart.values()) {
                    kept.start(part != TextPart.HEADER, goOn);
                    if (TextTests.sign(message, part, kept) && !kept.tooMany) {
                        threes.put(part, kept.distinct());
                    }
                }
            } catch (StoreException e) {
                if (!(e.failure() instanceof StoreFailure.Gone || e.failure() instanceof StoreFailure.Damaged)) {
                    throw e;
                }
                threes.clear();
            } catch (IOException e) { // only the store is read here
                throw new StoreException(new StoreFailure.Unavailable(), e);
            } finally {
                message.leave();
            }
            if (!goOn.getAsBoolean()) {
                throw new CancellationException("the index is being closed");
            }
            return new IndexedText(threes, kept.words.toString());
        }
    }

    /// Hashes without repetition, and what was read on the way.
    private static final class Kept extends Threes {
        private static final char[] LINE = {'\n'};

        private final long[] present = new long[PLACES / 64];
        private final StringBuilder words = new StringBuilder();
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
                keep(LINE, 0, 1);
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

        private void keep(char[] text, int from, int length) {
            int room = MAX_WORDS - words.length();
            if (room > 0) {
                words.append(text, from, Math.min(room, length));
            }
        }
    }
}
