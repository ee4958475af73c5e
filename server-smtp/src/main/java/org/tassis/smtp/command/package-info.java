/// What clients say: every SMTP command as a record, and the parsers that make them of lines.
/// Parsers keep no state, never fail but by refusing, and are linear in the line.
@NullMarked
package org.tassis.smtp.command;

import org.jspecify.annotations.NullMarked;
