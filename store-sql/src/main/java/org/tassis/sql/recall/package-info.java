/// Times under hashed keys, in one table: the memory of greylisting, and to whom mailboxes wrote. Answered from
/// a bounded cache, or by one look at the database; written a little later, many together, so that no answer
/// waits for a disk. A crash loses the last second, which costs a stranger another delay and nothing else.
/// {@link org.tassis.sql.recall.Recall} is the table, the others are ports on it. Any thread.
@NullMarked
package org.tassis.sql.recall;

import org.jspecify.annotations.NullMarked;
