/// Backups of this server: when they are made, what became of them, who is told, and the commands. What a
/// backup is, the module `backup` knows.
@NullMarked
package org.tassis.launcher.backup;

import org.jspecify.annotations.NullMarked;
