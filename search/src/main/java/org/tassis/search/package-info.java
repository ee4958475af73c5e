/// The index that searches for text use: which messages of a mailbox may hold a text, and which are like
/// some words (docs/adr/0031). It follows the store by its change feed, and is made anew from the store
/// when it is lost.
@NullMarked
package org.tassis.search;

import org.jspecify.annotations.NullMarked;
