/// The greylisting decision: client network, sender, recipient, time and history in; accept or wait out.
@NullMarked
package org.tassis.greylist;

import org.jspecify.annotations.NullMarked;
