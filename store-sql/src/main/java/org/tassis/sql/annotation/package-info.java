/// What mail programs leave beside mailboxes: annotations, and keys of URLs.
@NullMarked
package org.tassis.sql.annotation;

import org.jspecify.annotations.NullMarked;
