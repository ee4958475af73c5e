/// What is remembered of mail that was brought in and taken out.
@NullMarked
package org.tassis.sql.migration;

import org.jspecify.annotations.NullMarked;
