/// Ordering messages and putting them into conversations: SORT and THREAD (RFC 5256, RFC 5957), from the
/// structure that is stored beside each message.
@NullMarked
package org.tassis.imap.sort;

import org.jspecify.annotations.NullMarked;
