/// The port and rules of the shared mailbox store: what every implementation must do is held by its contract test.
/// Acknowledged means durable. Sessions read immutable snapshots, and learn of changes from the feed after their
/// commit.
@NullMarked
package org.tassis.store;

import org.jspecify.annotations.NullMarked;
