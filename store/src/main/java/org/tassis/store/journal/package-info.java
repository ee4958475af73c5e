/// The journal: what was changed in a mailbox, by whom, and what is needed to take it back. Written by the
/// store in the transaction of the change itself (ADR 32).
@NullMarked
package org.tassis.store.journal;

import org.jspecify.annotations.NullMarked;
