/// Recordings of what sessions say: files of the data directory that only the server's user may read, each bounded in
/// size and time, the newest of them kept. Secrets are masked before anything comes here. Thread-safe.
@NullMarked
package org.tassis.launcher.protocol;

import org.jspecify.annotations.NullMarked;
