/// FETCH responses: RFC 9051 §7.5.2. Written from what was found at delivery, straight into the connection's buffer;
/// message octets go from the store to the connection without being held. One writer serves one command, on the
/// session's thread.
@NullMarked
package org.tassis.imap.fetch;

import org.jspecify.annotations.NullMarked;
