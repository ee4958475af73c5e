/// Pages on who has mail: customers, plans, domains, mailboxes, aliases. They ask and change through
/// {@link org.tassis.directory.desk.Desk} alone, which knows who may.
@NullMarked
package org.tassis.admin.people;

import org.jspecify.annotations.NullMarked;
