/// Who is who: domains, mailbox accounts, addresses, credentials, and the rules they keep.
/// Records are immutable; every method may be called from any thread and may block on the database.
@NullMarked
package org.tassis.directory;

import org.jspecify.annotations.NullMarked;
