/// The keys of rewritten senders on SQL.
@NullMarked
package org.tassis.sql.srs;

import org.jspecify.annotations.NullMarked;
