/// Message content on the wire: where it ends, what it may hold, and how BDAT's replaces DATA's.
/// Knows no session and no reply; works on blocks, never on lines. Classes are for one thread at a time.
@NullMarked
package org.tassis.smtp.wire;

import org.jspecify.annotations.NullMarked;
