/// The POP3 engine: sessions over {@link org.tassis.net.Connection} on the mailbox store.
/// A session sees INBOX as it was at login, without locking it; what it deletes is deleted when it says QUIT.
/// Each session runs on its own virtual thread and shares nothing but the store.
@NullMarked
package org.tassis.pop3;

import org.jspecify.annotations.NullMarked;
