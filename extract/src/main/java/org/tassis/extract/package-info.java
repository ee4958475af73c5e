/// The text of attached files (docs/adr/0037): a process of its own, which the server starts, gives one file
/// after the other, and kills when one takes too long. It needs nothing of the rest of Tassis, and trusts
/// nothing that it reads.
@NullMarked
package org.tassis.extract;

import org.jspecify.annotations.NullMarked;
