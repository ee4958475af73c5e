/// Invitations in mail: what an iCalendar object (RFC 5545) says, in words, and the answer to it (iTIP, RFC
/// 5546, by mail, RFC 6047). Everything read is a stranger's: bounded in size, number and time. Values; any
/// thread.
@NullMarked
package org.tassis.webmail.calendar;

import org.jspecify.annotations.NullMarked;
