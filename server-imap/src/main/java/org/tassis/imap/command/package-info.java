/// Every IMAP command as a sealed record, and one parser per family that makes it from tokens: RFC 9051 §6, RFC 3501
/// §6 and the extensions named at each record. `CommandReader` reads one command from a
/// connection, streaming the messages of APPEND.
/// Records are immutable, except that {@link org.tassis.imap.command.Append} owns spooled octets until it is closed.
/// Parsers do no I/O, have no state, and answer nonsense by
/// {@link org.tassis.imap.wire.ImapSyntaxException} alone.
@NullMarked
package org.tassis.imap.command;

import org.jspecify.annotations.NullMarked;
