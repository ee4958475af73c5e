/// What senders of this server are told about mail that left it: delivery status notifications, RFC 3461 to RFC 3464.
@NullMarked
package org.tassis.mailflow.notice;

import org.jspecify.annotations.NullMarked;
