/// The pages of mailbox users.
@NullMarked
package org.tassis.webmail;

import org.jspecify.annotations.NullMarked;
