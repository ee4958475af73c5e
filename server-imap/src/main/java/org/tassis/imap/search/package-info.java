/// SEARCH: RFC 9051 §6.4.4. Keys are compiled into tests that are tried cheapest first, one message at a time: what the
/// snapshot knows, then what was stored at delivery, then headers, then bodies, which stream in bounded memory.
/// Text is compared without regard to case, decoded. One search serves one command, on the session's thread.
@NullMarked
package org.tassis.imap.search;

import org.jspecify.annotations.NullMarked;
