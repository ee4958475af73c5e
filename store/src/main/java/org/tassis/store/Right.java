package org.tassis.store;

import java.util.Optional;

/// One thing that one may do with a mailbox: RFC 4314 §2.1. The order is that in which they are told.
public enum Right {
    /// To see that it is there.
    LOOKUP('l'),
    /// To open it.
    READ('r'),
    /// To mark messages as seen.
    SEEN('s'),
    /// To change flags other than `\Seen` and `\Deleted`.
    WRITE('w'),
    /// To put messages there.
    INSERT('i'),
    /// To send mail to it; kept, and asked by nobody.
    POST('p'),
    /// To create mailboxes below.
    CREATE('k'),
    /// To delete or rename it.
    DELETE('x'),
    /// To mark messages as deleted.
    DELETE_MESSAGES('t'),
    EXPUNGE('e'),
    /// To say who may do what with it.
    ADMINISTER('a');

    private final char letter;

    Right(char letter) {
        this.letter = letter;
    }

    public char letter() {
        return letter;
    }

    int bit() {
        return 1 << ordinal();
    }

    static Optional<Right> of(char letter) {
        for (Right right : values()) {
            if (right.letter == letter) {
                return Optional.of(right);
            }
        }
        return Optional.empty();
    }
}
