/// The checks of mail that an operator may switch: lists, rates, greylisting, and what only leaves a mark. The
/// order in which they are asked is in {@link org.tassis.mailflow.policy.Guards}. What they remember is behind
/// ports, or in bounded memory. Any thread.
@NullMarked
package org.tassis.mailflow.policy;

import org.jspecify.annotations.NullMarked;
