/// Every port on SQL (Derby embedded, PostgreSQL) behind one dialect, and the append-only volumes that hold
/// the octets of messages. The only user of JDBC.
@NullMarked
package org.tassis.sql;

import org.jspecify.annotations.NullMarked;
