/// The greylisting decision: client network, sender, recipient, time and history in; accept or wait out.
/// {@link Greylist} decides and holds no state; {@link GreylistHistory} is what it remembers by. A first
/// attempt waits; a retry after the delay is accepted and makes client and sender trusted, so that regular
/// correspondents wait once. Any thread.
@NullMarked
package org.tassis.greylist;

import org.jspecify.annotations.NullMarked;
