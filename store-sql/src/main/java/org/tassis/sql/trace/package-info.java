/// The trace of mail flow on SQL. Events are taken without waiting and written by one thread, about once a
/// second: some hundred of them make one row, with a filter that tells which words are not in it, so that a
/// message costs microseconds to trace, and a search reads only the rows that matter. The newest row is
/// written again until it is full. Only {@link org.tassis.sql.trace.SqlTrace} is for others; any thread.
@NullMarked
package org.tassis.sql.trace;

import org.jspecify.annotations.NullMarked;
