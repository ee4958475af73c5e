/// Annotations of mailboxes and accounts in the database: {@link org.tassis.sql.annotation.SqlAnnotations}.
@NullMarked
package org.tassis.sql.annotation;

import org.jspecify.annotations.NullMarked;
