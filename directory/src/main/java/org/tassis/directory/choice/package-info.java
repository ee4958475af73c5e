/// What the owner of a mailbox chose about its pages and folders, beside what belongs to the account. Any
/// thread; methods of records block on the database.
@NullMarked
package org.tassis.directory.choice;

import org.jspecify.annotations.NullMarked;
