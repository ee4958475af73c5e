/// What operators and domain administrators do with mail that is under way, waits, or was put aside: who
/// may is asked of the directory's desk, and what was done is in its audit log.
@NullMarked
package org.tassis.mailflow.desk;

import org.jspecify.annotations.NullMarked;
