/// The filters of accounts in the database: {@link org.tassis.sql.filter.SqlFilterRecords}.
@NullMarked
package org.tassis.sql.filter;

import org.jspecify.annotations.NullMarked;
