/// What was learnt of spam and wanted mail, in the database: counts of tokens, which are keyed hashes, for each
/// mailbox and for what all share. One process at a time; any thread.
@NullMarked
package org.tassis.sql.spam;

import org.jspecify.annotations.NullMarked;
