/// Pulling mail from another server by IMAP (RFC 9051, RFC 3501): all folders with flags, keywords and dates,
/// as often as one likes, each message once. The only user of Angus Mail's IMAP client. Nothing is changed at
/// the other server, and nothing is deleted here.
@NullMarked
package org.tassis.migration.imap;

import org.jspecify.annotations.NullMarked;
