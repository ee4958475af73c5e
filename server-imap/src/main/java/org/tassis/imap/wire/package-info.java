/// Octets to tokens and back: RFC 9051 §4 and §9. No state of a session, no knowledge of commands, no I/O in the
/// parsing half. Every bound on what a client may send is checked here or in
/// `CommandReader`; nonsense is answered by
/// {@link org.tassis.imap.wire.ImapSyntaxException} alone.
@NullMarked
package org.tassis.imap.wire;

import org.jspecify.annotations.NullMarked;
