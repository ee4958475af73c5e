/// The commands about people: `domain`, `mailbox`, `address`, `password`.
/// Pure functions of arguments, standard input and the directory to output and exit status, so that they run the same
/// inside a running server and on a stopped one's data. Every run has its own objects; any thread.
@NullMarked
package org.tassis.launcher.command;

import org.jspecify.annotations.NullMarked;
