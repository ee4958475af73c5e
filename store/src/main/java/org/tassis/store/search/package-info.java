/// Looking for text in messages, as every reader of the store does it: folded for comparison, with
/// signatures that tell which messages need not be read.
@NullMarked
package org.tassis.store.search;

import org.jspecify.annotations.NullMarked;
