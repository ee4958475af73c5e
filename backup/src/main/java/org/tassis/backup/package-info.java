/// Copies of everything a server keeps, at another place, and the way back.
///
/// A backup is a manifest that names pieces. Pieces are named after what is in them: what is there already is
/// not written again, in the next backup neither. The manifest is written last: what has none is no backup.
/// What is saved, and where it is put back, are ports ({@link org.tassis.backup.Snapshot}, {@link
/// org.tassis.backup.Landing}), and so is the place ({@link org.tassis.backup.Target}).
@NullMarked
package org.tassis.backup;

import org.jspecify.annotations.NullMarked;
