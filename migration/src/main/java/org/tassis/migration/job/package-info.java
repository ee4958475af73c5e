/// Moving mail as work of the server: a job goes on when whoever gave it is gone, is remembered over a
/// restart, can be looked at, stopped and taken up again. Passwords for other servers are in memory only,
/// unless it is asked for them to be kept; they are in no log.
@NullMarked
package org.tassis.migration.job;

import org.jspecify.annotations.NullMarked;
