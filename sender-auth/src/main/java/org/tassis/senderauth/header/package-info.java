/// The header section of a message as the checks need it, and the Authentication-Results field: RFC 8601.
@NullMarked
package org.tassis.senderauth.header;

import org.jspecify.annotations.NullMarked;
