/// POP3 commands as sealed records, and the parser that makes them of lines: RFC 1939 §4 to §7, RFC 2449, RFC 2595,
/// RFC 5034, RFC 6856. Knows no session and no store. Whatever a line holds, it is a command or a refusal.
@NullMarked
package org.tassis.pop3.command;

import org.jspecify.annotations.NullMarked;
