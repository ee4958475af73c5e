/// The people whom the owners of mailboxes know: kept, found, completed, brought in from files and written
/// to files. Everything belongs to one account; numbers are given within it, so that a number of somebody
/// else's leads nowhere.
@NullMarked
package org.tassis.directory.contact;

import org.jspecify.annotations.NullMarked;
