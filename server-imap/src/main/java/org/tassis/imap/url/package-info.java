/// IMAP URLs: what they say (RFC 5092), where they lead, and the right to read by them that their owner
/// gives to others (RFC 4467). Nothing here opens a connection: URLs lead into this server's store or
/// nowhere.
@NullMarked
package org.tassis.imap.url;

import org.jspecify.annotations.NullMarked;
