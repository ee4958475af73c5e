/// How a command reaches a running server: a loopback port and a key, both in a file of the data directory that only
/// the
/// server's user may read. The command runs inside the server, so that one code path serves both cases; what it
/// prints
/// comes back as it is printed. One thread per request, a bounded number at once.
@NullMarked
package org.tassis.launcher.control;

import org.jspecify.annotations.NullMarked;
