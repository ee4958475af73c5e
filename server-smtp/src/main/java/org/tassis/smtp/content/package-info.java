/// A message's content between the wire and the store: trace fields are put on top, the header section is
/// put right, limits are kept, and all goes into a spool in one pass. Classes are for one thread at a time.
@NullMarked
package org.tassis.smtp.content;

import org.jspecify.annotations.NullMarked;
