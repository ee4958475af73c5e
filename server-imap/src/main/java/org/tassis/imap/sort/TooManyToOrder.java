package org.tassis.imap.sort;

/// More messages than are put in order at once: what would be held of them in memory has a bound.
public final class TooManyToOrder extends RuntimeException {
    TooManyToOrder() {
        super("too many messages to order", null, false, false);
    }
}
