/// Pages on who runs the server and what was done: operators, audit log.
@NullMarked
package org.tassis.admin.office;

import org.jspecify.annotations.NullMarked;
