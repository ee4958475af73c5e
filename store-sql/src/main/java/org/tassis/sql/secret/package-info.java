/// Secrets in the database are encrypted there: whoever has a copy of the database alone cannot use them.
@NullMarked
package org.tassis.sql.secret;

import org.jspecify.annotations.NullMarked;
