/// What the POP3 server says: the catalogue of its replies, the one mapping of store failures to them, and how a
/// message goes out between its reply and the final dot.
@NullMarked
package org.tassis.pop3.reply;

import org.jspecify.annotations.NullMarked;
