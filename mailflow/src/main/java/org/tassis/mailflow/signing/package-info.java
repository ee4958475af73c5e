/// Mail that leaves is signed for the domain of its author (DKIM): which keys a domain has, when one takes
/// over from another, and the step that signs. Private keys leave this package only towards where they are
/// kept. For any thread.
@NullMarked
package org.tassis.mailflow.signing;

import org.jspecify.annotations.NullMarked;
