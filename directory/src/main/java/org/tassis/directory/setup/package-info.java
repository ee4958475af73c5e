/// How a server begins, and how its users' programs do: what was decided at the first start, and links that
/// let one in once or for a while.
@NullMarked
package org.tassis.directory.setup;

import org.jspecify.annotations.NullMarked;
