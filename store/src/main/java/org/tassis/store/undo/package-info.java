/// Taking back what the journal tells of.
@NullMarked
package org.tassis.store.undo;

import org.jspecify.annotations.NullMarked;
