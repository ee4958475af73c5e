/// The lists of mail flow on SQL: who is let in and who is not. One short transaction for each method. Any
/// thread.
@NullMarked
package org.tassis.sql.policy;

import org.jspecify.annotations.NullMarked;
