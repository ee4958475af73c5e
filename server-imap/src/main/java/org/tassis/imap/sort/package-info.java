/// Ordering messages and putting them into conversations: SORT and THREAD (RFC 5256, RFC 5957), by the
/// keys that the store has of each message.
@NullMarked
package org.tassis.imap.sort;

import org.jspecify.annotations.NullMarked;
