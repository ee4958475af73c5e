/// Pages on the server at work: what is wrong and what to do, the queue, who waits, what was put aside,
/// who is
// connected,
/// what became of mail, figures, who is full when, and what others report.
@NullMarked
package org.tassis.admin.operations;

import org.jspecify.annotations.NullMarked;
