package org.tassis.store;

import java.util.Collection;
import java.util.Optional;

/// What one may do with a mailbox: RFC 4314 §2. Immutable.
///
/// @param bits of {@link Right}s by their place
public record Rights(int bits) {
    public static final Rights NONE = new Rights(0);
    public static final Rights ALL = new Rights((1 << Right.values().length) - 1);

    private static final Rights OLD_CREATE = of(Right.CREATE, Right.DELETE);
    private static final Rights OLD_DELETE = of(Right.DELETE_MESSAGES, Right.EXPUNGE);

    public Rights {
        if (bits < 0 || bits >= 1 << Right.values().length) {
            throw new IllegalArgumentException("no rights: " + bits);
        }
    }

    public static Rights of(Right... rights) {
        int bits = 0;
        for (Right right : rights) {
            bits |= right.bit();
        }
        return new Rights(bits);
    }

    /// By letters, in any order; `c` and `d` of older programs are what they stood for (RFC 4314 §2.1.1):
    /// `kx` and `te`. Empty when a letter is none.
    public static Optional<Rights> parse(String letters) {
        Rights rights = NONE;
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            Optional<Rights> more =
                    switch (letter) {
                        case 'c' -> Optional.of(OLD_CREATE);
                        case 'd' -> Optional.of(OLD_DELETE);
                        default -> Right.of(letter).map(Rights::of);
                    };
            if (more.isEmpty()) {
                return Optional.empty();
            }
            rights = rights.and(more.get());
        }
        return Optional.of(rights);
    }

    /// What all entries together come to: what is given, without what is taken.
    public static Rights sum(Collection<Shares.Entry> entries) {
        Rights given = NONE;
        Rights taken = NONE;
        for (Shares.Entry entry : entries) {
            if (entry.negative()) {
                taken = taken.and(entry.rights());
            } else {
                given = given.and(entry.rights());
            }
        }
        return given.without(taken);
    }

    public boolean has(Right right) {
        return (bits & right.bit()) != 0;
    }

    public boolean hasAny(Rights some) {
        return (bits & some.bits) != 0;
    }

    public boolean isNone() {
        return bits == 0;
    }

    public Rights and(Rights more) {
        return new Rights(bits | more.bits);
    }

    public Rights without(Rights some) {
        return new Rights(bits & ~some.bits);
    }

    /// Each letter once, the older ones not among them.
    public String letters() {
        StringBuilder letters = new StringBuilder();
        for (Right right : Right.values()) {
            if (has(right)) {
                letters.append(right.letter());
            }
        }
        return letters.toString();
    }

    /// As replies tell them: with `c` and `d` for programs that know only these (RFC 4314 §2.1.1).
    public String told() {
        return letters() + (hasAny(OLD_CREATE) ? "c" : "") + (hasAny(OLD_DELETE) ? "d" : "");
    }

    @Override
    public String toString() {
        return letters();
    }
}
