/// Whom people write to becomes known to their contacts.
@NullMarked
package org.tassis.mailflow.contact;

import org.jspecify.annotations.NullMarked;
