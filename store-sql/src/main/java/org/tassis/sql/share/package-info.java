/// Who may do what with mailboxes, in the database: {@link org.tassis.sql.share.SqlShares}.
@NullMarked
package org.tassis.sql.share;

import org.jspecify.annotations.NullMarked;
