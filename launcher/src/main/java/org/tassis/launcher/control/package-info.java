/// How a command reaches a running server: by the API on a loopback port, with a key that is in a file of
/// the data directory which only the server's user may read (docs/adr/0018). The command runs inside the
/// server, so that one code path serves both cases; what it prints comes back as it is printed.
@NullMarked
package org.tassis.launcher.control;

import org.jspecify.annotations.NullMarked;
