/// The page of what was changed in a mailbox, by whichever program, where each of it can be taken back.
@NullMarked
package org.tassis.webmail.history;

import org.jspecify.annotations.NullMarked;
