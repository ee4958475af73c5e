package org.tassis.store;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.tassis.core.Flags;
import org.tassis.core.SystemFlag;

/// The keywords of one mailbox, in the order of their bits: keyword i is bit {@link
/// MailboxSnapshot#FIRST_KEYWORD_BIT} + i. It only grows, so that a bit means the same word for ever. Words
/// compare without case and keep the case they were first given in. Immutable.
public final class KeywordTable {
    public static final KeywordTable EMPTY = new KeywordTable(List.of());

    /// Bits of a stored flag word that are neither system flags nor keywords; what a client says never
    /// touches them.
    public static final long RESERVED_BITS = 0b1110_0000;

    /// Set in the stored flag word of a message that POP3 no longer shows.
    public static final long HIDDEN_FROM_POP = 1L << 5;

    /// Set in the stored flag word of a message that was looked at for files: one that was stored before
    /// that was done lacks it.
    private static final long FILES_KNOWN = 1L << 6;

    /// Set beside it when there are any.
    private static final long HOLDS_FILES = 1L << 7;

    private final List<String> names;

    private KeywordTable(List<String> names) {
        this.names = names;
    }

    /// As loaded from where it was stored.
    /// @throws IllegalArgumentException when there are more than {@link MailboxSnapshot#MAX_KEYWORDS}
    public static KeywordTable of(List<String> names) {
        if (names.size() > MailboxSnapshot.MAX_KEYWORDS) {
            throw new IllegalArgumentException("too many keywords: " + names.size());
        }
        return names.isEmpty() ? EMPTY : new KeywordTable(List.copyOf(names));
    }

    public List<String> names() {
        return names;
    }

    /// This table, or a longer one that knows all keywords of `flags`.
    /// @throws StoreException {@link StoreFailure.TooMany} when there is no bit left
    public KeywordTable with(Flags flags) {
        List<String> longer = names;
        for (String word : flags.keywords()) {
            if (indexOf(word, longer) < 0) {
                if (longer.size() == MailboxSnapshot.MAX_KEYWORDS) {
                    throw new StoreException(new StoreFailure.TooMany("keywords", MailboxSnapshot.MAX_KEYWORDS));
                }
                if (longer == names) {
                    longer = new ArrayList<>(names);
                }
                longer.add(word);
            }
        }
        return longer == names ? this : new KeywordTable(List.copyOf(longer));
    }

    /// The flag word of `flags`; keywords that the table does not know are left out.
    public long bits(Flags flags) {
        long bits = flags.systemBits();
        for (String word : flags.keywords()) {
            int index = indexOf(word, names);
            if (index >= 0) {
                bits |= 1L << (MailboxSnapshot.FIRST_KEYWORD_BIT + index);
            }
        }
        return bits;
    }

    /// What a flag word means; reserved bits are passed over.
    public Flags flags(long bits) {
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        for (SystemFlag flag : SystemFlag.values()) {
            if ((bits & flag.bit()) != 0) {
                system.add(flag);
            }
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if ((bits & 1L << (MailboxSnapshot.FIRST_KEYWORD_BIT + i)) != 0) {
                words.add(names.get(i));
            }
        }
        return Flags.of(system, words);
    }

    /// The reserved bits that say whether a message holds files.
    public static long files(boolean holds) {
        return holds ? FILES_KNOWN | HOLDS_FILES : FILES_KNOWN;
    }

    /// What a stored flag word says about files.
    static MailboxSnapshot.Files files(long storedBits) {
        if ((storedBits & FILES_KNOWN) == 0) {
            return MailboxSnapshot.Files.UNKNOWN;
        }
        return (storedBits & HOLDS_FILES) == 0 ? MailboxSnapshot.Files.NONE : MailboxSnapshot.Files.SOME;
    }

    /// Notes about files whatever was noted before.
    static FlagMask notingFiles(boolean hold) {
        return new FlagMask(~HOLDS_FILES, files(hold));
    }

    private static int indexOf(String word, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(word)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeywordTable that && names.equals(that.names);
    }

    @Override
    public int hashCode() {
        return names.hashCode();
    }

    @Override
    public String toString() {
        return names.toString();
    }
}
