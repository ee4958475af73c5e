/// Mail that is to leave: the port of the durable queue, its in-memory reference, and the {@link Dispatcher} that
/// decides what is tried when. One row stands for one recipient; recipients of a message share its envelope, and its
/// octets with the mailboxes. What is being tried is known in memory alone, so that after a crash it is due again.
@NullMarked
package org.tassis.mailflow.queue;

import org.jspecify.annotations.NullMarked;
