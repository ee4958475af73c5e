/// Writing mail: what was typed, drafts, and sending.
@NullMarked
package org.tassis.webmail.compose;

import org.jspecify.annotations.NullMarked;
