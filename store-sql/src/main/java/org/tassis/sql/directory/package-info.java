/// The directory on SQL: domains, accounts, addresses and credentials in tables named `directory_*`. One
/// short transaction for each method; rows that a decision rests on are locked, so that several nodes may
/// write. Only {@link org.tassis.sql.directory.SqlDirectoryRecords} is for others; any thread.
@NullMarked
package org.tassis.sql.directory;

import org.jspecify.annotations.NullMarked;
