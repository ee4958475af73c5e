/// What lets people in beyond their password, and who was let in: second factors, sessions of the pages, the history of
/// logins, the last use of each credential. Any thread; methods of records block on the database.
@NullMarked
package org.tassis.directory.access;

import org.jspecify.annotations.NullMarked;
