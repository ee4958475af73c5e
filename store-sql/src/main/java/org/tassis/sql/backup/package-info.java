/// What backups need of the database and the volumes: a snapshot while mail flows, and an empty place to put
/// one back. Tables are taken as they are found, so that a new one is in the next backup by itself.
@NullMarked
package org.tassis.sql.backup;

import org.jspecify.annotations.NullMarked;
