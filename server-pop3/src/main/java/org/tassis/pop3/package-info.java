/// The POP3 engine: RFC 1939.
@NullMarked
package org.tassis.pop3;

import org.jspecify.annotations.NullMarked;
