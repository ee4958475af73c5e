/// What people change, whoever they are and however they come: pages, API and command line all act through
/// {@link org.tassis.directory.desk.Desk}. Every act checks the right to it, then the rules, changes, and is written
/// into the audit log, in one transaction. Any thread; methods block on the database.
@NullMarked
package org.tassis.directory.desk;

import org.jspecify.annotations.NullMarked;
